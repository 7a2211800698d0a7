(** [refuted-magnitude-dropping-safe]: H = diag(s, 1), x* = (1/2, 1), at the optimum. *)

From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.

Definition loss (s x y : R) : R := (s * (x - 1/2)^2 + (y - 1)^2) / 2.

(** claim: refuted-magnitude-dropping-safe, part: cheapest *)
(** For s > 4 dropping the smaller entry raises the loss more than dropping the larger one. *)
Theorem smaller_is_dearer s : 4 < s -> loss s (1/2) 1 = 0 /\ loss s (1/2) 0 < loss s 0 1.
Proof. intros Hs. unfold loss. split; lra. Qed.

(** claim: refuted-magnitude-dropping-safe, part: safe *)
(** A round drops the smaller entry, grows it again, and makes one step shorter than 1/L = 1/s: the loss, 0 before, is positive. *)
Theorem round_raises s eta : 4 < s -> 0 < eta -> eta * s < 1 ->
  loss s (1/2) 1 < loss s (0 - eta * (s * (0 - 1/2))) (1 - eta * (1 - 1)).
Proof.
  intros Hs He Hes. unfold loss. assert (Hd : 0 < 1 - eta * s) by lra.
  assert (P : 0 < (1 - eta * s)^2) by (apply pow_lt; easy). nra.
Qed.
