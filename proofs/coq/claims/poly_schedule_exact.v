(** [poly-schedule-exact]: on orthonormal features each coefficient is contracted by 1 - eta in the steps that are deep enough for its
    degree. Not covered: that the features are orthonormal, whence the gradient in theta_S is theta_S - theta*_S. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions Means.
Open Scope R_scope.

Section Schedule.
Variable eta : R.
Notation q := (Rabs (1 - eta)).

(** depth t is the depth of step t; count j t the number of the first t steps of depth at least j. *)
Variable depth : nat -> nat.
Fixpoint count (j t : nat) : nat :=
  match t with
  | O => O
  | S k => (count j k + if Nat.leb j (depth k) then 1 else 0)%nat
  end.

(** The error of a coefficient of degree j after t steps. *)
Fixpoint error (j : nat) (first : R) (t : nat) : R :=
  match t with
  | O => first
  | S k => if Nat.leb j (depth k) then (1 - eta) * error j first k else error j first k
  end.

Lemma error_square j first t : error j first t ^ 2 = first^2 * q ^ (2 * count j t).
Proof.
  induction t as [|t IH]; [simpl; ring|]. cbn [error count]. destruct (Nat.leb j (depth t)).
  - rewrite Rpow_mult_distr, IH. replace (2 * (count j t + 1))%nat with (2 * count j t + 2)%nat by lia.
    rewrite pow_add, (pow2_abs (1 - eta)). ring.
  - now rewrite IH, Nat.add_0_r.
Qed.

(** claim: poly-schedule-exact, part: loss *)
(** N coefficients of degrees deg i in 1..D: half the sum of squared errors is half of sum_j E_j q^{2 n_j}, where E_j is the sum of
    the squared starting errors of degree j + 1. *)
Theorem schedule_loss N D (deg : nat -> nat) (first : nat -> R) t :
  (forall i, (i < N)%nat -> (1 <= deg i <= D)%nat) ->
  sum N (fun i => error (deg i) (first i) t ^ 2) / 2 =
    sum D (fun j => sum N (fun i => if Nat.eq_dec j (deg i - 1) then first i ^ 2 else 0) * q ^ (2 * count (S j) t)) / 2.
Proof.
  intros Hd. f_equal.
  rewrite (sum_ext D _ (fun j => sum N (fun i => if Nat.eq_dec j (deg i - 1) then first i ^ 2 * q ^ (2 * count (S j) t) else 0))).
  2: { intros j _. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros i _. destruct (Nat.eq_dec j (deg i - 1)); ring. }
  rewrite sum_swap. apply sum_ext. intros i Hi. specialize (Hd i Hi). rewrite error_square.
  rewrite (sum_delta D (deg i - 1) (fun j => first i ^ 2 * q ^ (2 * count (S j) t))) by lia.
  now replace (S (deg i - 1)) with (deg i) by lia.
Qed.
End Schedule.

(** claim: poly-schedule-exact, part: order *)
(** Schedules with the same counts end at the same error of every coefficient, up to sign: at the same loss. *)
Theorem schedule_order eta depth depth' j first t :
  count depth j t = count depth' j t -> error eta depth j first t ^ 2 = error eta depth' j first t ^ 2.
Proof. intros H. now rewrite !error_square, H. Qed.

Section Floors.
(** Energies E_0, ..., E_{D-1} > 0, counts n_0, ..., n_{D-1}, of the sum C. *)
Variables (D : nat) (E : nat -> R) (n : nat -> nat) (q : R).
Hypothesis D_pos : (0 < D)%nat.
Hypothesis E_pos : forall j, (j < D)%nat -> 0 < E j.
Hypothesis q_pos : 0 < q.

Definition cost : R := sum D (fun j => INR (n j)).

(** claim: poly-schedule-exact, part: floor *)
(** (1/2) sum E_j q^{2 n_j} >= (D/2)(prod E_j)^{1/D} q^{2C/D}. *)
Theorem schedule_floor :
  INR D / 2 * Rpower (prod D E) (/ INR D) * Rpower q (2 * cost / INR D) <= sum D (fun j => E j * q ^ (2 * n j)) / 2.
Proof.
  assert (P := lt_0_INR D D_pos).
  assert (Hu : forall j, (j < D)%nat -> 0 < E j * q ^ (2 * n j)) by (intros; apply Rmult_lt_0_compat; [now apply E_pos|now apply pow_lt]).
  assert (A := AM_GM D (fun j => E j * q ^ (2 * n j)) D_pos Hu).
  enough (X : Rpower (prod D (fun j => E j * q ^ (2 * n j))) (/ INR D) = Rpower (prod D E) (/ INR D) * Rpower q (2 * cost / INR D)).
  { rewrite X in A. lra. }
  unfold Rpower. rewrite <- exp_plus. f_equal. rewrite !ln_prod by easy.
  rewrite (sum_ext D (fun j => ln (E j * q ^ (2 * n j))) (fun j => ln (E j) + 2 * ln q * INR (n j))).
  2: { intros j Hj. rewrite ln_mult by (try (now apply pow_lt); now apply E_pos).
    rewrite ln_pow by easy. rewrite mult_INR. simpl. ring. }
  rewrite sum_plus, sum_scal. unfold cost. field. lra.
Qed.

(** claim: poly-schedule-exact, part: constant *)
(** Constant full depth, n_j = m: (1/2) sum E_j q^{2m} = (D/2) A q^{2C/D}, A = (1/D) sum E_j, C/D = m. *)
Theorem schedule_constant m :
  (forall j, n j = m) ->
  cost / INR D = INR m /\ sum D (fun j => E j * q ^ (2 * n j)) / 2 = INR D / 2 * (sum D E / INR D) * q ^ (2 * m).
Proof.
  intros Hm. assert (P := lt_0_INR D D_pos). unfold cost. split.
  - rewrite (sum_ext D _ (fun _ => INR m)) by (intros; now rewrite Hm). rewrite sum_const. field. lra.
  - rewrite (sum_ext D _ (fun j => q ^ (2 * m) * E j)) by (intros; rewrite Hm; ring). rewrite sum_scal. field. lra.
Qed.

(** claim: poly-schedule-exact, part: gain *)
(** No schedule has an excess below G/A times that of constant full depth at the same cost. *)
Theorem schedule_gain m :
  cost = INR D * INR m ->
  Rpower (prod D E) (/ INR D) / (sum D E / INR D) <= (sum D (fun j => E j * q ^ (2 * n j)) / 2) / (INR D / 2 * (sum D E / INR D) * q ^ (2 * m)).
Proof.
  intros Hc. assert (P := lt_0_INR D D_pos). assert (F := schedule_floor).
  assert (Q : Rpower q (2 * cost / INR D) = q ^ (2 * m)).
  { rewrite <- Rpower_pow by easy. f_equal. rewrite Hc, mult_INR. simpl. field. lra. }
  rewrite Q in F. assert (Hq : 0 < q ^ (2 * m)) by now apply pow_lt.
  assert (HS : 0 < sum D E).
  { assert (T := sum_term D E 0 ltac:(intros i Hi; left; now apply E_pos) D_pos). assert (E0 := E_pos 0%nat D_pos). lra. }
  set (A := sum D E / INR D). assert (HA : 0 < A) by (apply Rmult_lt_0_compat; [easy|now apply Rinv_0_lt_compat]).
  assert (HK : 0 < INR D / 2 * A * q ^ (2 * m)) by (apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|easy]).
  set (K := INR D / 2 * A * q ^ (2 * m)) in *. set (X := sum D (fun j => E j * q ^ (2 * n j)) / 2) in *.
  apply Rmult_le_reg_r with K; [easy|]. replace (X / K * K) with X by (field; lra).
  eapply Rle_trans; [|apply F]. right. unfold K. field. lra.
