(** Scalar recursions: linear rates unrolled, geometric sums, powers against exponentials. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums.
Open Scope R_scope.

(** sum_{j<t} q^j = (1 - q^t)/(1 - q). *)
Lemma geometric_sum q t : q <> 1 -> sum t (fun j => q ^ j) = (1 - q ^ t) / (1 - q).
Proof.
  intros Hq. induction t as [|t IH]; simpl; [field; lra|].
  rewrite IH. field. lra.
Qed.

(** u_{t+1} = q u_t gives u_t = q^t u_0. *)
Lemma power_exact (u : nat -> R) q t : (forall s, u (S s) = q * u s) -> u t = q ^ t * u 0%nat.
Proof. intros H. induction t as [|t IH]; simpl; [lra|rewrite H, IH; lra]. Qed.

(** u_{t+1} <= q u_t gives u_t <= q^t u_0. *)
Lemma linear_rate (u : nat -> R) q t :
  0 <= q -> (forall s, (s < t)%nat -> u (S s) <= q * u s) -> u t <= q ^ t * u 0%nat.
Proof.
  intros Hq H. induction t as [|t IH]; simpl; [lra|].
  assert (IH' : u t <= q ^ t * u 0%nat) by (apply IH; intros; apply H; lia).
  assert (Ht : u (S t) <= q * u t) by (apply H; lia). nra.
Qed.

(** The same from below. *)
Lemma linear_rate_lower (u : nat -> R) q t :
  0 <= q -> (forall s, (s < t)%nat -> q * u s <= u (S s)) -> q ^ t * u 0%nat <= u t.
Proof.
  intros Hq H. induction t as [|t IH]; simpl; [lra|].
  assert (IH' : q ^ t * u 0%nat <= u t) by (apply IH; intros; apply H; lia).
  assert (Ht : q * u t <= u (S t)) by (apply H; lia). nra.
Qed.

(** u_{t+1} <= (1 - c) u_t + b gives u_t <= (1 - c)^t u_0 + (1 - (1 - c)^t) b/c. *)
Lemma linear_floor (u : nat -> R) c b t :
  0 < c <= 1 -> (forall s, (s < t)%nat -> u (S s) <= (1 - c) * u s + b) ->
  u t <= (1 - c) ^ t * u 0%nat + (1 - (1 - c) ^ t) * (b / c).
Proof.
  intros Hc H.
  assert (R : u t - b / c <= (1 - c) ^ t * (u 0%nat - b / c)); [|nra].
  apply (linear_rate (fun s => u s - b / c)); [lra|]. intros s Hs.
  assert (E : b = c * (b / c)) by (field; lra). specialize (H s Hs). nra.
Qed.

(** The same as an equality: u_{t+1} = q u_t + b, q <> 1. *)
Lemma linear_exact (u : nat -> R) q b t :
  q <> 1 -> (forall s, u (S s) = q * u s + b) -> u t = q ^ t * u 0%nat + (1 - q ^ t) / (1 - q) * b.
Proof.
  intros Hq H. induction t as [|t IH]; simpl; [field; lra|].
  rewrite H, IH. field. lra.
Qed.

Lemma pow_le_one q t : 0 <= q <= 1 -> 0 <= q ^ t <= 1.
Proof.
  intros Hq. induction t as [|t IH]; simpl; [lra|].
  split; [apply Rmult_le_pos; lra|]. assert (q * q ^ t <= 1 * 1) by (apply Rmult_le_compat; lra). lra.
Qed.

Lemma exp_ge x : 1 + x <= exp x.
Proof. destruct (Req_dec x 0) as [->|H]; [rewrite exp_0; lra|]. left. now apply exp_ineq1. Qed.

Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. intros [H| ->]; [left; now apply exp_increasing|lra]. Qed.

Lemma ln_le x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros Hx [H| <-]; [left; now apply ln_increasing|lra]. Qed.

Lemma exp_pow x n : exp x ^ n = exp (INR n * x).
Proof.
  induction n as [|n IH]; [simpl; now rewrite Rmult_0_l, exp_0|].
  rewrite S_INR. simpl. rewrite IH, <- exp_plus. f_equal. lra.
Qed.

(** (1 - x)^n <= exp(-n x) for x <= 1. *)
Lemma pow_le_exp x n : x <= 1 -> (1 - x) ^ n <= exp (- INR n * x).
Proof.
  intros Hx. replace (- INR n * x) with (INR n * - x) by lra. rewrite <- exp_pow.
  apply pow_incr. split; [lra|]. assert (H := exp_ge (- x)). lra.
Qed.

(** Bernoulli's inequality. *)
Lemma Bernoulli_inequality x n : -1 <= x -> 1 + INR n * x <= (1 + x) ^ n.
Proof.
  intros Hx. induction n as [|n IH]; [simpl; lra|].
  rewrite S_INR. simpl. assert (Hn := pos_INR n). nra.
Qed.
