(** [refuted-joint-improves-core]: H = [[2, 1], [1, 1]], w* = (1, 1), the first coordinate as core; by the errors x = u - 1, y = v - 1. *)

From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.

Definition full (x y : R) : R := (2 * x^2 + 2 * x * y + y^2) / 2.
(** The core drops the second coordinate: y = -1. *)
Definition core (x : R) : R := full x (-1).
Definition joint (a x y : R) : R := a * core x + (1 - a) * full x y.

(** claim: refuted-joint-improves-core, part: improves *)
(** The core alone reaches 1/4; at the joint minimiser, x = a/(1 + a) and y = -x, it has more, for every weight 0 < a < 1. *)
Theorem joint_does_not_improve a :
  0 < a < 1 ->
  (forall x y, joint a (a / (1 + a)) (- (a / (1 + a))) <= joint a x y) /\ (forall x, core (1/2) <= core x)
  /\ core (1/2) = 1/4 /\ core (1/2) < core (a / (1 + a)).
Proof.
  intros Ha. set (e := a / (1 + a)). assert (E : e * (1 + a) = a) by (unfold e; field; lra).
  repeat split.
  - intros x y.
    assert (D : joint a x y - joint a e (- e) = ((1 - a) * ((x - e) + (y + e))^2 + (1 + a) * (x - e)^2) / 2
      + (e * (1 + a) - a) * (x - e)) by (unfold joint, core, full; field).
    rewrite E in D. assert (P := pow2_ge_0 ((x - e) + (y + e))). assert (Q := pow2_ge_0 (x - e)). nra.
  - intros x. unfold core, full. assert (P := pow2_ge_0 (x - 1/2)). lra.
  - unfold core, full. lra.
  - assert (H : e <> 1/2) by (intros H; rewrite H in E; lra).
    assert (P : 0 < (e - 1/2)^2) by (rewrite <- Rsqr_pow2; apply Rsqr_pos_lt; lra). unfold core, full. lra.
Qed.
