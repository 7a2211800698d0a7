(** Gradient steps through a random matrix, x+ = x - eta W grad f(x), by two moments of W alone. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Smooth Laws Recursions Chains.
Open Scope R_scope.

Section Sketched.
Context {V : InnerSpace}.
Variables (f : V -> R) (grad : V -> V) (L mu fmin : R).
Hypothesis f_smooth : smooth f grad L.
Hypothesis mu_pos : 0 < mu.
Hypothesis f_PL : PL f grad mu fmin.
Hypothesis f_min : forall y, fmin <= f y.
Hypothesis f_varies : exists y, fmin < f y.

(** The law may depend on the past. *)
Record Sketch := { sketch_law : list V -> V -> Law; sketch : forall past x, outcome (sketch_law past x) -> V -> V }.

Variables (S : Sketch) (eta w s : R).

Definition sketched : Chain V := {|
  law := sketch_law S;
  next := fun past x o => (x - eta * sketch S past x o (grad x))%vec
|}.

(** E<u, Wu> = w|u|² and E|Wu|² <= s|u|², at the gradient. *)
Hypothesis first_moment : forall past x,
  mean (sketch_law S past x) (fun o => ⟨grad x, sketch S past x o (grad x)⟩) = w * ∥grad x∥².
Hypothesis second_moment : forall past x,
  mean (sketch_law S past x) (fun o => ∥sketch S past x o (grad x)∥²) <= s * ∥grad x∥².
Hypothesis jensen : w^2 <= s.
Hypothesis step_pos : 0 <= eta.
Hypothesis step_short : eta * L * s <= 2 * w.

(** E[f(x+) | x] <= f(x) - (eta/2)(2w - eta L s)|grad f(x)|². *)
Lemma sketched_step past x :
  ahead sketched f past x <= f x - eta / 2 * (2 * w - eta * L * s) * ∥grad x∥².
Proof.
  assert (B : ahead sketched f past x <= mean (sketch_law S past x) (fun o => f x
    + (- eta * ⟨grad x, sketch S past x o (grad x)⟩ + L * eta^2 / 2 * ∥sketch S past x o (grad x)∥²))).
  { apply mean_le. intros o. simpl.
    assert (D := descent_step f grad L eta x (sketch S past x o (grad x)) f_smooth). lra. }
  rewrite mean_shift, mean_plus, !mean_scal, first_moment in B.
  assert (HL := smooth_pos _ _ _ f_smooth).
  assert (M := Rmult_le_compat_l (L * eta^2 / 2) _ _ ltac:(nra) (second_moment past x)). lra.
Qed.

(** E f(x_t) - f_* <= (1 - eta mu (2w - eta L s))^t (f(x_0) - f_* ). *)
Lemma sketched_rate t x :
  expected sketched f t nil x - fmin <= (f x - fmin) * (1 - eta * mu * (2 * w - eta * L * s)) ^ t.
Proof.
  rewrite (Rmult_comm (f x - fmin)).
  assert (HmuL := PL_le_smooth f grad L mu fmin f_smooth mu_pos f_PL f_min f_varies).
  apply expected_rate.
  - assert (A := Rmult_le_compat_r (eta * (2 * w - eta * L * s)) _ _ ltac:(apply Rmult_le_pos; lra) HmuL).
    assert (Q := pow2_ge_0 (1 - eta * L * w)).
    assert (B : (eta * L)^2 * w^2 <= (eta * L)^2 * s) by (apply Rmult_le_compat_l; [apply pow2_ge_0|easy]).
    lra.
  - intros past y. assert (D := sketched_step past y).
    assert (P := Rmult_le_compat_l (eta / 2 * (2 * w - eta * L * s)) _ _ ltac:(apply Rmult_le_pos; lra) (f_PL y)).
    lra.
Qed.
End Sketched.

Arguments sketch_law {_}.
Arguments sketch {_}.
