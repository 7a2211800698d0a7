(** [unfreeze-schedule]: nested stages, each of which contracts the excess above its own limit phi_s.

    A stage from the excess E leaves, after t steps, at most phi + q^{2t}(E - phi): that is [freeze_rate], whose limit phi depends on
    the frozen errors alone. As the sets are nested, the coordinates frozen in stage s have their initial error, so that phi_s is
    known beforehand. Here the stages are put together. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace Quadratic Recursions.
From Partita.claims Require Import freeze_schur.
Open Scope R_scope.

(** psi_0 = f(x_0) - f_*, psi_s = phi_s + q_s^{2T_s}(psi_{s-1} - phi_s). *)
Fixpoint psi (first : R) (phi q : nat -> R) (T : nat -> nat) (s : nat) : R :=
  match s with
  | O => first
  | S k => phi k + q k ^ (2 * T k) * (psi first phi q T k - phi k)
  end.

Section Schedule.
Variables (phi q : nat -> R) (T : nat -> nat).
(** start s: the excess at the start of stage s; inside s t: after t steps of it. *)
Variables (inside : nat -> nat -> R).
Hypothesis q_pos : forall s, 0 <= q s.
Hypothesis stages : forall s, inside (S s) 0 = inside s (T s).
Hypothesis contraction : forall s t, (t <= T s)%nat -> inside s t - phi s <= (inside s 0%nat - phi s) * q s ^ (2 * t).

(** After s stages the excess is at most psi_s. *)
Lemma stage_start s : inside s 0%nat <= psi (inside 0%nat 0%nat) phi q T s.
Proof.
  induction s as [|s IH]; [simpl; lra|]. cbn [psi]. rewrite stages.
  assert (C := contraction s (T s) ltac:(lia)).
  assert (Hq : 0 <= q s ^ (2 * T s)) by (apply pow_le, q_pos). nra.
Qed.

(** claim: unfreeze-schedule, part: a-priori, given: the rate of each stage, which is freeze-schur *)
(** After t <= T_s steps of stage s the excess is at most phi_s + q_s^{2t}(psi_{s-1} - phi_s). *)
Theorem unfreeze_bound s t :
  (t <= T s)%nat -> inside s t <= phi s + q s ^ (2 * t) * (psi (inside 0%nat 0%nat) phi q T s - phi s).
Proof.
  intros Ht. assert (C := contraction s t Ht). assert (P := stage_start s).
  assert (Hq : 0 <= q s ^ (2 * t)) by (apply pow_le, q_pos). nra.
Qed.

(** claim: unfreeze-schedule, part: two-stages, given: the rate of each stage, which is freeze-schur *)
(** Two stages, the second of all coordinates: at most q_2^{2t}[phi_1 + q_1^{2T_1}(f(x_0) - f_* - phi_1)]. *)
Theorem unfreeze_two_stages t :
  phi 1%nat = 0 -> (t <= T 1%nat)%nat ->
  inside 1%nat t <= q 1%nat ^ (2 * t) * (phi 0%nat + q 0%nat ^ (2 * T 0%nat) * (inside 0%nat 0%nat - phi 0%nat)).
Proof. intros H1 Ht. assert (U := unfreeze_bound 1%nat t Ht). cbn [psi] in U. rewrite H1 in U. lra. Qed.
End Schedule.

(** The rate of a stage comes from the blocks of its sets: one stage, as in freeze-schur, is a stage here. *)
Lemma stage_contraction (B : Blocks) eta (u : nat -> trained B) (d : frozen B) q t :
  0 <= q -> (forall s, u (S s) = step B eta (u s) d) ->
  (forall r, quadratic (HAA B) (r - eta * HAA B r)%vec <= q^2 * quadratic (HAA B) r) ->
  excess B (u t) d - schur B d <= (excess B (u 0%nat) d - schur B d) * q ^ (2 * t).
Proof. intros Hq run HR. now apply (freeze_rate B eta u d run q t). Qed.