Qed.

(** claim: poly-schedule-exact, part: random-floor *)
(** Independent random depths with the chances pi_j of at least j: (1/2) sum E_j (1 - pi_j (1 - q²))^t >= (1/2) sum E_j q^{2 pi_j t}. *)
Theorem schedule_random_floor (pi : nat -> R) t :
  (forall j, 0 <= pi j <= 1) ->
  sum D (fun j => E j * Rpower q (2 * pi j * INR t)) / 2 <= sum D (fun j => E j * (1 - pi j * (1 - q^2)) ^ t) / 2.
Proof.
  intros Hpi. apply Rmult_le_compat_r; [lra|]. apply sum_le. intros j Hj.
  apply Rmult_le_compat_l; [left; now apply E_pos|].
  assert (W := weighted_means (pi j) (q^2) 1 (Hpi j) ltac:(nra) ltac:(lra)).
  assert (R1 : Rpower 1 (1 - pi j) = 1) by (unfold Rpower; now rewrite ln_1, Rmult_0_r, exp_0).
  rewrite R1, Rmult_1_r in W.
  assert (Eq : Rpower q (2 * pi j * INR t) = Rpower (q^2) (pi j) ^ t).
  { rewrite <- (Rpower_pow t (Rpower (q^2) (pi j))) by (unfold Rpower; apply exp_pos). rewrite Rpower_mult.
    unfold Rpower. f_equal. rewrite ln_pow by easy. simpl. ring. }
  rewrite Eq. apply pow_incr. split; [left; unfold Rpower; apply exp_pos|lra].
Qed.

(** claim: poly-schedule-exact, part: shallow *)
(** Degrees above the depth s have no steps, and their energy stays: the loss is at least (1/2) sum_{j>s} E_j. *)
Theorem schedule_shallow s :
  (s <= D)%nat -> (forall j, (s <= j)%nat -> n j = O) ->
  sum D E / 2 - sum s E / 2 <= sum D (fun j => E j * q ^ (2 * n j)) / 2.
Proof.
  intros Hs H0.
  assert (X : forall k, (k <= D - s)%nat -> sum (s + k) E - sum s E <= sum (s + k) (fun j => E j * q ^ (2 * n j))).
  { induction k as [|k IH]; intros Hk.
    - rewrite Nat.add_0_r. replace (sum s E - sum s E) with 0 by ring. apply sum_nonneg. intros i Hi.
      apply Rmult_le_pos; [left; apply E_pos; lia|left; now apply pow_lt].
    - replace (s + S k)%nat with (S (s + k)) by lia. cbn [sum]. rewrite (H0 (s + k)%nat) by lia.
      specialize (IH ltac:(lia)). replace (q ^ (2 * 0)) with 1 by (simpl; ring). lra. }
  specialize (X (D - s)%nat ltac:(lia)). replace (s + (D - s))%nat with D in X by lia. lra.
Qed.
End Floors.
