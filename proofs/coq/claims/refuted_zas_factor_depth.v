(** [refuted-zas-factor-depth]: for the target alpha I, alpha >= 1, the final rate from the zero-asymmetric start is not smaller by the
    factor L than that of sharing, L alpha^{2 - 2/L}: it is never smaller at all. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions Means.
From Partita.claims Require Import zas_exact_modes.
Open Scope R_scope.

(** claim: refuted-zas-factor-depth, part: rate *)
(** With L = m + 2 and alpha² = x(1 + x)^{L-1} the reading "g <= (L alpha^{2 - 2/L})/L" is false, for every L and alpha >= 1. *)
Theorem zas_not_slower m x alpha :
  0 < x -> 1 <= alpha -> alpha^2 = x * (1 + x) ^ (m + 1) ->
  ~ rate m x <= INR (m + 2) * Rpower alpha (2 - 2 / INR (m + 2)) / INR (m + 2).
Proof.
  intros Hx Ha E H. assert (Z := zas_local_rate m x alpha Hx ltac:(lra) E).
  assert (M := Rmax_r 1 (INR (m + 2) * Rpower alpha (2 - 2 / INR (m + 2)))).
  assert (P : 0 < Rpower alpha (2 - 2 / INR (m + 2))) by (unfold Rpower; apply exp_pos).
  assert (L : 2 <= INR (m + 2)) by (rewrite plus_INR; simpl; assert (Q := pos_INR m); lra).
  replace (INR (m + 2) * Rpower alpha (2 - 2 / INR (m + 2)) / INR (m + 2)) with (Rpower alpha (2 - 2 / INR (m + 2))) in H
    by (field; lra). nra.
Qed.
