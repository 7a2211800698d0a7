(** Random iterations: the law of a draw may depend on the point and on the whole past, and so may what a draw does. All laws of
    stochastic gradient methods are of this kind: draws are conditioned on the past up to the current point. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums Laws Recursions.
Open Scope R_scope.

Section Chains.
Variable V : Type.

(** One step: which law is drawn from, and where a draw leads. *)
Record Chain := {
  law : list V -> V -> Law;
  next : forall past x, outcome (law past x) -> V
}.

Variable C : Chain.

(** The mean over the next draw, conditioned on the past. *)
Definition ahead (F : V -> R) (past : list V) (x : V) : R :=
  mean (law C past x) (fun w => F (next C past x w)).

(** E F(x_t). *)
Fixpoint expected (F : V -> R) (t : nat) (past : list V) (x : V) : R :=
  match t with
  | O => F x
  | S k => mean (law C past x) (fun w => expected F k (x :: past) (next C past x w))
  end.

(** E sum_{s<t} A_s, where A_s is a function of the past up to x_s. *)
Fixpoint total (A : list V -> V -> R) (t : nat) (past : list V) (x : V) : R :=
  match t with
  | O => 0
  | S k => A past x + mean (law C past x) (fun w => total A k (x :: past) (next C past x w))
  end.

(** If each step decreases F by A in the mean, less B and less b, the sums telescope. *)
Lemma telescoped F A B b t past x :
  (forall past x, ahead F past x <= F x - A past x + B past x + b) ->
  total A t past x <= F x - expected F t past x + total B t past x + INR t * b.
Proof.
  intros H. revert past x. induction t as [|t IH]; intros past x; [simpl; lra|].
  rewrite S_INR. simpl.
  assert (M : mean (law C past x) (fun w => total A t (x :: past) (next C past x w)) <=
    mean (law C past x) (fun w => F (next C past x w) - expected F t (x :: past) (next C past x w)
      + total B t (x :: past) (next C past x w) + INR t * b)) by (apply mean_le; intros; apply IH).
  rewrite !mean_plus, mean_minus, mean_const in M.
  specialize (H past x). unfold ahead in H. lra.
Qed.

(** If each step leaves at most the part 1 - c of F - m and adds b, the rest is a floor. *)
Lemma expected_floor F m c b t past x :
  0 < c <= 1 ->
  (forall past x, ahead F past x - m <= (1 - c) * (F x - m) + b) ->
  expected F t past x - m <= (1 - c) ^ t * (F x - m) + (1 - (1 - c) ^ t) * (b / c).
Proof.
  intros Hc H.
  assert (R : forall past x, expected F t past x - m - b / c <= (1 - c) ^ t * (F x - m - b / c)).
  { clear past x. induction t as [|t IH]; intros past x; [simpl; lra|]. simpl.
    assert (M : mean (law C past x) (fun w => expected F t (x :: past) (next C past x w)) <=
      mean (law C past x) (fun w => (1 - c) ^ t * F (next C past x w) + ((1 - (1 - c) ^ t) * (m + b / c)))).
    { apply mean_le. intros w. specialize (IH (x :: past) (next C past x w)). lra. }
    rewrite mean_plus, mean_scal, mean_const in M.
    specialize (H past x). unfold ahead in H.
    assert (P : 0 <= (1 - c) ^ t) by (apply pow_le; lra).
    assert (E : b = c * (b / c)) by (field; lra). nra. }
  specialize (R past x). lra.
Qed.

(** Without b, and for rates down to 0. *)
Lemma expected_rate F m q t past x :
  0 <= q ->
  (forall past x, ahead F past x - m <= q * (F x - m)) ->
  expected F t past x - m <= q ^ t * (F x - m).
Proof.
  intros Hq H. revert past x. induction t as [|t IH]; intros past x; [simpl; lra|]. simpl.
  assert (M : mean (law C past x) (fun w => expected F t (x :: past) (next C past x w)) <=
    mean (law C past x) (fun w => q ^ t * F (next C past x w) + (1 - q ^ t) * m)).
  { apply mean_le. intros w. specialize (IH (x :: past) (next C past x w)). lra. }
  rewrite mean_plus, mean_scal, mean_const in M.
  specialize (H past x). unfold ahead in H.
  assert (P : 0 <= q ^ t) by (apply pow_le; lra). nra.
Qed.

(** Sums are linear and ordered. *)
Lemma total_scal A c t past x : total (fun p y => c * A p y) t past x = c * total A t past x.
Proof.
  revert past x. induction t as [|t IH]; intros past x; simpl; [lra|].
  rewrite (mean_ext _ _ (fun w => c * total A t (x :: past) (next C past x w))) by (intros; apply IH).
  rewrite mean_scal. lra.
Qed.

Lemma total_le A B t past x :
  (forall past x, A past x <= B past x) -> total A t past x <= total B t past x.
Proof.
  intros H. revert past x. induction t as [|t IH]; intros past x; simpl; [lra|].
  apply Rplus_le_compat; [apply H|apply mean_le; intros; apply IH].
Qed.

(** E F(x_t) is at least every lower bound of F. *)
Lemma expected_ge F m t past x : (forall x, m <= F x) -> m <= expected F t past x.
Proof.
  intros H. revert past x. induction t as [|t IH]; intros past x; simpl; [apply H|].
  rewrite <- (mean_const (law C past x) m). apply mean_le. intros; apply IH.
Qed.
End Chains.

Arguments law {_}.
Arguments next {_}.
Arguments ahead {_}.
Arguments expected {_}.
Arguments total {_}.
