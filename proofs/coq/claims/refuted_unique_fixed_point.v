(** [refuted-unique-fixed-point]: H = [[4, 1, 0], [1, 3, 1], [0, 1, 2]], core {1, 2}, one full and one core step, eta = 3/5. *)

From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.

(** The linear part M = (I - eta PHP)(I - eta H) of a period. *)
Definition full (v : R * R * R) : R * R * R := let '(x, y, z) := v in
  (x - 3/5 * (4 * x + y), y - 3/5 * (x + 3 * y + z), z - 3/5 * (y + 2 * z)).
Definition core (v : R * R * R) : R * R * R := let '(x, y, z) := v in (x - 3/5 * (4 * x + y), y - 3/5 * (x + 3 * y), z).
Definition M (v : R * R * R) : R * R * R := core (full v).
Definition square (v : R * R * R) : R := let '(x, y, z) := v in x^2 + y^2 + z^2.

(** claim: refuted-unique-fixed-point, part: approach *)
(** 0 is the only fixed point of M, so that the affine map of a period has exactly one; and a period leads away from it. *)
Theorem unique_and_repelling :
  (forall v, M v = v -> v = (0, 0, 0)) /\ square (1, 1, 0) < square (M (1, 1, 0)).
Proof.
  split.
  - intros [[x y] z] H. unfold M, core, full in H. injection H as H1 H2 H3. repeat f_equal; lra.
  - unfold square, M, core, full. lra.
Qed.
