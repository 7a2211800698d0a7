(** Jensen's inequality for the exponential, and with it the inequalities between weighted means. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions.
Open Scope R_scope.

(** exp(sum w_i a_i) <= sum w_i exp(a_i) for weights that sum to 1. *)
Lemma exp_Jensen n (w a : nat -> R) :
  (forall i, (i < n)%nat -> 0 <= w i) -> sum n w = 1 ->
  exp (sum n (fun i => w i * a i)) <= sum n (fun i => w i * exp (a i)).
Proof.
  intros Hw H1. set (m := sum n (fun i => w i * a i)).
  assert (E : sum n (fun i => w i * (exp m * (1 + (a i - m)))) = exp m).
  { rewrite (sum_ext n _ (fun i => exp m * (1 - m) * w i + exp m * (w i * a i))) by (intros; ring).
    rewrite sum_plus, !sum_scal, H1. fold m. ring. }
  rewrite <- E at 1. apply sum_le. intros i Hi. apply Rmult_le_compat_l; [now apply Hw|].
  replace (a i) with (m + (a i - m)) at 2 by ring. rewrite exp_plus.
  apply Rmult_le_compat_l; [left; apply exp_pos|apply exp_ge].
Qed.

(** Two weights: exp(s x + (1-s) y) <= s exp(x) + (1-s) exp(y). *)
Lemma exp_convex s x y : 0 <= s <= 1 -> exp (s * x + (1 - s) * y) <= s * exp x + (1 - s) * exp y.
Proof.
  intros Hs.
  assert (J := exp_Jensen 2 (fun i => match i with O => s | _ => 1 - s end) (fun i => match i with O => x | _ => y end)).
  simpl in J. rewrite !Rplus_0_l in J. apply J; [|ring].
  intros i _. destruct i; lra.
Qed.

(** The weighted means of two positive numbers: x^s y^(1-s) <= s x + (1-s) y. *)
Lemma weighted_means s x y : 0 <= s <= 1 -> 0 < x -> 0 < y -> Rpower x s * Rpower y (1 - s) <= s * x + (1 - s) * y.
Proof.
  intros Hs Hx Hy. unfold Rpower. rewrite <- exp_plus.
  assert (C := exp_convex s (ln x) (ln y) Hs). now rewrite !exp_ln in C.
Qed.

(** The product of n positive numbers. *)
Fixpoint prod (n : nat) (u : nat -> R) : R :=
  match n with
  | O => 1
  | S k => prod k u * u k
  end.

Lemma prod_pos n u : (forall i, (i < n)%nat -> 0 < u i) -> 0 < prod n u.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  apply Rmult_lt_0_compat; [apply IH; intros; apply H; lia|apply H; lia].
Qed.

Lemma ln_prod n u : (forall i, (i < n)%nat -> 0 < u i) -> ln (prod n u) = sum n (fun i => ln (u i)).
Proof.
  induction n as [|n IH]; intros H; simpl; [apply ln_1|].
  rewrite ln_mult, IH; [easy|intros; apply H; lia|apply prod_pos; intros; apply H; lia|apply H; lia].
Qed.

(** Arithmetic and geometric mean: n (u_1 ... u_n)^(1/n) <= u_1 + ... + u_n. *)
Lemma AM_GM n u : (0 < n)%nat -> (forall i, (i < n)%nat -> 0 < u i) -> INR n * Rpower (prod n u) (/ INR n) <= sum n u.
Proof.
  intros Hn Hu. assert (P := lt_0_INR n Hn). assert (Hi := Rinv_0_lt_compat _ P).
  assert (J := exp_Jensen n (fun _ => / INR n) (fun i => ln (u i))).
  rewrite sum_const, Rinv_r in J by lra. specialize (J ltac:(intros; lra) eq_refl).
  rewrite !sum_scal, <- ln_prod in J by easy.
  rewrite (sum_ext n (fun i => exp (ln (u i))) u) in J by (intros; apply exp_ln; now apply Hu).
  unfold Rpower. apply Rmult_le_reg_l with (/ INR n); [easy|].
  rewrite <- Rmult_assoc, Rinv_l, Rmult_1_l by lra. easy.
Qed.
