(** [refuted-rescaling-removes-bias]: H = [[4, 1, 0], [1, 3, 1], [0, 1, 2]], x* = (1, -2, 3), b = Hx* = (2, -2, 4), Bernoulli(1/2) masks.
    The mean moves by -eta (s² (H + D)x/4 - s b/2), D the diagonal of H: E m_i m_j is 1/4, and 1/2 for i = j. *)

From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.

(** The mean gradient S(HSx - b), entry by entry. *)
Definition mean1 (s x y z : R) : R := s^2 * (8 * x + y) / 4 - s * 2 / 2.
Definition mean2 (s x y z : R) : R := s^2 * (x + 6 * y + z) / 4 - s * -2 / 2.
Definition mean3 (s x y z : R) : R := s^2 * (y + 4 * z) / 4 - s * 4 / 2.
Definition fixed (s x y z : R) : Prop := mean1 s x y z = 0 /\ mean2 s x y z = 0 /\ mean3 s x y z = 0.

(** Without rescaling the mean settles at (29, -52, 103)/45, with s = 2 at half of it. *)
Lemma settled x y z :
  (fixed 1 x y z <-> x = 29/45 /\ y = -52/45 /\ z = 103/45) /\ (fixed 2 x y z <-> x = 29/90 /\ y = -52/90 /\ z = 103/90).
Proof. unfold fixed, mean1, mean2, mean3. split; split; intros H; repeat split; lra. Qed.

(** claim: refuted-rescaling-removes-bias, part: unbiased, given: the moments of the masks *)
(** Rescaled by 1/p the mean does not settle at the optimum. *)
Theorem rescaled_is_biased x y z : fixed 2 x y z -> x <> 1 /\ y <> -2 /\ z <> 3.
Proof. intros H. apply (settled x y z) in H. destruct H as [-> [-> ->]]. repeat split; lra. Qed.

Definition distance (x y z : R) : R := (x - 1)^2 + (y + 2)^2 + (z - 3)^2.

(** claim: refuted-rescaling-removes-bias, part: closer, given: the moments of the masks *)
(** And it is farther from the optimum than without rescaling. *)
Theorem rescaled_is_farther x y z x' y' z' : fixed 1 x y z -> fixed 2 x' y' z' -> distance x y z < distance x' y' z'.
Proof.
  intros H H'. apply (settled x y z) in H. apply (settled x' y' z') in H'.
  destruct H as [-> [-> ->]], H' as [-> [-> ->]]. unfold distance. lra.
Qed.
