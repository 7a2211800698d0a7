(** [dropout-ridge]: dropout on least squares is ridge regression. A is a design of d columns A_j, in any inner-product space; A S x
    is the sum of the columns A_j times s_j x_j. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace Laws Masks.
Open Scope R_scope.

Section Dropout.
Context {V : InnerSpace}.
(** d columns, n rows. *)
Variables (d : nat) (A : nat -> V) (y : V) (n : R).
Hypothesis n_pos : 0 < n.

(** A x. *)
Definition product (x : nat -> R) : V := vsum d (fun j => (x j * A j)%vec).
(** f(x) = |y - Ax|²/(2n), and x'Dx with D_jj = |A_j|²/n. *)
Definition fit (x : nat -> R) : R := ∥product x - y∥² / (2 * n).
Definition penalty (x : nat -> R) : R := sum d (fun j => (x j)^2 * ∥A j∥² / n).

Lemma product_masked m s (x : nat -> R) :
  product (fun j => s * keep m j * x j) = (s * vsum d (fun j => keep m j * (x j * A j)))%vec.
Proof.
  unfold product. induction d as [|k IH]; cbn [vsum]; [now rewrite <- (scale_zero V zero), scale_scale, Rmult_0_r|].
  rewrite IH, scale_add, !scale_scale. easy.
Qed.

(** claim: dropout-ridge, part: objective *)
(** E|y - A S x|²/(2n) = f(x) + (lambda/2) x'Dx, lambda = (1 - p)/p, S = P/p, for every x. *)
Theorem dropout_objective p (M : MaskLaw d p (p * p)) x :
  0 < p -> mean M (fun w => fit (fun j => / p * keep (kept M w) j * x j)) = fit x + (1 - p) / (2 * p) * penalty x.
Proof.
  intros Hp. unfold fit.
  rewrite (mean_ext M _ (fun w => / (2 * n) * ∥/ p * vsum d (fun j => keep (kept M w) j * (x j * A j)) - y∥²)).
  2: { intros w. rewrite product_masked. unfold Rdiv. ring. }
  rewrite mean_scal, (dropout_variance d p M V (fun j => (x j * A j)%vec) y Hp). fold (product x).
  unfold penalty. rewrite (sum_ext d (fun j => (x j)^2 * ∥A j∥² / n) (fun j => / n * ∥x j * A j∥²)).
  2: { intros j _. rewrite square_scale. unfold Rdiv. ring. }
  rewrite sum_scal. field. lra.
Qed.

(** claim: dropout-ridge, part: subset *)
(** Masks with chances p1, p2 of coordinates and pairs, rescaled by s: for k-subsets p1 = k/d, p2 = k(k-1)/(d(d-1)), s = d/k,
    this is |y|²/(2n) - b'x + (d/(2k)) x'(((k-1)/(d-1)) H + ((d-k)/(d-1)) D)x, H = A'A/n. *)
Theorem dropout_subset (k : R) (M : MaskLaw d (k / INR d) (k * (k - 1) / (INR d * (INR d - 1)))) x :
  0 < k -> 1 < INR d ->
  mean M (fun w => fit (fun j => INR d / k * keep (kept M w) j * x j)) =
    ∥y∥² / (2 * n) - ⟨product x, y⟩ / n
    + INR d / (2 * k) * ((k - 1) / (INR d - 1) * (∥product x∥² / n) + (INR d - k) / (INR d - 1) * penalty x).
Proof.
  intros Hk Hd. unfold fit.
  rewrite (mean_ext M _ (fun w => / (2 * n) * ∥INR d / k * vsum d (fun j => keep (kept M w) j * (x j * A j)) - y∥²)).
  2: { intros w. rewrite product_masked. unfold Rdiv. ring. }
  rewrite mean_scal, masked_sum_square. fold (product x).
  unfold penalty. rewrite (sum_ext d (fun j => (x j)^2 * ∥A j∥² / n) (fun j => / n * ∥x j * A j∥²)).
  2: { intros j _. rewrite square_scale. unfold Rdiv. ring. }
  rewrite sum_scal. field. lra.
Qed.
End Dropout.

(** h lambda²/(h + lambda)² <= lambda/4: the means of h and lambda. *)
Lemma shrinkage_cost h lambda : 0 <= h -> 0 < lambda -> h * lambda^2 / (h + lambda)^2 <= lambda / 4.
Proof.
  intros Hh Hl. apply Rmult_le_reg_r with ((h + lambda)^2); [nra|].
  replace (h * lambda^2 / (h + lambda)^2 * (h + lambda)^2) with (h * lambda^2) by (field; lra).
  assert (Q := Rmult_le_pos lambda _ (Rlt_le _ _ Hl) (pow2_ge_0 (h - lambda))). lra.
Qed.

(** claim: dropout-ridge, part: cost-bound, given: the excess as a sum over the modes h_i of D^{-1/2}HD^{-1/2} *)
(** (1/2) sum h_i lambda²/(h_i + lambda)² z_i² <= (lambda/8) sum z_i², and sum z_i² = x*'Dx*. *)
Theorem dropout_cost n h (z : nat -> R) p :
  0 < p < 1 -> (forall i, 0 <= h i) ->
  sum n (fun i => h i * ((1 - p) / p)^2 / (h i + (1 - p) / p)^2 * (z i)^2) / 2 <=
    (1 - p) / (8 * p) * sum n (fun i => (z i)^2).
Proof.
  intros Hp Hh. set (lambda := (1 - p) / p).
  assert (Hl : 0 < lambda) by (apply Rmult_lt_0_compat; [lra|apply Rinv_0_lt_compat; lra]).
  replace ((1 - p) / (8 * p)) with (lambda / 8) by (unfold lambda; field; lra).
  enough (E : sum n (fun i => h i * lambda^2 / (h i + lambda)^2 * (z i)^2) <= sum n (fun i => lambda / 4 * (z i)^2)).
  { rewrite sum_scal in E. lra. }
  apply sum_le. intros i _. apply Rmult_le_compat_r; [apply pow2_ge_0|]. now apply shrinkage_cost.
Qed.
