(** [refuted-projected-reaches-best-rank]: matrices diag(x, y), target diag(3, 2), rank 1, eta = 1/2, start diag(0, 2). The truncation
    keeps the larger entry, which for diagonal matrices is the larger singular value. *)

From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.

Definition truncate (x y : R) : R * R := if Rlt_dec x y then (0, y) else (x, 0).
Definition next (v : R * R) : R * R := truncate (fst v - (fst v - 3) / 2) (snd v - (snd v - 2) / 2).
Definition loss (v : R * R) : R := ((fst v - 3)^2 + (snd v - 2)^2) / 2.
Fixpoint run (t : nat) : R * R := match t with O => (0, 2) | S k => next (run k) end.

(** claim: refuted-projected-reaches-best-rank, part: reached, given: that truncation keeps the larger entry of a diagonal matrix *)
(** The run stays at the loss 9/2, though diag(3, 0), of rank 1, has 2. *)
Theorem run_is_stuck t : loss (run t) = 9/2 /\ loss (3, 0) = 2 /\ loss (3, 0) < loss (run t).
Proof.
  assert (E : run t = (0, 2)).
  { induction t as [|t IH]; [easy|]. simpl. rewrite IH. unfold next, truncate. simpl.
    destruct (Rlt_dec (0 - (0 - 3) / 2) (2 - (2 - 2) / 2)); [|lra]. f_equal; lra. }
  rewrite E. unfold loss. simpl. lra.
Qed.
