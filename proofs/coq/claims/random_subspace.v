(** [random-subspace]: steps within random subspaces, x+ = x - eta W grad f(x), of the two laws of the claim by their moments.
    Not covered: that Haar and Gaussian matrices have these moments. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Smooth Laws Recursions Chains Sketched Quadratic.
Open Scope R_scope.

Section Subspaces.
Context {V : InnerSpace}.
Variables (f : V -> R) (grad : V -> V) (L mu fmin : R).
Hypothesis f_smooth : smooth f grad L.
Hypothesis mu_pos : 0 < mu.
Hypothesis f_PL : PL f grad mu fmin.
Hypothesis f_min : forall y, fmin <= f y.
Hypothesis f_varies : exists y, fmin < f y.

(** claim: random-subspace, part: haar, given: E W = (r/d) I for the Haar law *)
(** Orthogonal projections W with E<u, Wu> = (r/d)|u|²: the factor is 1 - eta mu (2 - L eta) r/d. *)
Theorem subspace_haar (W : Sketch) eta r d t x :
  (forall past y o, projection (sketch W past y o)) ->
  (forall past y, mean (sketch_law W past y) (fun o => ⟨grad y, sketch W past y o (grad y)⟩) = r / d * ∥grad y∥²) ->
  0 < d -> 0 <= r <= d -> 0 <= eta -> eta * L <= 2 ->
  expected (sketched grad W eta) f t nil x - fmin <= (f x - fmin) * (1 - eta * mu * (2 - L * eta) * r / d) ^ t.
Proof.
  intros HP H1 Hd Hr He Hs.
  assert (Hw : 0 <= r / d <= 1).
  { split; [apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]|].
    apply Rmult_le_reg_r with d; [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  replace (1 - eta * mu * (2 - L * eta) * r / d) with (1 - eta * mu * (2 * (r / d) - eta * L * (r / d))) by (field; lra).
  apply (sketched_rate f grad L mu fmin); try easy; try nra.
  intros past y. rewrite <- (H1 past y). apply mean_le. intros o.
  rewrite (dot_sym _ (grad y)), (projection_dot _ _ (grad y) (HP past y o)). lra.
Qed.

(** claim: random-subspace, part: gauss, given: E W = I and E W² = ((d + r + 1)/r) I for the Gaussian law *)
(** The factor is 1 - eta mu (2 - L eta (d + r + 1)/r). *)
Theorem subspace_gauss (W : Sketch) eta r d t x :
  (forall past y, mean (sketch_law W past y) (fun o => ⟨grad y, sketch W past y o (grad y)⟩) = ∥grad y∥²) ->
  (forall past y, mean (sketch_law W past y) (fun o => ∥sketch W past y o (grad y)∥²) = (d + r + 1) / r * ∥grad y∥²) ->
  0 <= d -> 0 < r -> 0 <= eta -> eta * L * (d + r + 1) <= 2 * r ->
  expected (sketched grad W eta) f t nil x - fmin <=
    (f x - fmin) * (1 - eta * mu * (2 - L * eta * (d + r + 1) / r)) ^ t.
Proof.
  intros H1 H2 Hd Hr He Hs.
  assert (Hi : 0 < / r) by now apply Rinv_0_lt_compat.
  replace (1 - eta * mu * (2 - L * eta * (d + r + 1) / r))
    with (1 - eta * mu * (2 * 1 - eta * L * ((d + r + 1) / r))) by (field; lra).
  apply (sketched_rate f grad L mu fmin); try easy.
  - intros past y. rewrite H1. lra.
  - intros past y. rewrite H2. lra.
  - apply Rmult_le_reg_r with r; [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - apply Rmult_le_reg_r with r; [easy|]. unfold Rdiv.
    replace (eta * L * ((d + r + 1) * / r) * r) with (eta * L * (d + r + 1)) by (field; lra). lra.
Qed.
End Subspaces.

(** On a quadratic. *)
Section Effective.
Context {V : InnerSpace}.
Variable H : V -> V.
Hypothesis H_linear : linear H.
Hypothesis H_symmetric : symmetric H.

(** claim: random-subspace, part: effective, given: the moments E W = w I and E W H W = aH + b tr(H) I *)
(** One step: E f(e+) <= (1 - eta mu (2w - eta (aL + b tr H))) f(e), from which the rate follows step by step. *)
Theorem subspace_effective (D : Law) (W : outcome D -> V -> V) eta mu L w a b trace e :
  mean D (fun o => ⟨H e, W o (H e)⟩) = w * ∥H e∥² ->
  mean D (fun o => ⟨W o (H e), H (W o (H e))⟩) = a * ⟨H e, H (H e)⟩ + b * trace * ∥H e∥² ->
  ⟨H e, H (H e)⟩ <= L * ∥H e∥² -> 2 * mu * quadratic H e <= ∥H e∥² ->
  0 <= a -> 0 <= eta -> eta * (a * L + b * trace) <= 2 * w ->
  mean D (fun o => quadratic H (e - eta * W o (H e))%vec) <=
    quadratic H e * (1 - eta * mu * (2 * w - eta * (a * L + b * trace))).
Proof.
  intros M1 M2 HL Hmu Ha He Hs.
  rewrite (mean_ext _ _ (fun o => quadratic H e + (- eta * ⟨H e, W o (H e)⟩ + eta^2 / 2 * ⟨W o (H e), H (W o (H e))⟩))).
  2: { intros o. rewrite (quadratic_step H H_linear H_symmetric). lra. }
  rewrite mean_shift, mean_plus, !mean_scal, M1, M2.
  assert (A := Rmult_le_compat_l (eta^2 / 2 * a) _ _ ltac:(apply Rmult_le_pos; [nra|easy]) HL).
  assert (P := Rmult_le_compat_l (eta / 2 * (2 * w - eta * (a * L + b * trace))) _ _ ltac:(apply Rmult_le_pos; lra) Hmu).
  lra.
Qed.
End Effective.
