(** Random draws by their means: a law is a mean of functions of the outcome. Finitely many outcomes with weights and
    independent coordinates of a mask are instances. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace.
Open Scope R_scope.

Record Law := {
  outcome : Type;
  mean : (outcome -> R) -> R;
  mean_plus : forall X Y, mean (fun w => X w + Y w) = mean X + mean Y;
  mean_scal : forall c X, mean (fun w => c * X w) = c * mean X;
  mean_const : forall c, mean (fun _ => c) = c;
  mean_le : forall X Y, (forall w, X w <= Y w) -> mean X <= mean Y
}.

Arguments mean _ _ : clear implicits.

Section Means.
Variable D : Law.

Lemma mean_ext X Y : (forall w, X w = Y w) -> mean D X = mean D Y.
Proof. intros H. apply Rle_antisym; apply mean_le; intros w; rewrite H; lra. Qed.

Lemma mean_minus X Y : mean D (fun w => X w - Y w) = mean D X - mean D Y.
Proof.
  rewrite (mean_ext _ (fun w => X w + -1 * Y w)) by (intros; lra).
  rewrite mean_plus, mean_scal. lra.
Qed.

Lemma mean_nonneg X : (forall w, 0 <= X w) -> 0 <= mean D X.
Proof. intros H. rewrite <- (mean_const D 0). now apply mean_le. Qed.

Lemma mean_shift c X : mean D (fun w => c + X w) = c + mean D X.
Proof. now rewrite mean_plus, mean_const. Qed.

(** |E X| <= E|X|. *)
Lemma mean_abs X : Rabs (mean D X) <= mean D (fun w => Rabs (X w)).
Proof.
  apply Rabs_le. split.
  - rewrite <- (Ropp_involutive (mean D X)). apply Ropp_le_contravar.
    replace (- mean D X) with (mean D (fun w => -1 * X w)) by (rewrite mean_scal; lra).
    apply mean_le. intros w. assert (H := Rle_abs (- X w)). rewrite Rabs_Ropp in H. lra.
  - apply mean_le. intros w. apply Rle_abs.
Qed.

Lemma mean_sum n (X : nat -> outcome D -> R) : mean D (fun w => sum n (fun i => X i w)) = sum n (fun i => mean D (X i)).
Proof.
  induction n as [|n IH]; simpl; [apply mean_const|].
  now rewrite (mean_plus D (fun w => sum n (fun i => X i w)) (X n)), IH.
Qed.

Lemma mean_mult_r c X : mean D (fun w => X w * c) = mean D X * c.
Proof. rewrite Rmult_comm, <- mean_scal. apply mean_ext. intros; lra. Qed.
End Means.

(** Finitely many outcomes. *)
Section Finite.
Variables (n : nat) (weight : nat -> R).
Hypothesis weight_pos : forall i, (i < n)%nat -> 0 <= weight i.
Hypothesis weight_one : sum n weight = 1.

Program Definition finite_law : Law := {| outcome := nat; mean := fun X => sum n (fun i => weight i * X i) |}.
Next Obligation. rewrite <- sum_plus. apply sum_ext; intros; lra. Qed.
Next Obligation. rewrite <- sum_scal. apply sum_ext; intros; lra. Qed.
Next Obligation.
  rewrite (sum_ext n _ (fun i => c * weight i)) by (intros; lra).
  rewrite sum_scal, weight_one. lra.
Qed.
Next Obligation. apply sum_le. intros i Hi. specialize (weight_pos i Hi). specialize (H i). nra. Qed.
End Finite.

(** Bernoulli masks: each of the first n coordinates is kept with probability p, independently of the others. The mean is taken
    over one coordinate after the other. *)
Definition put (m : nat -> bool) (n : nat) (b : bool) : nat -> bool := fun i => if Nat.eq_dec i n then b else m i.

Fixpoint Bernoulli_mean (p : R) (n : nat) (X : (nat -> bool) -> R) : R :=
  match n with
  | O => X (fun _ => false)
  | S k => p * Bernoulli_mean p k (fun m => X (put m k true)) + (1 - p) * Bernoulli_mean p k (fun m => X (put m k false))
  end.

Section Bernoulli.
Variable p : R.
Hypothesis p_range : 0 <= p <= 1.

Lemma Bernoulli_plus n X Y :
  Bernoulli_mean p n (fun m => X m + Y m) = Bernoulli_mean p n X + Bernoulli_mean p n Y.
Proof.
  revert X Y. induction n as [|n IH]; intros X Y; simpl; [easy|].
  rewrite (IH (fun m => X (put m n true))), (IH (fun m => X (put m n false))). lra.
Qed.

Lemma Bernoulli_scal n c X : Bernoulli_mean p n (fun m => c * X m) = c * Bernoulli_mean p n X.
Proof.
  revert X. induction n as [|n IH]; intros X; simpl; [easy|].
  rewrite (IH (fun m => X (put m n true))), (IH (fun m => X (put m n false))). lra.
Qed.

Lemma Bernoulli_const n c : Bernoulli_mean p n (fun _ => c) = c.
Proof. induction n as [|n IH]; simpl; [easy|rewrite IH; lra]. Qed.

Lemma Bernoulli_le n X Y : (forall m, X m <= Y m) -> Bernoulli_mean p n X <= Bernoulli_mean p n Y.
Proof.
  revert X Y. induction n as [|n IH]; intros X Y H; simpl; [easy|].
  assert (H1 := IH (fun m => X (put m n true)) (fun m => Y (put m n true)) (fun m => H _)).
  assert (H0 := IH (fun m => X (put m n false)) (fun m => Y (put m n false)) (fun m => H _)). nra.
Qed.

Definition Bernoulli (n : nat) : Law := {|
  outcome := nat -> bool;
  mean := Bernoulli_mean p n;
  mean_plus := Bernoulli_plus n;
  mean_scal := Bernoulli_scal n;
  mean_const := Bernoulli_const n;
  mean_le := Bernoulli_le n
|}.

Lemma Bernoulli_ext n X Y : (forall m, X m = Y m) -> Bernoulli_mean p n X = Bernoulli_mean p n Y.
Proof. exact (mean_ext (Bernoulli n) X Y). Qed.

Lemma keep_put m n b i : keep (put m n b) i = if Nat.eq_dec i n then if b then 1 else 0 else keep m i.
Proof. unfold keep, put. now destruct (Nat.eq_dec i n). Qed.

(** E m_i = p. *)
Lemma Bernoulli_keep n i : (i < n)%nat -> mean (Bernoulli n) (fun m => keep m i) = p.
Proof.
  simpl. induction n as [|n IH]; intros Hi; [lia|]. simpl.
  rewrite (Bernoulli_ext n (fun m => keep (put m n true) i) (fun m => if Nat.eq_dec i n then 1 else keep m i)),
    (Bernoulli_ext n (fun m => keep (put m n false) i) (fun m => if Nat.eq_dec i n then 0 else keep m i))
    by (intros; now rewrite keep_put).
  destruct (Nat.eq_dec i n); simpl; [rewrite !Bernoulli_const; lra|rewrite IH by lia; lra].
Qed.

(** E m_i m_j is p for i = j and p² else. *)
Lemma Bernoulli_pair n i j :
  (i < n)%nat -> (j < n)%nat ->
  mean (Bernoulli n) (fun m => keep m i * keep m j) = if Nat.eq_dec i j then p else p * p.
Proof.
  intros Hi Hj. destruct (Nat.eq_dec i j) as [E|E].
  - subst j. rewrite (mean_ext (Bernoulli n) _ (fun m => keep m i)); [now apply Bernoulli_keep|].
    intros m. unfold keep. destruct (m i); lra.
  - revert Hi Hj. induction n as [|n IH]; intros Hi Hj; [lia|]. simpl.
    rewrite (Bernoulli_ext n (fun m => keep (put m n true) i * keep (put m n true) j)
        (fun m => if Nat.eq_dec i n then keep m j else if Nat.eq_dec j n then keep m i else keep m i * keep m j)),
      (Bernoulli_ext n (fun m => keep (put m n false) i * keep (put m n false) j)
        (fun m => if Nat.eq_dec i n then 0 else if Nat.eq_dec j n then 0 else keep m i * keep m j))
      by (intros; rewrite !keep_put; destruct (Nat.eq_dec i n), (Nat.eq_dec j n); subst; try easy; try lra; now exfalso).
    destruct (Nat.eq_dec i n), (Nat.eq_dec j n); try lia; simpl; rewrite ?Bernoulli_const.
    + assert (K := Bernoulli_keep n j ltac:(lia)). simpl in K. rewrite K. lra.
    + assert (K := Bernoulli_keep n i ltac:(lia)). simpl in K. rewrite K. lra.
    + simpl in IH. rewrite IH by lia. lra.
Qed.
End Bernoulli.
