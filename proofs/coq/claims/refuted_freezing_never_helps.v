(** [refuted-freezing-never-helps]: residual r = J(theta - theta* ), columns of J (1, 0) and (1/2, 1/2), r_0 = (1, -1/2), eta = 7/10. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

(** A step r - eta J_S J_S^T r: on all parameters, and with the second one frozen. *)
Definition full_step (eta x y : R) : R * R := (x - eta * (x + (x + y) / 4), y - eta * ((x + y) / 4)).
Definition frozen_step (eta x y : R) : R * R := (x - eta * x, y).
Definition loss (r : R * R) : R := (fst r ^ 2 + snd r ^ 2) / 2.

(** claim: refuted-freezing-never-helps, part: never-ahead *)
(** The step is below 1/L: eta r'Kr < |r|² for r <> 0; and after one step 0.17 is left with a parameter frozen, 0.19515625 without. *)
Theorem freezing_helps :
  (forall x y, (x, y) <> (0, 0) -> 7/10 * (x * (x + (x + y) / 4) + y * ((x + y) / 4)) < x^2 + y^2)
  /\ loss (frozen_step (7/10) 1 (-1/2)) = 17/100 /\ loss (full_step (7/10) 1 (-1/2)) = 19515625/100000000
  /\ loss (frozen_step (7/10) 1 (-1/2)) < loss (full_step (7/10) 1 (-1/2)).
Proof.
  split; [|unfold loss, frozen_step, full_step; simpl; lra].
  intros x y H.
  assert (E : x^2 + y^2 - 7/10 * (x * (x + (x + y) / 4) + y * ((x + y) / 4)) = 33/40 * (y - 14/66 * x)^2 + (1/8 - 33/40 * (14/66)^2) * x^2) by field.
  destruct (Req_dec x 0) as [Hx|Hx].
  - assert (Hy : y <> 0) by (intros Hy; apply H; now rewrite Hx, Hy).
    assert (P : 0 < y^2) by (rewrite <- Rsqr_pow2; now apply Rsqr_pos_lt). rewrite Hx in *. lra.
  - assert (P : 0 < x^2) by (rewrite <- Rsqr_pow2; now apply Rsqr_pos_lt). assert (Q := pow2_ge_0 (y - 14/66 * x)). lra.
Qed.
