(** Finite sums of real numbers: [sum n u] is u 0 + ... + u (n-1). *)

From Coq Require Import Reals Lra Lia.
Open Scope R_scope.

Fixpoint sum (n : nat) (u : nat -> R) : R :=
  match n with
  | O => 0
  | S k => sum k u + u k
  end.

Lemma sum_ext n u v : (forall i, (i < n)%nat -> u i = v i) -> sum n u = sum n v.
Proof.
  induction n as [|n IH]; simpl; intros H; [easy|].
  rewrite IH, H; [easy|lia|intros; apply H; lia].
Qed.

Lemma sum_plus n u v : sum n (fun i => u i + v i) = sum n u + sum n v.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma sum_scal n c u : sum n (fun i => c * u i) = c * sum n u.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma sum_minus n u v : sum n (fun i => u i - v i) = sum n u - sum n v.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma sum_const n c : sum n (fun _ => c) = INR n * c.
Proof. induction n as [|n IH]; [simpl; lra|]. rewrite S_INR; simpl; rewrite IH; lra. Qed.

Lemma sum_le n u v : (forall i, (i < n)%nat -> u i <= v i) -> sum n u <= sum n v.
Proof.
  induction n as [|n IH]; simpl; intros H; [lra|].
  apply Rplus_le_compat; [apply IH; intros; apply H|apply H]; lia.
Qed.

Lemma sum_zero n : sum n (fun _ => 0) = 0.
Proof. rewrite sum_const; lra. Qed.

Lemma sum_nonneg n u : (forall i, (i < n)%nat -> 0 <= u i) -> 0 <= sum n u.
Proof. intros H. rewrite <- (sum_zero n). now apply sum_le. Qed.

(** A term of a sum of terms that are not negative is at most the sum. *)
Lemma sum_term n u k : (forall i, (i < n)%nat -> 0 <= u i) -> (k < n)%nat -> u k <= sum n u.
Proof.
  induction n as [|n IH]; simpl; intros H Hk; [lia|].
  assert (Hn := sum_nonneg n u (fun i Hi => H i (Nat.lt_lt_succ_r _ _ Hi))).
  destruct (Nat.eq_dec k n) as [->|]; [lra|].
  assert (u k <= sum n u) by (apply IH; [intros; apply H|]; lia).
  assert (0 <= u n) by (apply H; lia). lra.
Qed.

Lemma sum_telescope n u : sum n (fun i => u i - u (S i)) = u 0%nat - u n.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma sum_swap n m (u : nat -> nat -> R) : sum n (fun i => sum m (u i)) = sum m (fun j => sum n (fun i => u i j)).
Proof.
  induction n as [|n IH]; simpl; [symmetry; apply sum_zero|].
  now rewrite IH, <- sum_plus.
Qed.

Lemma sum_mult n m u v : sum n u * sum m v = sum n (fun i => sum m (fun j => u i * v j)).
Proof.
  rewrite (sum_ext n (fun i => sum m (fun j => u i * v j)) (fun i => sum m v * u i)); [rewrite sum_scal; lra|].
  intros i _. now rewrite sum_scal, Rmult_comm.
Qed.

(** Only the diagonal is left. *)
Lemma sum_delta n k u : (k < n)%nat -> sum n (fun i => if Nat.eq_dec i k then u i else 0) = u k.
Proof.
  induction n as [|n IH]; simpl; intros Hk; [lia|].
  destruct (Nat.eq_dec n k) as [E|E]; [|rewrite IH by lia; lra].
  subst k. rewrite (sum_ext n _ (fun _ => 0)), sum_zero; [lra|].
  intros i Hi. destruct (Nat.eq_dec i n); [lia|easy].
Qed.

Lemma sum_shift n u : sum (S n) u = u 0%nat + sum n (fun i => u (S i)).
Proof. induction n as [|n IH]; [simpl; lra|]. change (sum (S (S n)) u) with (sum (S n) u + u (S n)). rewrite IH; simpl; lra. Qed.
