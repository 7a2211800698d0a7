(** [pgd-rank]: projected gradient steps on a quadratic. T takes a point to a best one of a set of competitors (matrices of rank at
    most r); that truncation of singular values does so (Eckart, Young, Mirsky) is given. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace Quadratic Recursions.
Open Scope R_scope.

Section Projected.
Context {V : InnerSpace}.
Variables (H : V -> V) (eta lmin : R) (low : V -> Prop) (T : V -> V).
Hypothesis H_linear : linear H.
Hypothesis H_symmetric : symmetric H.
Hypothesis eta_pos : 0 < eta.
(** eta lambda_max <= 1, and lambda_min. *)
Hypothesis step : forall x, eta * ⟨x, H x⟩ <= ∥x∥².
Hypothesis convex : forall x, lmin * ∥x∥² <= ⟨x, H x⟩.
Hypothesis best : forall x z, low z -> ∥T x - x∥² <= ∥z - x∥².
Notation f := (quadratic H).

(** By the error w of W from the minimiser: the gradient is Hw. *)
Definition next (w : V) : V := T (w - eta * H w)%vec.

(** claim: pgd-rank, part: comparison, given: truncation gives a best matrix of its rank *)
(** f(W+) <= f(Z) + (1/2)(1/eta - lambda_min)|Z - W|² for every competitor Z. *)
Theorem pgd_comparison w z : low z -> f (next w) <= f z + (/ eta - lmin) / 2 * ∥z - w∥².
Proof.
  intros Hz. assert (B := best (w - eta * H w)%vec z Hz). fold (next w) in B.
  assert (E : forall v, ∥v - (w - eta * H w)∥² = ∥v - w∥² + 2 * eta * ⟨H w, v - w⟩ + eta^2 * ∥H w∥²).
  { intros v. replace (v - (w - eta * H w))%vec with ((v - w) + eta * H w)%vec.
    - rewrite square_add, dot_scale_r, square_scale, (dot_sym _ _ (H w)). ring.
    - rewrite scale_add, !scale_scale, add_assoc. f_equal. f_equal. ring. }
  rewrite !E in B.
  assert (Q : forall v, f v = f w + ⟨H w, v - w⟩ + f (v - w)%vec).
  { intros v. rewrite <- (minus_plus w v) at 1. apply (quadratic_add H H_linear H_symmetric). }
  rewrite (Q (next w)), (Q z). unfold quadratic at 2 4.
  assert (S1 := step (next w - w)%vec). assert (C1 := convex (z - w)%vec).
  set (a := ∥next w - w∥²) in *. set (b := ∥z - w∥²) in *.
  set (ga := ⟨H w, next w - w⟩) in *. set (gb := ⟨H w, z - w⟩) in *.
  assert (Hi : 0 < / eta) by now apply Rinv_0_lt_compat.
  assert (B2 := Rmult_le_compat_l (/ eta / 2) _ _ ltac:(lra) B).
  replace (/ eta / 2 * (a + 2 * eta * ga + eta^2 * ∥H w∥²)) with (/ eta / 2 * a + ga + eta / 2 * ∥H w∥²) in B2 by (field; lra).
  replace (/ eta / 2 * (b + 2 * eta * gb + eta^2 * ∥H w∥²)) with (/ eta / 2 * b + gb + eta / 2 * ∥H w∥²) in B2 by (field; lra).
  assert (S2 := Rmult_le_compat_l (/ eta) _ _ (Rlt_le _ _ Hi) S1).
  rewrite <- Rmult_assoc, Rinv_l, Rmult_1_l in S2 by lra. lra.
Qed.

(** claim: pgd-rank, part: contraction, given: truncation gives a best matrix of its rank *)
(** If the minimiser (the error 0) is a competitor: f(W_t) <= f(W_0)(1/(eta lambda_min) - 1)^t. *)
Theorem pgd_contraction (w : nat -> V) t :
  low zero -> 0 < lmin -> eta * lmin <= 1 -> (forall k, w (S k) = next (w k)) ->
  f (w t) <= f (w 0%nat) * (/ (eta * lmin) - 1) ^ t.
Proof.
  intros H0 Hl Hs run. rewrite (Rmult_comm (f (w 0%nat))).
  assert (Hi : 1 <= / (eta * lmin)) by (rewrite <- Rinv_1 at 1; apply Rinv_le_contravar; nra).
  apply (linear_rate (fun k => f (w k))); [lra|]. intros k _. rewrite run.
  assert (C := pgd_comparison (w k) zero H0).
  assert (Z : f (@zero V) = 0) by (unfold quadratic; rewrite dot_zero; lra).
  rewrite Z, square_minus, dot_zero, dot_zero in C.
  assert (C1 := convex (w k)).
  assert (Hd : 0 <= / eta - lmin).
  { apply Rmult_le_reg_r with eta; [easy|]. rewrite Rmult_minus_distr_r, Rinv_l; lra. }
  assert (C2 : ∥w k∥² <= 2 * f (w k) / lmin).
  { apply Rmult_le_reg_r with lmin; [easy|]. unfold quadratic. replace (2 * (⟨w k, H (w k)⟩ / 2) / lmin * lmin) with ⟨w k, H (w k)⟩ by (field; lra). lra. }
  assert (C3 := Rmult_le_compat_l ((/ eta - lmin) / 2) _ _ ltac:(lra) C2).
  replace ((/ eta - lmin) / 2 * (2 * f (w k) / lmin)) with ((/ (eta * lmin) - 1) * f (w k)) in C3 by (field; lra). lra.
Qed.
End Projected.
