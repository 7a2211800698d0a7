(** [quad-modelmask-moments]: the model is masked too, x+ = x - eta S(H S x - b), S = s m, on a quadratic of R^n. *)

From Coq Require Import Reals Lra Lia Psatz List FunctionalExtensionality.
From Partita.lib Require Import Sums InnerSpace Quadratic Laws Masks Recursions Chains.
Open Scope R_scope.

Section ModelMasked.
Variables (n : nat) (h : nat -> nat -> R).
Hypothesis h_sym : forall i j, h i j = h j i.
Notation H := (apply n h).
Notation V := (Rn n).
Variables (p p2 : R) (b : V).
Variable M : MaskLaw n p p2.

(** S u = s m u. *)
Definition S_ (s : R) (w : outcome M) (u : V) : V := (s * mask (kept M w) u)%vec.
Definition model_step (eta s : R) (x : V) (w : outcome M) : V := (x - eta * S_ s w (H (S_ s w x) - b)%vec)%vec.

(** claim: quad-modelmask-moments, part: conjugacy *)
(** The run (eta, s) from x_0 is 1/s times the run (eta s², 1) from s x_0 with the same masks. *)
Theorem modelmask_conjugacy eta s (x z : nat -> V) (w : nat -> outcome M) t :
  s <> 0 ->
  (forall k, x (S k) = model_step eta s (x k) (w k)) ->
  (forall k, z (S k) = model_step (eta * s^2) 1 (z k) (w k)) ->
  z 0%nat = (s * x 0%nat)%vec -> x t = (/ s * z t)%vec.
Proof.
  intros Hs runx runz H0.
  assert (E : z t = (s * x t)%vec); [|now rewrite E, scale_scale, Rinv_l, scale_one].
  induction t as [|t IH]; [easy|]. rewrite runz, runx, IH. unfold model_step, S_.
  apply functional_extensionality. intros i. unfold mask, apply. simpl.
  rewrite (sum_ext n (fun j => h i j * (1 * (keep (kept M (w t)) j * (s * x t j))))
    (fun j => h i j * (s * (keep (kept M (w t)) j * x t j)))) by (intros; ring). ring.
Qed.

Variables (eta s : R).
Definition model_run : Chain V := {| law := fun _ _ => M; next := fun _ x w => model_step eta s x w |}.

(** p H_eff = p2 H + (p - p2) D. *)
Definition effective (x : V) : V := fun i => p2 * H x i + (p - p2) * (h i i * x i).

Lemma effective_symmetric : symmetric effective.
Proof.
  intros x y. change (sum n (fun i => effective x i * y i) = sum n (fun i => x i * effective y i)).
  unfold effective.
  rewrite (sum_ext n _ (fun i => p2 * (H x i * y i) + (p - p2) * (h i i * x i * y i))) by (intros; ring).
  rewrite (sum_ext n (fun i => x i * _) (fun i => p2 * (x i * H y i) + (p - p2) * (h i i * x i * y i))) by (intros; ring).
  rewrite !sum_plus, !sum_scal. f_equal. f_equal. exact (apply_symmetric n h h_sym x y).
Qed.

(** E<v, S(HSx - b)> = s²<v, (p H_eff)x> - s p<v, b>. *)
Lemma mean_model_gradient (v x : V) :
  mean M (fun w => ⟨v, S_ s w (H (S_ s w x) - b)%vec⟩) = s^2 * ⟨v, effective x⟩ - s * p * ⟨v, b⟩.
Proof.
  rewrite (mean_ext M _ (fun w => s^2 * sum n (fun i => sum n (fun j => keep (kept M w) i * keep (kept M w) j
    * (v i * h i j * x j))) + - s * sum n (fun i => keep (kept M w) i * (v i * b i)))).
  2: { intros w. change (sum n (fun i => v i * S_ s w (H (S_ s w x) - b)%vec i) =
      s^2 * sum n (fun i => sum n (fun j => keep (kept M w) i * keep (kept M w) j * (v i * h i j * x j)))
      + - s * sum n (fun i => keep (kept M w) i * (v i * b i))).
    rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros i _. unfold S_, mask, apply. simpl.
    rewrite (sum_ext n (fun j => h i j * (s * (keep (kept M w) j * x j))) (fun j => s * (h i j * (keep (kept M w) j * x j))))
      by (intros; ring).
    rewrite (sum_ext n (fun j => keep (kept M w) i * keep (kept M w) j * (v i * h i j * x j))
      (fun j => keep (kept M w) i * v i * (h i j * (keep (kept M w) j * x j)))) by (intros; ring).
    rewrite !sum_scal. ring. }
  rewrite mean_plus, !mean_scal, pair_moments, single_moments.
  change ⟨v, effective x⟩ with (sum n (fun i => v i * effective x i)). unfold effective.
  rewrite (sum_ext n (fun i => v i * (p2 * H x i + (p - p2) * (h i i * x i)))
    (fun i => p2 * (v i * H x i) + (p - p2) * (v i * h i i * x i))) by (intros; ring).
  rewrite sum_plus, !sum_scal. change ⟨v, b⟩ with (sum n (fun i => v i * b i)).
  change (sum n (fun i => v i * H x i)) with ⟨v, H x⟩. rewrite dot_apply. ring.
Qed.

(** claim: quad-modelmask-moments, part: mean *)
(** Let s H_eff x_inf = b. Along v with p H_eff v = p lambda v: E<v, x_t - x_inf> = (1 - eta s² p lambda)^t <v, x_0 - x_inf>. *)
Theorem modelmask_mean (v xinf : V) lambda t past x :
  (forall i, s * effective xinf i = p * b i) -> effective v = (p * lambda * v)%vec ->
  expected model_run (fun y => ⟨v, y - xinf⟩) t past x = ⟨v, x - xinf⟩ * (1 - eta * s^2 * p * lambda) ^ t.
Proof.
  intros Hinf Hv. revert past x. induction t as [|t IH]; intros past x; [simpl; lra|].
  change (expected model_run (fun y => ⟨v, y - xinf⟩) (S t) past x)
    with (mean M (fun w => expected model_run (fun y => ⟨v, y - xinf⟩) t (x :: past) (model_step eta s x w))).
  rewrite (mean_ext M _ (fun w => (1 - eta * s^2 * p * lambda) ^ t
    * (⟨v, x - xinf⟩ + - eta * ⟨v, S_ s w (H (S_ s w x) - b)%vec⟩))).
  2: { intros w. rewrite IH. unfold model_step. rewrite !dot_add_r, !dot_scale_r. ring. }
  rewrite mean_scal, mean_shift, mean_scal, mean_model_gradient.
  assert (Eb : p * ⟨v, b⟩ = s * ⟨v, effective xinf⟩).
  { change (p * sum n (fun i => v i * b i) = s * sum n (fun i => v i * effective xinf i)).
    rewrite <- !sum_scal. apply sum_ext. intros i _.
    replace (s * (v i * effective xinf i)) with (v i * (s * effective xinf i)) by ring. rewrite Hinf. ring. }
  replace (s * p * ⟨v, b⟩) with (s * (p * ⟨v, b⟩)) by ring. rewrite Eb.
  rewrite <- (effective_symmetric v x), <- (effective_symmetric v xinf), Hv, !dot_scale, dot_add_r, dot_scale_r.
  cbn [pow]. ring.
Qed.
End ModelMasked.
