(** [zas-gd]: descent from the zero-asymmetric start, mode by mode: (a, b) <- (a - eta b a^m e, b - eta a^{m+1} e), L = m + 2 layers,
    e = b a^{m+1} - sigma. Not covered: that eta <= 1/G_* keeps every mode from overshooting (part no-overshoot), which is assumed. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions.
Open Scope R_scope.

Section Mode.
Variables (m : nat) (eta sigma : R).
Hypothesis eta_range : 0 < eta <= 1.

Definition error (a b : R) : R := b * a ^ S m - sigma.
Definition next_a (a b : R) : R := a - eta * b * a ^ m * error a b.
Definition next_b (a b : R) : R := b - eta * a ^ S m * error a b.

(** claim: zas-gd, part: first-step *)
(** From (1, 0) the product is eta sigma after one step, for every step size. *)
Theorem zas_first_step : next_b 1 0 * next_a 1 0 ^ S m = eta * sigma.
Proof.
  assert (A : next_a 1 0 = 1) by (unfold next_a, error; ring).
  rewrite A. unfold next_b, error. rewrite !pow1. ring.
Qed.

(** Progress: with u = -e >= 0 the product grows at least by eta u. *)
Lemma progress a b : 1 <= a -> 0 <= b -> error a b <= 0 -> error a b + eta * - error a b <= error (next_a a b) (next_b a b).
Proof.
  intros Ha Hb He. set (u := - error a b). assert (Hu : 0 <= u) by (unfold u; lra).
  assert (Pm : 1 <= a ^ m) by (apply pow_R1_Rle; lra). assert (Pm1 : 1 <= a ^ S m) by (apply pow_R1_Rle; lra).
  assert (Na : a <= next_a a b).
  { unfold next_a. replace (error a b) with (- u) by (unfold u; ring).
    assert (0 <= eta * b * a ^ m * u) by (repeat apply Rmult_le_pos; lra). lra. }
  assert (Nb : b + eta * u <= next_b a b).
  { unfold next_b. replace (error a b) with (- u) by (unfold u; ring).
    assert (Q := Rmult_le_compat_l (eta * u) 1 (a ^ S m) ltac:(apply Rmult_le_pos; lra) Pm1). lra. }
  assert (Np : a ^ S m <= next_a a b ^ S m) by (apply pow_incr; lra).
  assert (Q : (b + eta * u) * a ^ S m <= next_b a b * next_a a b ^ S m).
  { apply Rmult_le_compat; try easy; [|lra]. assert (0 <= eta * u) by (apply Rmult_le_pos; lra). lra. }
  assert (Q2 := Rmult_le_compat_l (eta * u) 1 (a ^ S m) ltac:(apply Rmult_le_pos; lra) Pm1).
  assert (E : error a b = b * a ^ S m - sigma) by easy.
  change (error (next_a a b) (next_b a b)) with (next_b a b * next_a a b ^ S m - sigma). lra.
Qed.

(** claim: zas-gd, part: contraction, given: no mode overshoots *)
(** |e(t+1)| <= (1 - eta)|e(t)|. *)
Theorem zas_contraction a b :
  1 <= a -> 0 <= b -> error a b <= 0 -> error (next_a a b) (next_b a b) <= 0 ->
  Rabs (error (next_a a b) (next_b a b)) <= (1 - eta) * Rabs (error a b).
Proof.
  intros Ha Hb He Hn. assert (P := progress a b Ha Hb He). rewrite !Rabs_left1 by easy. lra.
Qed.
End Mode.

(** All singular modes. *)
Section Modes.
Variables (m d : nat) (eta : R) (sigma : nat -> R) (a b : nat -> nat -> R).
Hypothesis eta_range : 0 < eta <= 1.
Hypothesis start_a : forall i, a i 0%nat = 1.
Hypothesis start_b : forall i, b i 0%nat = 0.
Hypothesis run_a : forall i t, a i (S t) = next_a m eta (sigma i) (a i t) (b i t).
Hypothesis run_b : forall i t, b i (S t) = next_b m eta (sigma i) (a i t) (b i t).
Hypothesis no_overshoot : forall i t, error m (sigma i) (a i t) (b i t) <= 0.

Definition loss (t : nat) : R := sum d (fun i => error m (sigma i) (a i t) (b i t) ^ 2) / 2.

Lemma region i t : 1 <= a i t /\ 0 <= b i t.
Proof.
  induction t as [|t [IHa IHb]]; [rewrite start_a, start_b; lra|]. rewrite run_a, run_b. unfold next_a, next_b.
  assert (He := no_overshoot i t). set (u := - error m (sigma i) (a i t) (b i t)).
  replace (error m (sigma i) (a i t) (b i t)) with (- u) by (unfold u; ring).
  assert (Hu : 0 <= u) by (unfold u; lra).
  assert (P1 : 0 <= eta * b i t * a i t ^ m * u).
  { apply Rmult_le_pos; [|easy]. apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow_le; lra]. }
  assert (P2 : 0 <= eta * a i t ^ S m * u) by (apply Rmult_le_pos; [apply Rmult_le_pos; [lra|apply pow_le; lra]|easy]).
  split; lra.
Qed.

(** claim: zas-gd, part: upper, given: no mode overshoots; the modes of the run *)
(** R(t) <= R(0)(1 - eta)^{2t}. *)
Theorem zas_upper t : loss t <= loss 0 * (1 - eta) ^ (2 * t).
Proof.
  rewrite pow_mult, (Rmult_comm (loss 0)). apply (linear_rate loss); [apply pow2_ge_0|]. intros s _. unfold loss.
  enough (E : sum d (fun i => error m (sigma i) (a i (S s)) (b i (S s)) ^ 2) <=
    sum d (fun i => (1 - eta)^2 * error m (sigma i) (a i s) (b i s) ^ 2)) by (rewrite sum_scal in E; lra).
  apply sum_le. intros i _. destruct (region i s) as [Ha Hb].
  assert (C := progress m eta (sigma i) eta_range (a i s) (b i s) Ha Hb (no_overshoot i s)).
  rewrite <- run_a, <- run_b in C. assert (N := no_overshoot i (S s)).
  replace ((1 - eta)^2 * error m (sigma i) (a i s) (b i s) ^ 2)
    with (((1 - eta) * - error m (sigma i) (a i s) (b i s))^2) by ring.
  replace (error m (sigma i) (a i (S s)) (b i (S s)) ^ 2) with ((- error m (sigma i) (a i (S s)) (b i (S s)))^2) by ring.
  apply pow_incr. lra.
Qed.

(** claim: zas-gd, part: published, given: no mode overshoots; the modes of the run *)
(** R(t) <= R(0)(1 - eta/2)^t. *)
Theorem zas_published t : loss t <= loss 0 * (1 - eta / 2) ^ t.
Proof.
  eapply Rle_trans; [apply zas_upper|]. apply Rmult_le_compat_l.
  - unfold loss. apply Rmult_le_pos; [|lra]. apply sum_nonneg. intros; apply pow2_ge_0.
  - rewrite pow_mult. apply pow_incr. nra.
Qed.
End Modes.
