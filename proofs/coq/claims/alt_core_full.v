(** [alt-core-full]: the trade-off between full model and core, x_alpha a minimiser of f(x) + alpha f(Px). *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

Section TradeOff.
Context {X : Type}.
(** full x = f(x), core x = f(Px). *)
Variables (full core : X -> R) (alpha beta : R) (xa xb : X).
Hypothesis order : 0 <= alpha < beta.
Hypothesis minimal_a : forall x, full xa + alpha * core xa <= full x + alpha * core x.
Hypothesis minimal_b : forall x, full xb + beta * core xb <= full x + beta * core x.

(** claim: alt-core-full, part: core-falls *)
(** f(P x_alpha) does not rise with alpha: the two inequalities of the minimisers are added. *)
Theorem core_falls : core xb <= core xa.
Proof. assert (A := minimal_a xb). assert (B := minimal_b xa). nra. Qed.

(** claim: alt-core-full, part: full-rises *)
(** f(x_alpha) does not fall. *)
Theorem full_rises : full xa <= full xb.
Proof. assert (A := minimal_a xb). assert (C := core_falls). nra. Qed.
End TradeOff.
