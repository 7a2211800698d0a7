(** [linearised-steps]: gradient descent on residuals by modes: c_i is multiplied by 1 - eta lam_i in each step.
    Not covered: that the modes are those of the kernel's eigenvectors. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions Means.
Open Scope R_scope.

Section Modes.
Variables (n : nat) (eta : R) (lam first : nat -> R).

Fixpoint mode (i t : nat) : R := match t with O => first i | S k => (1 - eta * lam i) * mode i k end.
Definition loss (t : nat) : R := sum n (fun i => mode i t ^ 2) / 2.

Lemma mode_value i t : mode i t = (1 - eta * lam i) ^ t * first i.
Proof. induction t as [|t IH]; simpl; [ring|rewrite IH; ring]. Qed.

(** claim: linearised-steps, part: loss, given: the modes of the run *)
(** L(t) = (1/2) sum (1 - eta lam_i)^{2t} c_i². *)
Theorem steps_loss t : loss t = sum n (fun i => (1 - eta * lam i) ^ (2 * t) * first i ^ 2) / 2.
Proof.
  unfold loss. f_equal. apply sum_ext. intros i _. rewrite mode_value, Rpow_mult_distr, <- pow_mult, Nat.mul_comm. easy.
Qed.

(** claim: linearised-steps, part: envelope, given: the modes of the run *)
(** L(t) <= L(0) q^{2t} for |1 - eta lam_i| <= q on all modes. *)
Theorem steps_envelope q t : (forall i, (i < n)%nat -> Rabs (1 - eta * lam i) <= q) -> loss t <= loss 0 * q ^ (2 * t).
Proof.
  intros H. rewrite steps_loss. unfold loss. simpl mode.
  enough (E : sum n (fun i => (1 - eta * lam i) ^ (2 * t) * first i ^ 2) <= sum n (fun i => q ^ (2 * t) * first i ^ 2))
    by (rewrite sum_scal in E; lra).
  apply sum_le. intros i Hi. apply Rmult_le_compat_r; [apply pow2_ge_0|].
  rewrite !pow_mult. apply pow_incr. split; [apply pow2_ge_0|]. rewrite <- (pow2_abs (1 - eta * lam i)).
  apply pow_incr. split; [apply Rabs_pos|now apply H].
Qed.

(** Weights w_i = c_i²/sum c², and the mean rate sum w_i a_i, a_i = -ln|1 - eta lam_i|. *)
Hypothesis start : 0 < loss 0.
Hypothesis charged : forall i, (i < n)%nat -> 1 - eta * lam i <> 0.
Definition weight (i : nat) : R := first i ^ 2 / (2 * loss 0).
Definition mean_rate : R := sum n (fun i => weight i * - ln (Rabs (1 - eta * lam i))).

Lemma weights_one : sum n weight = 1.
Proof.
  rewrite (sum_ext n weight (fun i => / (2 * loss 0) * first i ^ 2)) by (intros; unfold weight, Rdiv; ring).
  rewrite sum_scal. replace (sum n (fun i => first i ^ 2)) with (2 * loss 0) by (unfold loss; simpl; lra). field. lra.
Qed.

(** claim: linearised-steps, part: slowest, given: the modes of the run *)
(** L(t) >= L(0) exp(-2 (mean rate) t): Jensen's inequality. *)
Theorem steps_slowest t : loss 0 * exp (-2 * mean_rate * INR t) <= loss t.
Proof.
  assert (J := exp_Jensen n weight (fun i => 2 * INR t * ln (Rabs (1 - eta * lam i)))).
  specialize (J ltac:(intros i _; unfold weight; apply Rmult_le_pos; [apply pow2_ge_0|left; apply Rinv_0_lt_compat; lra]) weights_one). cbv beta in J.
  replace (sum n (fun i => weight i * (2 * INR t * ln (Rabs (1 - eta * lam i))))) with (-2 * mean_rate * INR t) in J.
  2: { unfold mean_rate. replace (-2 * sum n (fun i => weight i * - ln (Rabs (1 - eta * lam i))) * INR t)
      with (-2 * INR t * sum n (fun i => weight i * - ln (Rabs (1 - eta * lam i)))) by ring.
    rewrite <- sum_scal. apply sum_ext. intros; ring. }
  apply (Rmult_le_compat_l (loss 0)) in J; [|lra]. eapply Rle_trans; [apply J|]. right.
  rewrite (steps_loss t). unfold Rdiv. rewrite (Rmult_comm _ (/ 2)), <- !sum_scal. apply sum_ext. intros i Hi.
  assert (P : 0 < Rabs (1 - eta * lam i)) by (apply Rabs_pos_lt; now apply charged).
  replace (exp (2 * INR t * ln (Rabs (1 - eta * lam i)))) with ((1 - eta * lam i) ^ (2 * t)).
  - unfold weight. field. lra.
  - rewrite pow_mult, <- (pow2_abs (1 - eta * lam i)), <- pow_mult.
    rewrite <- (exp_ln (Rabs (1 - eta * lam i)) P) at 1. rewrite exp_pow. f_equal. rewrite mult_INR. simpl. ring.
Qed.

(** claim: linearised-steps, part: steps-lower, given: the modes of the run *)
(** L(T) <= eps needs T >= ln(L(0)/eps)/(2 (mean rate)). *)
Theorem steps_lower eps T : 0 < eps -> 0 < mean_rate -> loss T <= eps -> ln (loss 0 / eps) / (2 * mean_rate) <= INR T.
Proof.
  intros He Hm H. assert (S1 := steps_slowest T).
  assert (L : ln (loss 0 * exp (-2 * mean_rate * INR T)) <= ln eps).
  { apply ln_le; [apply Rmult_lt_0_compat; [easy|apply exp_pos]|lra]. }
  rewrite ln_mult, ln_exp in L by (try easy; apply exp_pos).
  unfold Rdiv at 2. rewrite ln_mult, ln_Rinv by (try easy; now apply Rinv_0_lt_compat).
  apply Rmult_le_reg_r with (2 * mean_rate); [lra|].
  replace ((ln (loss 0) + - ln eps) / (2 * mean_rate) * (2 * mean_rate)) with (ln (loss 0) - ln eps) by (field; lra). lra.
Qed.
End Modes.
