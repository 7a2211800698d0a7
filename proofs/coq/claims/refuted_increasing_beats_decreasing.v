(** [refuted-increasing-beats-decreasing]: features x1, x2, x1 x2 of coordinates with the mean 1/2, target (1, 1, 1), start 0, eta = 2/5.
    A full step updates all; a low step drops the product from the forward pass and updates the other two. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

(** The Gram matrix [[1, 1/4, 1/2], [1/4, 1, 1/2], [1/2, 1/2, 1]] times a vector. *)
Definition g1 (a b c : R) : R := a + b / 4 + c / 2.
Definition g2 (a b c : R) : R := a / 4 + b + c / 2.
Definition g3 (a b c : R) : R := a / 2 + b / 2 + c.
Definition point : Type := R * R * R.

Definition full (t : point) : point := let '(a, b, c) := t in
  (a - 2/5 * g1 (a - 1) (b - 1) (c - 1), b - 2/5 * g2 (a - 1) (b - 1) (c - 1), c - 2/5 * g3 (a - 1) (b - 1) (c - 1)).
Definition low (t : point) : point := let '(a, b, c) := t in
  (a - 2/5 * (g1 a b 0 - g1 1 1 1), b - 2/5 * (g2 a b 0 - g2 1 1 1), c).
Definition loss (t : point) : R := let '(a, b, c) := t in
  ((a - 1) * g1 (a - 1) (b - 1) (c - 1) + (b - 1) * g2 (a - 1) (b - 1) (c - 1) + (c - 1) * g3 (a - 1) (b - 1) (c - 1)) / 2.

(** claim: refuted-increasing-beats-decreasing, part: beats *)
(** Low then full leaves 0.094325, full then low 0.013125. *)
Theorem decreasing_beats :
  loss (full (low (0, 0, 0))) = 94325/1000000 /\ loss (low (full (0, 0, 0))) = 13125/1000000
  /\ loss (low (full (0, 0, 0))) < loss (full (low (0, 0, 0))).
Proof. unfold loss, full, low, g1, g2, g3. lra. Qed.
