(** [dst-round]: a round of dynamic sparse training: K masked steps, drop, growth, one step on the new support. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Smooth Laws Recursions Orders.
From Partita.claims Require Import galore_descent.
Open Scope R_scope.

Section Round.
Context {V : InnerSpace}.
Variables (f : V -> R) (grad : V -> V) (L eta : R).
Hypothesis f_smooth : smooth f grad L.

(** P keeps the support, Q drops, P' keeps the new support: all are coordinate projections. *)
Variables P Q P' : V -> V.
Hypothesis P_projection : projection P.
Hypothesis P'_projection : projection P'.

(** x_{k+1} = x_k - eta P grad f(x_k). *)
Variables (x : nat -> V) (K : nat).
Hypothesis training : forall k, x (S k) = (x k - eta * P (grad (x k)))%vec.

Definition pruned : V := (x K - Q (x K))%vec.
Definition finish : V := (pruned - eta * P' (grad pruned))%vec.
(** The rise that dropping can cost: -<grad f(x'), Q x'> + (L/2)|Q x'|². *)
Definition price : R := - ⟨grad (x K), Q (x K)⟩ + L / 2 * ∥Q (x K)∥².

Lemma training_sum :
  f (x K) <= f (x 0%nat) - eta * (1 - L * eta / 2) * sum K (fun k => ∥P (grad (x k))∥²).
Proof.
  induction K as [|k IH]; cbn [sum]; [lra|].
  assert (D := projected_step f grad L f_smooth P eta (x k) P_projection). rewrite <- training in D. lra.
Qed.

(** claim: dst-round, part: round *)
(** f(x_new) <= f(x) - c (kept + grown) - <grad f(x'), P_D x'> + (L/2)|P_D x'|², c = eta (1 - L eta/2). *)
Theorem dst_loss :
  f finish <= f (x 0%nat)
    - eta * (1 - L * eta / 2) * (sum K (fun k => ∥P (grad (x k))∥²) + ∥P' (grad pruned)∥²) + price.
Proof.
  assert (T := training_sum).
  assert (D := descent_lemma f grad L (x K) (-1 * Q (x K))%vec f_smooth). fold pruned in D.
  rewrite dot_scale_r, square_scale in D.
  assert (G := projected_step f grad L f_smooth P' eta pruned P'_projection). fold finish in G.
  unfold price. lra.
Qed.

(** claim: dst-round, part: accepted *)
(** L eta <= 2 and price <= c|P_{A'} grad f(x'')|² keep the loss from rising. *)
Theorem dst_accepted :
  0 <= eta -> eta * L <= 2 -> price <= eta * (1 - L * eta / 2) * ∥P' (grad pruned)∥² -> f finish <= f (x 0%nat).
Proof.
  intros He Hs Ht. assert (R1 := dst_loss).
  assert (Hk : 0 <= eta * (1 - L * eta / 2) * sum K (fun k => ∥P (grad (x k))∥²)).
  { apply Rmult_le_pos; [nra|]. apply sum_nonneg. intros; apply dot_pos. }
  lra.
Qed.

Variables mu fmin : R.
Hypothesis mu_pos : 0 < mu.
Hypothesis f_PL : PL f grad mu fmin.
Hypothesis f_min : forall y, fmin <= f y.
Hypothesis f_varies : exists y, fmin < f y.
Variable share : R.
Hypothesis share_range : 0 <= share <= 1.
Hypothesis step_range : 0 <= eta /\ eta * L <= 2.
(** The new support has at least the share r/|C| of the gradient's square: [growth_share] below. *)
Hypothesis grown_share : share * ∥grad pruned∥² <= ∥P' (grad pruned)∥².

(** claim: dst-round, part: rate *)
(** f(x_new) - f_* <= (f(x'') - f_* )(1 - mu eta (2 - L eta) r/|C|). *)
Theorem dst_rate : f finish - fmin <= (f pruned - fmin) * (1 - mu * eta * (2 - L * eta) * share).
Proof.
  assert (G := projected_step f grad L f_smooth P' eta pruned P'_projection). fold finish in G.
  assert (Hc : 0 <= eta * (1 - L * eta / 2)) by nra.
  assert (A := Rmult_le_compat_l _ _ _ Hc grown_share).
  assert (B := Rmult_le_compat_l (eta * (1 - L * eta / 2) * share) _ _ ltac:(apply Rmult_le_pos; lra) (f_PL pruned)).
  lra.
Qed.

(** claim: dst-round, part: growing *)
(** If nothing is dropped the excess before the round may stand on the right. *)
Theorem dst_growing :
  Q (x K) = zero -> f finish - fmin <= (f (x 0%nat) - fmin) * (1 - mu * eta * (2 - L * eta) * share).
Proof.
  intros Hq. assert (R1 := dst_rate). assert (T := training_sum).
  assert (E : pruned = x K).
  { unfold pruned. now rewrite Hq, <- (scale_zero V zero), scale_scale, Rmult_0_r, scale_zero, add_zero. }
  rewrite E in R1.
  assert (Hk : 0 <= eta * (1 - L * eta / 2) * sum K (fun k => ∥P (grad (x k))∥²)).
  { apply Rmult_le_pos; [nra|]. apply sum_nonneg. intros; apply dot_pos. }
  assert (HF := factor_pos f grad L f_smooth mu fmin mu_pos f_PL f_min f_varies eta share
    (proj1 step_range) (proj2 step_range) share_range).
  assert (HF' : 0 <= 1 - mu * eta * (2 - L * eta) * share) by lra. nra.
Qed.
End Round.

(** claim: dst-round, part: growth *)
(** The r largest squared gradient entries g_0 >= g_1 >= ... of a pool of |C| have at least r/|C| of their sum. *)
Theorem growth_share (g : nat -> R) r pool :
  (0 < r <= pool)%nat -> (forall i j, (i <= j)%nat -> g j <= g i) -> INR r / INR pool * sum pool g <= sum r g.
Proof. apply top_share. Qed.

(** claim: dst-round, part: random-growth *)
(** If every candidate is grown with probability r/|C|, the grown part of the gradient has in the mean r/|C| of the pool's. *)
Theorem growth_random (D : Law) (grown : outcome D -> nat -> bool) (g : nat -> R) (r pool : nat) :
  (forall i, (i < pool)%nat -> mean D (fun w => keep (grown w) i) = INR r / INR pool) ->
  mean D (fun w => sum pool (fun i => keep (grown w) i * g i)) = INR r / INR pool * sum pool g.
Proof.
  intros H. rewrite mean_sum, <- sum_scal. apply sum_ext. intros i Hi. now rewrite mean_mult_r, H.
Qed.
