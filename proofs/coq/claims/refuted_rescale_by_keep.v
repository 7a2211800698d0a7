(** [refuted-rescale-by-keep]: at s = 1, rescaling the kept layers by 1/p makes the gap larger. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions.
From Partita.claims Require Import raptr_random_subnet_gauss.
Open Scope R_scope.

(** (1 + p c²)^L - 2(1 + p c)^L + 2^L, in units of R². *)
Definition gap (p c : R) (L : nat) : R := (1 + p * c^2) ^ L - 2 * (1 + p * c) ^ L + 2 ^ L.

(** claim: refuted-rescale-by-keep, part: gap, given: the gap of raptr-random-subnet-gauss *)
Theorem rescaling_hurts p L : 0 < p < 1 -> (0 < L)%nat -> gap p 1 L < gap p (/ p) L.
Proof.
  intros Hp HL. assert (I : 1 < / p) by (rewrite <- Rinv_1; apply Rinv_lt_contravar; lra).
  assert (G := gap_rescaled p (/ p) L ltac:(lra) ltac:(lra)).
  assert (Q : 1 < (1 + p) ^ L) by (apply Rlt_pow_R1; [lra|easy]).
  assert (P : 0 < (/ p - 1)^2 * ((1 + p) ^ L - 1)) by (apply Rmult_lt_0_compat; [apply pow_lt; lra|lra]).
  unfold gap. replace (p * 1^2) with p by ring. rewrite Rmult_1_r. lra.
Qed.
