(** [ist-quad]: independent subnetwork training on quadratics, f(x) = <x, Lx>/2 by the error x, with the mean Hessian L.

    A: x+ = x - eta B x. B: x+ = x - eta (x - s), as for sketches with B = I in every draw. Draws may depend on the past. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Quadratic Laws Recursions Chains.
Open Scope R_scope.

Section Subnetworks.
Context {V : InnerSpace}.
Variable H : V -> V.
Hypothesis H_linear : linear H.
Hypothesis H_symmetric : symmetric H.
Hypothesis H_positive : forall x, 0 <= ⟨x, H x⟩.
Notation f := (quadratic H).

Section PartA.
Variables (draws : list V -> V -> Law) (B : forall past x, outcome (draws past x) -> V -> V) (eta theta : R).

Definition ist : Chain V := {| law := draws; next := fun past x w => (x - eta * B past x w x)%vec |}.

(** x'Wx with W = E[LB + BL]/2. *)
Definition W2 past x : R := mean (draws past x) (fun w => ⟨H x, B past x w x⟩).

(** E[B L B] <= theta W. *)
Hypothesis agree : forall past x, mean (draws past x) (fun w => ⟨B past x w x, H (B past x w x)⟩) <= theta * W2 past x.
Hypothesis step_pos : 0 < eta.

(** E f(x+) <= f(x) - eta (1 - eta theta/2) x'Wx. *)
Lemma ist_step past x : ahead ist f past x <= f x - eta * (1 - eta * theta / 2) * W2 past x.
Proof.
  unfold ahead. simpl.
  rewrite (mean_ext _ _ (fun w => f x + (- eta * ⟨H x, B past x w x⟩ + eta^2 / 2 * ⟨B past x w x, H (B past x w x)⟩))).
  2: { intros w. rewrite (quadratic_step H H_linear H_symmetric). lra. }
  rewrite mean_shift, mean_plus, !mean_scal.
  assert (A := Rmult_le_compat_l (eta^2 / 2) _ _ ltac:(nra) (agree past x)). unfold W2 in *. lra.
Qed.

(** claim: ist-quad, part: descent *)
(** (1/t) sum E x_s'Wx_s <= (f(x_0) - E f(x_t))/(eta (1 - eta theta/2) t). *)
Theorem ist_descent t x :
  eta * theta < 2 -> (0 < t)%nat ->
  total ist W2 t nil x / INR t <= (f x - expected ist f t nil x) / (eta * (1 - eta * theta / 2) * INR t).
Proof.
  intros Hs Ht. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  set (c := eta * (1 - eta * theta / 2)). assert (Hc : 0 < c) by (unfold c; nra).
  assert (T := telescoped V ist f (fun p y => c * W2 p y) (fun _ _ => 0 * 0) 0 t nil x).
  rewrite (total_scal V ist (fun _ _ => 0) 0), total_scal in T.
  assert (T' : c * total ist W2 t nil x <= f x - expected ist f t nil x).
  { enough (E : c * total ist W2 t nil x <= f x - expected ist f t nil x + 0 * total ist (fun _ _ => 0) t nil x + INR t * 0)
      by lra.
    apply T. intros p y. assert (S1 := ist_step p y). fold c in S1. lra. }
  apply Rmult_le_reg_r with (c * INR t); [nra|].
  replace (total ist W2 t nil x / INR t * (c * INR t)) with (c * total ist W2 t nil x) by (field; lra).
  replace ((f x - expected ist f t nil x) / (c * INR t) * (c * INR t)) with (f x - expected ist f t nil x) by (field; lra).
  easy.
Qed.

(** claim: ist-quad, part: contraction *)
(** With W >= lambda L: E|x_t|²_L <= 2 f(x_0)(1 - eta lambda (2 - eta theta))^t. *)
Theorem ist_contraction lambda t x :
  eta * theta < 2 -> 0 <= 1 - eta * lambda * (2 - eta * theta) ->
  (forall past y, lambda * ⟨y, H y⟩ <= W2 past y) ->
  expected ist (fun y => ⟨y, H y⟩) t nil x <= 2 * f x * (1 - eta * lambda * (2 - eta * theta)) ^ t.
Proof.
  intros Hs Hq HW. set (q := 1 - eta * lambda * (2 - eta * theta)) in *.
  assert (E : expected ist (fun y => ⟨y, H y⟩) t nil x - 0 <= q ^ t * (⟨x, H x⟩ - 0)).
  { apply (expected_rate V ist (fun y => ⟨y, H y⟩)); [easy|]. intros past y.
    assert (S1 := ist_step past y). unfold ahead in *. simpl in *.
    rewrite (mean_ext _ _ (fun w => 2 * f (y - eta * B past y w y)%vec)) by (intros; unfold quadratic; lra).
    rewrite mean_scal.
    assert (A := Rmult_le_compat_l (eta * (2 - eta * theta)) _ _ ltac:(nra) (HW past y)).
    unfold q. unfold quadratic in S1 at 2. lra. }
  unfold quadratic. lra.
Qed.
End PartA.

Section PartB.
(** The estimator of L^{-1} grad f(x) = x has the mean x + h and the variance sigma² in the norm of L. *)
Variables (draws : list V -> V -> Law) (g : forall past x, outcome (draws past x) -> V) (h : V) (eta sigma : R).
Hypothesis mean_g : forall past x y, mean (draws past x) (fun w => ⟨y, g past x w⟩) = ⟨y, x + h⟩.
Hypothesis variance : forall past x,
  mean (draws past x) (fun w => ⟨g past x w - (x + h), H (g past x w - (x + h))%vec⟩) <= sigma^2.

Definition permuted : Chain V := {| law := draws; next := fun past x w => (x - eta * g past x w)%vec |}.

(** E f(x+) <= f - (eta/2)|grad f|²_{L^{-1}} + (eta/2)|h|²_L + (eta²/2) sigma²: polarisation in the norm of L. *)
Lemma permuted_step past x :
  0 < eta <= 1 ->
  ahead permuted f past x <= f x - eta / 2 * ⟨x, H x⟩ + eta / 2 * ⟨h, H h⟩ + eta^2 / 2 * sigma^2.
Proof.
  intros He. unfold ahead. simpl.
  rewrite (mean_ext _ _ (fun w => f x + (- eta * ⟨H x, g past x w⟩ + eta^2 / 2 * (- ⟨x + h, H (x + h)%vec⟩
    + (2 * ⟨H (x + h)%vec, g past x w⟩ + ⟨g past x w - (x + h), H (g past x w - (x + h))%vec⟩))))).
  2: { intros w. rewrite (quadratic_step H H_linear H_symmetric). set (y := g past x w). set (m := (x + h)%vec).
    rewrite (linear_minus H _ _ H_linear), dot_add, !dot_add_r, !dot_scale, !dot_scale_r.
    rewrite (H_symmetric m y), (dot_sym _ m (H y)), (H_symmetric y m), (dot_sym _ y (H m)), (H_symmetric m y).
    assert (E : ⟨m, H y⟩ = ⟨y, H m⟩) by (rewrite <- (H_symmetric m y); apply dot_sym).
    rewrite ?E. lra. }
  rewrite mean_shift, mean_plus, !mean_scal, mean_plus, mean_const, mean_plus, mean_scal, !mean_g.
  assert (Hv := Rmult_le_compat_l (eta^2 / 2) _ _ ltac:(nra) (variance past x)).
  rewrite (linear_add _ H_linear x h), !dot_add, !dot_add_r.
  assert (E1 : ⟨h, H x⟩ = ⟨x, H h⟩) by (rewrite <- (H_symmetric h x); apply dot_sym).
  rewrite (H_symmetric x x), (H_symmetric x h), (H_symmetric h x), (H_symmetric h h), E1.
  assert (P := Rmult_le_pos (eta * (1 - eta)) _ ltac:(nra) (H_positive (x + h)%vec)).
  rewrite (linear_add _ H_linear x h), !dot_add, !dot_add_r, E1 in P. lra.
Qed.

(** claim: ist-quad, part: bias *)
(** (1/t) sum E|grad f(x_s)|²_{L^{-1}} <= 2(f(x_0) - E f(x_t))/(eta t) + |h|²_L + eta sigma². *)
Theorem ist_bias t x :
  0 < eta <= 1 -> (0 < t)%nat ->
  total permuted (fun _ y => ⟨y, H y⟩) t nil x / INR t <=
    2 * (f x - expected permuted f t nil x) / (eta * INR t) + ⟨h, H h⟩ + eta * sigma^2.
Proof.
  intros He Ht. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  assert (T := telescoped V permuted f (fun _ y => eta / 2 * ⟨y, H y⟩) (fun _ _ => 0 * 0)
    (eta / 2 * ⟨h, H h⟩ + eta^2 / 2 * sigma^2) t nil x).
  rewrite (total_scal V permuted (fun _ _ => 0) 0), (total_scal V permuted (fun _ y => ⟨y, H y⟩)) in T.
  assert (T' := T ltac:(intros p y; assert (S1 := permuted_step p y He); lra)).
  apply Rmult_le_reg_r with (eta / 2 * INR t); [nra|].
  set (S1 := total permuted (fun _ y => ⟨y, H y⟩) t nil x) in *.
  replace (S1 / INR t * (eta / 2 * INR t)) with (eta / 2 * S1) by (field; lra).
  replace ((2 * (f x - expected permuted f t nil x) / (eta * INR t) + ⟨h, H h⟩ + eta * sigma^2) * (eta / 2 * INR t))
    with (f x - expected permuted f t nil x + INR t * (eta / 2 * ⟨h, H h⟩ + eta^2 / 2 * sigma^2)) by (field; lra).
  lra.
Qed.
End PartB.
End Subnetworks.
