(** [raptr-random-subnet-gauss]: what rescaling by c does to the gap between a random subnetwork and the full network. The gaps
    (1 + p c²s²)^L - 2(1 + p c s²)^L + (1 + s²)^L (parts bernoulli, subset) are taken as given. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions.
Open Scope R_scope.

(** (1 + a x)^m as a sum of binomial terms. *)
Lemma binomial_sum a x m : (1 + a * x) ^ m = sum (S m) (fun k => C m k * a ^ k * x ^ k).
Proof.
  rewrite Rplus_comm, binomial.
  assert (G : forall k, sum_f_R0 (fun i => C m i * (a * x) ^ i * 1 ^ (m - i)) k = sum (S k) (fun i => C m i * a ^ i * x ^ i)).
  { induction k as [|k IH]; [cbn [sum_f_R0 sum]; rewrite pow1; simpl (pow _ 0); ring|]. rewrite tech5, IH.
    change (sum (S (S k)) (fun i => C m i * a ^ i * x ^ i))
      with (sum (S k) (fun i => C m i * a ^ i * x ^ i) + C m (S k) * a ^ S k * x ^ S k).
    rewrite pow1, Rpow_mult_distr. ring. }
  apply G.
Qed.

(** |c^k - 1| >= |c - 1| for k >= 1. *)
Lemma power_further c k : 0 <= c -> (c - 1)^2 <= (c ^ S k - 1)^2.
Proof.
  intros Hc. assert (P := pow_le c k Hc). assert (P1 := pow_le c (S k) Hc).
  destruct (Rle_dec 1 c) as [H|H].
  - assert (Q := pow_R1_Rle c k H). assert (c <= c ^ S k) by (simpl; nra). apply pow_incr. lra.
  - assert (Q := pow_le_one c k ltac:(lra)). assert (c ^ S k <= c) by (simpl; nra).
    replace ((c - 1)^2) with ((1 - c)^2) by ring. replace ((c ^ S k - 1)^2) with ((1 - c ^ S k)^2) by ring. apply pow_incr. lra.
Qed.

(** (1 + a c²)^m - 2(1 + a c)^m + (1 + a)^m >= (c - 1)²((1 + a)^m - 1): term by term. *)
Lemma gap_rescaled a c m :
  0 <= a -> 0 <= c -> (c - 1)^2 * ((1 + a) ^ m - 1) <= (1 + a * c^2) ^ m - 2 * (1 + a * c) ^ m + (1 + a) ^ m.
Proof.
  intros Ha Hc. replace (1 + a) with (1 + a * 1) by ring. rewrite !binomial_sum.
  rewrite !(sum_shift m). unfold C at 1 3 5 7. rewrite !Nat.sub_0_r. simpl (fact 0). simpl (pow _ 0).
  assert (F := INR_fact_neq_0 m). replace (INR (fact m) / (INR 1 * INR (fact m)) * 1 * 1) with 1 by (simpl; field; easy).
  enough (E : sum m (fun k => (c - 1)^2 * (C m (S k) * a ^ S k * 1 ^ S k)) <=
    sum m (fun k => C m (S k) * a ^ S k * (c^2) ^ S k - 2 * (C m (S k) * a ^ S k * c ^ S k) + C m (S k) * a ^ S k * 1 ^ S k)).
  { rewrite sum_plus, sum_minus, !sum_scal in E. lra. }
  apply sum_le. intros k _. rewrite pow1, <- pow_mult, (Nat.mul_comm 2), pow_mult.
  replace (C m (S k) * a ^ S k * (c ^ S k) ^ 2 - 2 * (C m (S k) * a ^ S k * c ^ S k) + C m (S k) * a ^ S k * 1)
    with (C m (S k) * a ^ S k * (c ^ S k - 1)^2) by ring.
  replace ((c - 1)^2 * (C m (S k) * a ^ S k * 1)) with (C m (S k) * a ^ S k * (c - 1)^2) by ring.
  apply Rmult_le_compat_l; [|now apply power_further].
  apply Rmult_le_pos; [|now apply pow_le]. unfold C.
  apply Rmult_le_pos; [apply pos_INR|]. left. apply Rinv_0_lt_compat, Rmult_lt_0_compat; apply INR_fact_lt_0.
Qed.

(** claim: raptr-random-subnet-gauss, part: bernoulli-rescaled, given: the gap of the part bernoulli *)
Theorem bernoulli_rescaled p c s L :
  0 <= p -> 0 <= c ->
  (1 + s^2) ^ L - (1 + p * s^2) ^ L + (c - 1)^2 * ((1 + p * s^2) ^ L - 1) <=
    (1 + p * c^2 * s^2) ^ L - 2 * (1 + p * c * s^2) ^ L + (1 + s^2) ^ L.
Proof.
  intros Hp Hc. assert (G := gap_rescaled (p * s^2) c L ltac:(assert (Q := pow2_ge_0 s); nra) Hc).
  replace (p * s^2 * c^2) with (p * c^2 * s^2) in G by ring. replace (p * s^2 * c) with (p * c * s^2) in G by ring. lra.
Qed.

(** claim: raptr-random-subnet-gauss, part: subset-rescaled, given: the gap of the part subset *)
Theorem subset_rescaled c s k L :
  0 <= c ->
  (1 + s^2) ^ L - (1 + s^2) ^ k + (c - 1)^2 * ((1 + s^2) ^ k - 1) <=
    (1 + c^2 * s^2) ^ k - 2 * (1 + c * s^2) ^ k + (1 + s^2) ^ L.
Proof.
  intros Hc. assert (G := gap_rescaled (s^2) c k (pow2_ge_0 s) Hc).
  replace (s^2 * c^2) with (c^2 * s^2) in G by ring. replace (s^2 * c) with (c * s^2) in G by ring. lra.
Qed.
