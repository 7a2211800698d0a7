(** [margin-flow]: balanced flow with a deficiency margin c. R' = -sum_l |G_l|², and balance gives |G_l|² >= sigma_min(P)^beta |E|² with
    |E|² = 2R and sigma_min(P) >= c. Those facts on singular values are taken as given; here they are integrated. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Partita.lib Require Import Sums Recursions Flows.
Open Scope R_scope.

(** claim: margin-flow, part: upper, given: |G_l|² is at least c^(2 - 2/L) |E|² for every layer *)
(** R(t) <= R(0) exp(-2 L c^beta t), beta = 2 - 2/L. *)
Theorem margin_upper (L : nat) (loss : R -> R) (gradient : nat -> R -> R) c t :
  0 <= t ->
  (forall s, 0 <= s -> is_derive loss s (- sum L (fun l => gradient l s))) ->
  (forall l s, 0 <= s -> Rpower c (2 - 2 / INR L) * (2 * loss s) <= gradient l s) ->
  loss t <= loss 0 * exp (-2 * INR L * Rpower c (2 - 2 / INR L) * t).
Proof.
  intros Ht Hd Hg. replace (-2 * INR L * Rpower c (2 - 2 / INR L) * t) with (- (2 * INR L * Rpower c (2 - 2 / INR L)) * t) by ring.
  apply (Gronwall loss (fun s => - sum L (fun l => gradient l s))); [easy|easy|].
  intros s Hs.
  assert (S1 : sum L (fun _ => Rpower c (2 - 2 / INR L) * (2 * loss s)) <= sum L (fun l => gradient l s))
    by (apply sum_le; intros; now apply Hg).
  rewrite sum_const in S1. lra.
Qed.
