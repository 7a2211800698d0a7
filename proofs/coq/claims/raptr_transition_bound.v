(** [raptr-transition-bound]: the change of the expected loss when random subnetworks replace the network. A draw takes a sample and a
    set of layers together; F and sub are the two outputs, psi = |sub - F|/|F|. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace Laws.
Open Scope R_scope.

Section Transition.
Context {V : InnerSpace}.
Variables (D : Law) (F sub : outcome D -> V).
Hypothesis no_zero : forall w, 0 < norm (F w).

Definition psi (w : outcome D) : R := norm (sub w - F w)%vec / norm (F w).

(** |E l(sub) - E l(F)| <= E|l(sub) - l(F)|. *)
Lemma change_le (l l' : outcome D -> R) (bound : outcome D -> R) :
  (forall w, Rabs (l w - l' w) <= bound w) -> Rabs (mean D l - mean D l') <= mean D bound.
Proof.
  intros H. rewrite <- mean_minus. eapply Rle_trans; [apply mean_abs|]. apply mean_le, H.
Qed.

(** claim: raptr-transition-bound, part: relative *)
(** |l(sub) - l(F)| <= mu psi on every sample gives |L_S - L| <= mu E psi. *)
Theorem transition_relative (l l' : outcome D -> R) mu :
  (forall w, Rabs (l w - l' w) <= mu * psi w) -> Rabs (mean D l - mean D l') <= mu * mean D psi.
Proof. intros H. rewrite <- mean_scal. now apply change_le. Qed.

(** ||x| - |y|| <= |x - y|. *)
Lemma norm_difference (x y : V) : Rabs (norm x - norm y) <= norm (x - y)%vec.
Proof.
  assert (T1 := norm_triangle (x - y)%vec y). assert (T2 := norm_triangle (y - x)%vec x).
  assert (E : forall u v : V, ((u - v) + v)%vec = u).
  { intros u v. rewrite <- add_assoc, (add_comm _ (- v)%vec), minus_self, add_zero. easy. }
  rewrite E in T1, T2.
  assert (S1 : norm (y - x)%vec = norm (x - y)%vec).
  { replace (y - x)%vec with (-1 * (x - y))%vec; [rewrite norm_scale; replace (Rabs (-1)) with 1; [ring|]; rewrite Rabs_left; lra|].
    rewrite scale_add, scale_scale. replace (-1 * -1) with 1 by ring. rewrite scale_one. apply add_comm. }
  apply Rabs_le. lra.
Qed.

(** claim: raptr-transition-bound, part: lipschitz *)
(** l(y) = |y - v| and |F| <= reach: |L_S - L| <= reach E psi. *)
Theorem transition_lipschitz (v : outcome D -> V) reach :
  (forall w, norm (F w) <= reach) ->
  Rabs (mean D (fun w => norm (sub w - v w)%vec) - mean D (fun w => norm (F w - v w)%vec)) <= reach * mean D psi.
Proof.
  intros HR. apply transition_relative. intros w.
  eapply Rle_trans; [apply norm_difference|].
  replace ((sub w - v w) - (F w - v w))%vec with (sub w - F w)%vec.
  - unfold psi. assert (P := no_zero w). assert (Hn := norm_pos (sub w - F w)%vec).
    apply Rle_trans with (norm (F w) * (norm (sub w - F w)%vec / norm (F w))); [right; field; lra|].
    apply Rmult_le_compat_r; [|apply HR]. apply Rmult_le_pos; [easy|left; now apply Rinv_0_lt_compat].
  - rewrite scale_add, scale_scale. replace (-1 * -1) with 1 by ring. rewrite scale_one.
    rewrite <- !add_assoc. f_equal. rewrite (add_comm _ (- F w)%vec (v w)), add_assoc, (add_comm _ (- v w)%vec (v w)), minus_self.
    now rewrite (add_comm _ zero), add_zero.
Qed.
End Transition.
