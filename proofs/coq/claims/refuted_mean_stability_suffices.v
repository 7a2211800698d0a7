(** [refuted-mean-stability-suffices]: f = (x² + y²)/2, one of the two coordinates kept, each with chance 1/2, and doubled, eta = 19/10. *)

From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.

Definition loss (x y : R) : R := (x^2 + y^2) / 2.
(** A step on the coordinate z that is kept: z - eta 2 z. *)
Definition move (z : R) : R := z - 19/10 * (2 * z).

(** claim: refuted-mean-stability-suffices, part: bounded *)
(** The mean is multiplied by -9/10, and the expected loss by 4.42. *)
Theorem mean_square_unstable x y :
  (x, y) <> (0, 0) ->
  (move x + x) / 2 = - (9/10) * x /\ (y + move y) / 2 = - (9/10) * y
  /\ (loss (move x) y + loss x (move y)) / 2 = 442/100 * loss x y /\ loss x y < (loss (move x) y + loss x (move y)) / 2.
Proof.
  intros H. assert (E : (loss (move x) y + loss x (move y)) / 2 = 442/100 * loss x y) by (unfold loss, move; field).
  repeat split; [unfold move; field|unfold move; field|easy|]. rewrite E.
  assert (P : 0 < loss x y).
  { unfold loss. destruct (Req_dec x 0) as [Hx|Hx].
    - assert (Hy : y <> 0) by (intros Hy; apply H; now rewrite Hx, Hy).
      assert (P : 0 < y^2) by (rewrite <- Rsqr_pow2; now apply Rsqr_pos_lt). assert (Q := pow2_ge_0 x). lra.
    - assert (P : 0 < x^2) by (rewrite <- Rsqr_pow2; now apply Rsqr_pos_lt). assert (Q := pow2_ge_0 y). lra. }
  lra.
Qed.
