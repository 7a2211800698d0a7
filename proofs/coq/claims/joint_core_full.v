(** [joint-core-full]: J_a(w) = a f(Pw) + (1 - a) f(w) at its minimiser. full and core are excess losses of f(w) and f(Pw) over their own
    least values; at w* the full excess is 0 and the core's is C; at the core's optimum, the rest optimal, they are F and 0. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

Section Joint.
Context {X : Type}.
Variables (full core : X -> R) (a C F : R) (joint optimum core_optimum : X).
Hypothesis a_range : 0 <= a <= 1.
Hypothesis minimal : forall x, a * core joint + (1 - a) * full joint <= a * core x + (1 - a) * full x.
Hypothesis full_pos : forall x, 0 <= full x.
Hypothesis core_pos : forall x, 0 <= core x.
Hypothesis at_optimum : full optimum = 0 /\ core optimum = C.
Hypothesis at_core_optimum : full core_optimum = F /\ core core_optimum = 0.

(** claim: joint-core-full, part: compromise *)
(** (1 - a)X_f + a X_c <= min(a C, (1 - a) F). *)
Theorem joint_compromise : (1 - a) * full joint + a * core joint <= Rmin (a * C) ((1 - a) * F).
Proof.
  destruct at_optimum as [O1 O2], at_core_optimum as [C1 C2].
  assert (A := minimal optimum). assert (B := minimal core_optimum). rewrite O1, O2 in A. rewrite C1, C2 in B.
  apply Rmin_glb; lra.
Qed.

(** claim: joint-core-full, part: full-cap *)
(** X_f <= F, for a < 1. *)
Theorem joint_full_cap : a < 1 -> full joint <= F.
Proof.
  intros Ha. assert (J := joint_compromise). assert (M := Rmin_r (a * C) ((1 - a) * F)).
  assert (P := Rmult_le_pos _ _ (proj1 a_range) (core_pos joint)). nra.
Qed.

(** claim: joint-core-full, part: core-cap *)
(** X_c <= C, for a > 0. *)
Theorem joint_core_cap : 0 < a -> core joint <= C.
Proof.
  intros Ha. assert (J := joint_compromise). assert (M := Rmin_l (a * C) ((1 - a) * F)).
  assert (P := Rmult_le_pos (1 - a) _ ltac:(lra) (full_pos joint)). nra.
Qed.
End Joint.
