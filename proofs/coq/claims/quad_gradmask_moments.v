(** [quad-gradmask-moments]: masked gradient steps e+ = e - eta s m (He) on a quadratic of R^n, by the chances p of coordinates and
    p2 of pairs. *)

From Coq Require Import Reals Lra Lia Psatz List FunctionalExtensionality.
From Partita.lib Require Import Sums InnerSpace Quadratic Laws Masks Recursions Chains.
Open Scope R_scope.

Section Masked.
Variables (n : nat) (h : nat -> nat -> R).
Hypothesis h_sym : forall i j, h i j = h j i.
Notation H := (apply n h).
Notation f := (quadratic H).
Notation V := (Rn n).
Variables (p p2 eta s : R).
Variable M : MaskLaw n p p2.

Definition masked_step (e : V) (w : outcome M) : V := (e - eta * (s * mask (kept M w) (H e)))%vec.
Definition run : Chain V := {| law := fun _ _ => M; next := fun _ e w => masked_step e w |}.

(** E<v, m g> = p<v, g>. *)
Lemma mean_kept (v g : V) : mean M (fun w => ⟨v, mask (kept M w) g⟩) = p * ⟨v, g⟩.
Proof.
  rewrite (mean_ext M _ (fun w => sum n (fun i => keep (kept M w) i * (v i * g i)))).
  2: { intros w. apply sum_ext. intros; unfold mask; ring. }
  apply single_moments.
Qed.

(** claim: quad-gradmask-moments, part: energy *)
(** E f(e+) = f - eta s p|g|² + (eta² s²/2)(p2 g'Hg + (p - p2) g'Dg), g = grad f. *)
Theorem gradmask_energy past e :
  ahead run f past e = f e - eta * s * p * ∥H e∥²
    + eta^2 * s^2 * (p2 * ⟨H e, H (H e)⟩ + (p - p2) * diagonal_form n h (H e)) / 2.
Proof.
  change (ahead run f past e) with (mean M (fun w => f (masked_step e w))).
  rewrite (mean_ext M _ (fun w => f e + (- (eta * s) * ⟨H e, mask (kept M w) (H e)⟩ + eta^2 * s^2 / 2 *
    sum n (fun i => sum n (fun j => keep (kept M w) i * keep (kept M w) j * (H e i * h i j * H e j)))))).
  2: { intros w. unfold masked_step. rewrite (quadratic_step H (apply_linear n h) (apply_symmetric n h h_sym)).
    rewrite (linear_scale H (apply_linear n h)), !dot_scale_r, dot_scale, dot_apply.
    rewrite (sum_ext n (fun i => sum n (fun j => mask (kept M w) (H e) i * h i j * mask (kept M w) (H e) j))
      (fun i => sum n (fun j => keep (kept M w) i * keep (kept M w) j * (H e i * h i j * H e j)))); [lra|].
    intros i _. apply sum_ext. intros j _. unfold mask. ring. }
  rewrite mean_shift, mean_plus, !mean_scal, mean_kept, pair_moments, <- dot_apply.
  unfold diagonal_form.
  rewrite (sum_ext n (fun i => H e i * h i i * H e i) (fun i => h i i * (H e i)^2)) by (intros; ring). lra.
Qed.

(** claim: quad-gradmask-moments, part: mean *)
(** Along an eigenvector v of H, Hv = lambda v: E<v, e_t> = (1 - eta s p lambda)^t <v, e_0>. *)
Theorem gradmask_mean (v : V) lambda t past e :
  H v = (lambda * v)%vec -> expected run (fun x => ⟨v, x⟩) t past e = ⟨v, e⟩ * (1 - eta * s * p * lambda) ^ t.
Proof.
  intros Hv. revert past e. induction t as [|t IH]; intros past e; [simpl; lra|].
  change (expected run (fun x => ⟨v, x⟩) (S t) past e)
    with (mean M (fun w => expected run (fun x => ⟨v, x⟩) t (e :: past) (masked_step e w))).
  rewrite (mean_ext M _ (fun w => (1 - eta * s * p * lambda) ^ t * (⟨v, e⟩ + - (eta * s) * ⟨v, mask (kept M w) (H e)⟩))).
  2: { intros w. rewrite IH. unfold masked_step. rewrite dot_add_r, !dot_scale_r. ring. }
  rewrite mean_scal, mean_shift, mean_scal, mean_kept.
  rewrite <- (apply_symmetric n h h_sym v e), Hv, dot_scale. rewrite <- tech_pow_Rmult. ring.
Qed.

(** claim: quad-gradmask-moments, part: contraction *)
(** With g'H_eff g <= leff|g|², H_eff = (p2 H + (p - p2)D)/p, and |grad f|² >= 2 mu f:
    E f(e_t) <= f(e_0)(1 - eta s p mu (2 - eta s leff))^t. *)
Theorem gradmask_contraction mu leff t e :
  0 <= p -> 0 <= eta * s -> eta * s * leff <= 2 -> 0 <= 1 - eta * s * p * mu * (2 - eta * s * leff) ->
  (forall g : V, p2 * ⟨g, H g⟩ + (p - p2) * diagonal_form n h g <= p * leff * ∥g∥²) ->
  (forall x : V, 2 * mu * f x <= ∥H x∥²) ->
  expected run f t nil e <= f e * (1 - eta * s * p * mu * (2 - eta * s * leff)) ^ t.
Proof.
  intros Hp Hes Hstep Hq Heff Hmu. set (q := 1 - eta * s * p * mu * (2 - eta * s * leff)) in *.
  assert (E : expected run f t nil e - 0 <= q ^ t * (f e - 0)); [|lra].
  apply expected_rate; [easy|]. intros past x. rewrite gradmask_energy.
  assert (A := Rmult_le_compat_l ((eta * s)^2 / 2) _ _ ltac:(assert (Q := pow2_ge_0 (eta * s)); lra) (Heff (H x))).
  assert (B := Rmult_le_compat_l (eta * s * p / 2 * (2 - eta * s * leff)) _ _
    ltac:(apply Rmult_le_pos; [|lra]; assert (0 <= eta * s * p) by (apply Rmult_le_pos; easy); lra) (Hmu x)).
  unfold q. lra.
Qed.
End Masked.

(** claim: quad-gradmask-moments, part: rescaling *)
(** The pairs (eta, s) and (eta s, 1) are the same algorithm. *)
Theorem gradmask_rescaling n h p p2 eta s (M : MaskLaw n p p2) (e : Rn n) w :
  masked_step n h p p2 eta s M e w = masked_step n h p p2 (eta * s) 1 M e w.
Proof. unfold masked_step. rewrite !scale_scale. do 2 f_equal. ring. Qed.
