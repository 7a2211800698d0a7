(** [refuted-stages-beat-constant]: D = 4, E = (4, 2, 1, 1/2), q = 4/5, stages of four steps each. *)

From Coq Require Import Reals Lra.
From Partita.lib Require Import Sums.
Open Scope R_scope.

Definition energy (j : nat) : R := match j with O => 4 | 1%nat => 2 | 2%nat => 1 | _ => 1/2 end.
(** Stages upwards give 16, 12, 8, 4 steps of the depths 1 to 4 at least; constant full depth at the same cost 10 of each. *)
Definition staged (j : nat) : nat := (4 * (4 - j))%nat.
Definition loss (n : nat -> nat) : R := sum 4 (fun j => energy j * (4/5) ^ (2 * n j)) / 2.

(** claim: refuted-stages-beat-constant, part: beats *)
Theorem constant_beats :
  sum 4 (fun j => INR (staged j)) = sum 4 (fun _ => INR 10) /\ loss (fun _ => 10%nat) < loss staged.
Proof. unfold loss, staged, energy. split; simpl; lra. Qed.
