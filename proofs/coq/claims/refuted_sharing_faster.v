(** [refuted-sharing-faster]: three layers [[1, 1/2], [0, 1]], target diag(1, 2), eta = 1/100: one step of each, exactly,
    in rational numbers. *)

From Coq Require Import QArith.
Open Scope Q_scope.

Record matrix := { a : Q; b : Q; c : Q; d : Q }.
Definition mul (x y : matrix) : matrix :=
  {| a := a x * a y + b x * c y; b := a x * b y + b x * d y; c := c x * a y + d x * c y; d := c x * b y + d x * d y |}.
Definition tr (x : matrix) : matrix := {| a := a x; b := c x; c := b x; d := d x |}.
Definition combine (s : Q) (x : matrix) (t : Q) (y : matrix) : matrix :=
  {| a := s * a x + t * a y; b := s * b x + t * b y; c := s * c x + t * c y; d := s * d x + t * d y |}.

Definition layer : matrix := {| a := 1; b := 1#2; c := 0; d := 1 |}.
Definition target : matrix := {| a := 1; b := 0; c := 0; d := 2 |}.
Definition loss (w3 w2 w1 : matrix) : Q :=
  let e := combine 1 (mul w3 (mul w2 w1)) (-1) target in ((a e)^2 + (b e)^2 + (c e)^2 + (d e)^2) / 2.

(** G_l = (layers above)^T E (layers below)^T. *)
Definition residual : matrix := combine 1 (mul layer (mul layer layer)) (-1) target.
Definition g1 : matrix := mul (tr (mul layer layer)) residual.
Definition g2 : matrix := mul (tr layer) (mul residual (tr layer)).
Definition g3 : matrix := mul residual (tr (mul layer layer)).
Definition mean : matrix := combine (1#3) (combine 1 g1 1 g2) (1#3) g3.

Definition unshared : Q :=
  loss (combine 1 layer (-1#100) g3) (combine 1 layer (-1#100) g2) (combine 1 layer (-1#100) g1).
Definition shared : Q :=
  loss (combine 1 layer (-1#100) mean) (combine 1 layer (-1#100) mean) (combine 1 layer (-1#100) mean).
Definition square (x : matrix) : Q := (a x)^2 + (b x)^2 + (c x)^2 + (d x)^2.

(** claim: refuted-sharing-faster, part: one-step *)
(** The shared step leaves more; to first order its decrease is 579/761 of the unshared one. *)
Theorem sharing_is_slower :
  unshared < shared /\ 3 * square mean / (square g1 + square g2 + square g3) == 579 # 761.
Proof. split; vm_compute; reflexivity. Qed.
