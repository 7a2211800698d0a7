(** [zas-flow]: flow from the zero-asymmetric start. The invariants make the product A of the hidden layers satisfy A A^T >= I, so that
    the last layer's gradient alone has |G_L|² = |E A^T|² >= |E|² = 2R. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Partita.lib Require Import Sums Recursions Flows.
Open Scope R_scope.

(** claim: zas-flow, part: upper, given: the last layer's gradient has a square of at least 2R *)
(** R(t) <= R(0) exp(-2t). *)
Theorem zas_flow_upper (L : nat) (loss : R -> R) (gradient : nat -> R -> R) t :
  0 <= t ->
  (forall s, 0 <= s -> is_derive loss s (- sum (S L) (fun l => gradient l s))) ->
  (forall l s, 0 <= s -> 0 <= gradient l s) ->
  (forall s, 0 <= s -> 2 * loss s <= gradient L s) ->
  loss t <= loss 0 * exp (-2 * t).
Proof.
  intros Ht Hd Hp Hl. replace (-2 * t) with (- (2) * t) by ring.
  apply (Gronwall loss (fun s => - sum (S L) (fun l => gradient l s)) 2); [easy|easy|].
  intros s Hs. cbn [sum]. assert (P := sum_nonneg L (fun l => gradient l s) ltac:(intros; now apply Hp)).
  specialize (Hl s Hs). lra.
Qed.
