(** [powerlaw-gd]: modes of curvature h_k in [0, 1] and energy E_k under random coordinate masks of keep probability p. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions Means.
Open Scope R_scope.

Section Modes.
Variables (n : nat) (E h : nat -> R) (eta p : R).
Hypothesis E_pos : forall k, (k < n)%nat -> 0 <= E k.
Hypothesis step : forall k, (k < n)%nat -> 0 <= eta * h k < 1.
Hypothesis p_range : 0 <= p <= 1.

(** claim: powerlaw-gd, part: dilation, given: the masked loss as a sum over the modes (part masked) *)
(** (1/2) sum E_k (1 - p(2x - x²))^T >= (1/2) sum E_k (1 - x)^{2pT}, x = eta h_k: full training at p T steps. *)
Theorem powerlaw_dilation T :
  sum n (fun k => E k * Rpower (1 - eta * h k) (2 * p * INR T)) / 2 <=
    sum n (fun k => E k * (1 - p * (2 * (eta * h k) - (eta * h k)^2)) ^ T) / 2.
Proof.
  apply Rmult_le_compat_r; [lra|]. apply sum_le. intros k Hk. apply Rmult_le_compat_l; [now apply E_pos|].
  set (x := eta * h k) in *. assert (Hx := step k Hk). fold x in Hx.
  assert (W := weighted_means p ((1 - x)^2) 1 p_range ltac:(apply pow_lt; lra) ltac:(lra)).
  assert (R1 : Rpower 1 (1 - p) = 1) by (unfold Rpower; now rewrite ln_1, Rmult_0_r, exp_0).
  rewrite R1, Rmult_1_r in W.
  assert (Eq : Rpower (1 - x) (2 * p * INR T) = Rpower ((1 - x)^2) p ^ T).
  { rewrite <- (Rpower_pow T) by (unfold Rpower; apply exp_pos). rewrite Rpower_mult.
    unfold Rpower. f_equal. rewrite ln_pow by lra. simpl. ring. }
  rewrite Eq. apply pow_incr. split; [left; unfold Rpower; apply exp_pos|lra].
Qed.

(** The first step of the upper bound: (1 - x)^{2t} <= exp(-2tx). *)
Lemma exponential_modes t :
  sum n (fun k => E k * (1 - eta * h k) ^ (2 * t)) / 2 <= sum n (fun k => E k * exp (-2 * INR t * (eta * h k))) / 2.
Proof.
  apply Rmult_le_compat_r; [lra|]. apply sum_le. intros k Hk. apply Rmult_le_compat_l; [now apply E_pos|].
  assert (Hx := step k Hk). eapply Rle_trans; [apply pow_le_exp; lra|]. right. f_equal. rewrite mult_INR. simpl. ring.
Qed.
End Modes.
