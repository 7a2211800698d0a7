(** Three slips in a text on independent subnetwork training: [refuted-ist-bias-diminishes], [refuted-ist-eigenvalue-slip],
    [refuted-ist-scaling-slip]. *)

From Coq Require Import Reals Lra Lia Psatz.
Open Scope R_scope.

(** claim: refuted-ist-bias-diminishes, part: diminishes, given: the bias 1 - 1/sqrt(n) of equal workers, by the formula of ist-quad *)
(** It grows with every worker. *)
Theorem bias_grows (n : nat) : (1 <= n)%nat -> 1 - / sqrt (INR n) < 1 - / sqrt (INR (S n)).
Proof.
  intros Hn. assert (H : 0 < INR n) by (apply lt_0_INR; lia). rewrite S_INR.
  assert (P : 0 < sqrt (INR n)) by now apply sqrt_lt_R0.
  assert (Q : sqrt (INR n) < sqrt (INR n + 1)) by (apply sqrt_lt_1_alt; lra).
  assert (I : / sqrt (INR n + 1) < / sqrt (INR n)) by (apply Rinv_lt_contravar; [nra|easy]). lra.
Qed.

(** claim: refuted-ist-eigenvalue-slip, part: eigenvalue *)
(** In one dimension, L = 2: the only eigenvalue of L^{-1} is 1/2, and not that of L. *)
Theorem inverse_eigenvalue : exists l inverse : R, l * inverse = 1 /\ inverse <> l.
Proof. exists 2, (/2). lra. Qed.

(** claim: refuted-ist-eigenvalue-slip, part: dual-norm *)
(** The dual norm of a gradient g is g²/L: for every L > 1 and g <> 0 it is below L g². *)
Theorem dual_norm l g : 1 < l -> g <> 0 -> g * / l * g < l * g^2.
Proof.
  intros Hl Hg. assert (P : 0 < g^2) by (rewrite <- Rsqr_pow2; now apply Rsqr_pos_lt).
  assert (I : / l < 1) by (rewrite <- Rinv_1; apply Rinv_lt_contravar; lra).
  replace (g * / l * g) with (/ l * g^2) by ring. nra.
Qed.

(** claim: refuted-ist-scaling-slip, part: diagonal *)
(** L = [[5, 4], [4, 5]] has the positive definite inverse root M = [[2/3, -1/3], [-1/3, 2/3]]: M² L = I, and yet
    M_11² L_11 = 20/9 in place of 1. *)
Theorem diagonal_slip :
  let m := 2/3 in let k := -1/3 in
  (* M² = [[m² + k², 2mk], [2mk, m² + k²]], times L *)
  (m^2 + k^2) * 5 + 2 * m * k * 4 = 1 /\ (m^2 + k^2) * 4 + 2 * m * k * 5 = 0
  /\ (forall x y, (x, y) <> (0, 0) -> 0 < m * x^2 + 2 * k * x * y + m * y^2)
  /\ m^2 * 5 = 20/9 /\ m^2 * 5 <> 1.
Proof.
  cbv zeta. repeat split; try lra. intros x y H.
  assert (E : 2/3 * x^2 + 2 * (-1/3) * x * y + 2/3 * y^2 = (x - y)^2 / 3 + (x^2 + y^2) / 3) by field. rewrite E.
  assert (D := pow2_ge_0 (x - y)).
  destruct (Req_dec x 0) as [Hx|Hx].
  - assert (Hy : y <> 0) by (intros Hy; apply H; now rewrite Hx, Hy).
    assert (P : 0 < y^2) by (rewrite <- Rsqr_pow2; now apply Rsqr_pos_lt). assert (Q := pow2_ge_0 x). lra.
  - assert (P : 0 < x^2) by (rewrite <- Rsqr_pow2; now apply Rsqr_pos_lt). assert (Q := pow2_ge_0 y). lra.
Qed.
