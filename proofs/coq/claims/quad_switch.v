(** [quad-switch]: when to stop sharing on a quadratic. After tau shared steps the loss is F + D q1^tau = F + D exp(-a tau); an unshared
    step multiplies it by q2. With b = -(c1/c2) ln q2, T(tau) = c1 tau + (c1/b) ln((F + D exp(-a tau))/eps).
    Not covered: what rounding to whole steps costs (parts cost-upper, best). *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions Means.
Open Scope R_scope.

Section Switch.
Variables F D a b c1 eps : R.
Hypothesis F_pos : 0 < F.
Hypothesis D_pos : 0 < D.
Hypothesis a_pos : 0 < a.
Hypothesis b_pos : 0 < b.
Hypothesis c1_pos : 0 < c1.
Hypothesis eps_pos : 0 < eps.

Definition loss (tau : R) : R := F + D * exp (- a * tau).
Definition T (tau : R) : R := c1 * tau + c1 / b * ln (loss tau / eps).

Lemma loss_pos tau : 0 < loss tau.
Proof. unfold loss. assert (P := exp_pos (- a * tau)). nra. Qed.

Lemma ratio_pos : 0 < c1 / b.
Proof. apply Rmult_lt_0_compat; [easy|now apply Rinv_0_lt_compat]. Qed.

Lemma ln_loss tau : ln (loss tau / eps) = ln (loss tau) - ln eps.
Proof. unfold Rdiv. rewrite ln_mult, ln_Rinv; [lra|easy|apply loss_pos|now apply Rinv_0_lt_compat]. Qed.

(** claim: quad-switch, part: convex *)
(** T(tau) <= (T(tau - 1) + T(tau + 1))/2: the loss squared is at most the product of its neighbours. *)
Theorem switch_convex tau : T tau <= (T (tau - 1) + T (tau + 1)) / 2.
Proof.
  assert (Q : loss tau * loss tau <= loss (tau - 1) * loss (tau + 1)).
  { unfold loss. replace (- a * (tau - 1)) with (- a * tau + a) by ring. replace (- a * (tau + 1)) with (- a * tau + - a) by ring.
    rewrite !exp_plus, exp_Ropp. set (e := exp (- a * tau)). set (g := exp a).
    assert (He : 0 < e) by apply exp_pos. assert (Hg : 0 < g) by apply exp_pos.
    assert (H2 : 2 <= g + / g).
    { apply Rmult_le_reg_r with g; [easy|]. rewrite Rmult_plus_distr_r, Rinv_l by lra. assert (S := pow2_ge_0 (g - 1)). lra. }
    replace ((F + D * (e * g)) * (F + D * (e * / g)))
      with (F * F + D * D * e * e * (g * / g) + F * D * e * (g + / g)) by ring.
    rewrite Rinv_r by lra.
    assert (P : F * D * e * 2 <= F * D * e * (g + / g)).
    { apply Rmult_le_compat_l; [|easy]. left. repeat apply Rmult_lt_0_compat; easy. }
    lra. }
  assert (L : 2 * ln (loss tau) <= ln (loss (tau - 1)) + ln (loss (tau + 1))).
  { rewrite <- ln_mult by apply loss_pos. replace (2 * ln (loss tau)) with (ln (loss tau) + ln (loss tau)) by ring.
    rewrite <- ln_mult by apply loss_pos.
    destruct Q as [Q|Q]; [left; apply ln_increasing; [apply Rmult_lt_0_compat; apply loss_pos|easy]|right; now rewrite Q]. }
  unfold T. rewrite !ln_loss. assert (R1 := ratio_pos).
  assert (M := Rmult_le_compat_l _ _ _ (Rlt_le _ _ R1) L). lra.
Qed.

(** exp(s x) <= the loss gives a lower bound of T that does not depend on tau. *)
Lemma T_lower tau m : m - b * tau <= ln (loss tau) -> c1 / b * (m - ln eps) <= T tau.
Proof.
  intros H. unfold T. rewrite ln_loss. assert (R1 := ratio_pos).
  assert (M := Rmult_le_compat_l _ _ _ (Rlt_le _ _ R1) H).
  replace (c1 / b * (m - b * tau)) with (c1 / b * m - c1 * tau) in M by (field; lra). lra.
Qed.

(** The optimal time: max(0, (1/a) ln(D(a - b)/(F b))) if a > b, else 0. *)
Definition interior : R := / a * ln (D * (a - b) / (F * b)).
Definition best_time : R := if Rlt_dec b a then Rmax 0 interior else 0.

(** At an interior optimum the excess is F b/(a - b). *)
Lemma interior_excess : b < a -> D * exp (- a * interior) = F * b / (a - b).
Proof.
  intros Hab. unfold interior.
  replace (- a * (/ a * ln (D * (a - b) / (F * b)))) with (- ln (D * (a - b) / (F * b))) by (field; lra).
  rewrite exp_Ropp, exp_ln.
  - field. lra.
  - apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|]. apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra.
Qed.

(** An interior optimum is one over all real times: weights b/a and 1 - b/a of the two terms of the loss. *)
Lemma interior_best tau : b < a -> T interior <= T tau.
Proof.
  intros Hab. set (s := b / a).
  assert (Hs : 0 < s < 1).
  { unfold s. split; [apply Rmult_lt_0_compat; [easy|now apply Rinv_0_lt_compat]|].
    apply Rmult_lt_reg_r with a; [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  set (m := (1 - s) * ln (F / (1 - s)) + s * ln (D / s)).
  assert (HF : 0 < F / (1 - s)) by (apply Rmult_lt_0_compat; [easy|apply Rinv_0_lt_compat; lra]).
  assert (HD : 0 < D / s) by (apply Rmult_lt_0_compat; [easy|apply Rinv_0_lt_compat; lra]).
  assert (Lower : forall u, m - b * u <= ln (loss u)).
  { intros u. assert (C := exp_convex s (ln (D / s) + - a * u) (ln (F / (1 - s))) ltac:(lra)).
    rewrite (exp_plus (ln (D / s))), !exp_ln in C by easy.
    replace (s * (D / s * exp (- a * u)) + (1 - s) * (F / (1 - s))) with (loss u) in C
      by (unfold loss; field; lra).
    rewrite <- (ln_exp (m - b * u)). apply ln_le; [apply exp_pos|].
    replace (m - b * u) with (s * (ln (D / s) + - a * u) + (1 - s) * ln (F / (1 - s))); [easy|].
    unfold m, s. field. lra. }
  apply Rle_trans with (c1 / b * (m - ln eps)); [|now apply T_lower].
  (* equality at the interior point, where both terms are F/(1 - s) *)
  assert (E : loss interior = F / (1 - s)) by (unfold loss; rewrite interior_excess by easy; unfold s; field; lra).
  assert (E2 : ln (D / s) = ln (F / (1 - s)) + a * interior).
  { assert (X := interior_excess Hab).
    replace (D / s) with (F / (1 - s) * exp (a * interior)); [rewrite ln_mult, ln_exp; [easy|easy|apply exp_pos]|].
    replace (exp (a * interior)) with (/ exp (- a * interior)) by (rewrite <- exp_Ropp; f_equal; ring).
    assert (Pe := exp_pos (- a * interior)).
    apply Rmult_eq_reg_r with (exp (- a * interior)); [|lra].
    rewrite Rmult_assoc, Rinv_l by lra.
    replace (D / s * exp (- a * interior)) with (D * exp (- a * interior) / s) by (field; lra).
    rewrite X. unfold s. field. lra. }
  unfold T. rewrite ln_loss, E. unfold m. rewrite E2. right. unfold s. field. lra.
Qed.

(** If D(a - b) <= F b no sharing is best: T(0) <= T(tau) for tau >= 0. *)
Lemma no_sharing_best tau : 0 <= tau -> D * (a - b) <= F * b -> T 0 <= T tau.
Proof.
  intros Ht H. set (s := D / (F + D)).
  assert (Hs : 0 <= s <= 1).
  { unfold s. split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]|].
    apply Rmult_le_reg_r with (F + D); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (Has : a * s <= b).
  { apply Rmult_le_reg_r with (F + D); [lra|]. unfold s.
    replace (a * (D / (F + D)) * (F + D)) with (a * D) by (field; lra). lra. }
  assert (Lower : ln (F + D) - b * tau <= ln (loss tau)).
  { assert (C := exp_convex s (- a * tau) 0 Hs). rewrite exp_0 in C.
    rewrite <- (ln_exp (ln (F + D) - b * tau)). apply ln_le; [apply exp_pos|].
    replace (ln (F + D) - b * tau) with (ln (F + D) + - (b * tau)) by ring. rewrite exp_plus, exp_ln by lra.
    apply Rle_trans with ((F + D) * exp (s * (- a * tau) + (1 - s) * 0)).
    - apply Rmult_le_compat_l; [lra|]. apply exp_le. nra.
    - replace (loss tau) with ((F + D) * (s * exp (- a * tau) + (1 - s) * 1)) by (unfold loss, s; field; lra).
      apply Rmult_le_compat_l; lra. }
  apply Rle_trans with (c1 / b * (ln (F + D) - ln eps)); [|now apply T_lower].
  unfold T. rewrite ln_loss. unfold loss. rewrite !Rmult_0_r, exp_0, Rmult_1_r. lra.
Qed.

(** T is least at the optimal time, over all tau >= 0. *)
Lemma best_time_best tau : 0 <= tau -> T best_time <= T tau.
Proof.
  intros Ht. unfold best_time. destruct (Rlt_dec b a) as [Hab|Hab].
  - destruct (Rle_dec 0 interior) as [Hi|Hi]; [rewrite Rmax_right by easy; now apply interior_best|].
    rewrite Rmax_left by lra. apply no_sharing_best; [easy|].
    (* the interior point is negative exactly if D(a - b) < F b *)
    apply Rnot_lt_le. intros H. apply Hi. unfold interior.
    apply Rmult_le_pos; [left; now apply Rinv_0_lt_compat|]. rewrite <- ln_1. apply ln_le; [lra|].
    assert (HFb : 0 < F * b) by now apply Rmult_lt_0_compat.
    apply Rmult_le_reg_r with (F * b); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - apply no_sharing_best; [easy|]. assert (D * (a - b) <= 0) by nra. nra.
Qed.

(** The cost: n unshared steps of cost c2 bring the loss to eps, with b = -(c1/c2) ln q2. *)
Section Cost.
Variables c2 q2 : R.
Hypothesis c2_pos : 0 < c2.
Hypothesis q2_range : 0 < q2 < 1.
Hypothesis b_value : b = - (c1 / c2) * ln q2.

(** claim: quad-switch, part: cost-lower *)
(** loss(tau) q2^n <= eps needs the cost c1 tau + c2 n >= T(tau). *)
Theorem switch_cost tau n : loss tau * q2 ^ n <= eps -> T tau <= c1 * tau + c2 * INR n.
Proof.
  intros H. assert (P := loss_pos tau). assert (Pq := pow_lt q2 n (proj1 q2_range)).
  assert (L := ln_le _ _ (Rmult_lt_0_compat _ _ P Pq) H). rewrite ln_mult, ln_pow in L by (try easy; apply q2_range).
  unfold T. rewrite ln_loss. assert (R1 := ratio_pos).
  assert (M := Rmult_le_compat_l _ _ _ (Rlt_le _ _ R1) L).
  assert (E : c1 / b * ln q2 = - c2).
  { assert (Hq : ln q2 < 0) by (rewrite <- ln_1; now apply ln_increasing). rewrite b_value. field. lra. }
  replace (c1 / b * (ln (loss tau) + INR n * ln q2)) with (c1 / b * ln (loss tau) + INR n * (c1 / b * ln q2)) in M by ring.
  rewrite E in M. lra.
Qed.

(** claim: quad-switch, part: optimum *)
(** No cost is below T at the optimal time. *)
Theorem switch_optimum tau n : 0 <= tau -> loss tau * q2 ^ n <= eps -> T best_time <= c1 * tau + c2 * INR n.
Proof. intros Ht H. apply Rle_trans with (T tau); [now apply best_time_best|now apply switch_cost]. Qed.
End Cost.
End Switch.
