(** [elastic-width-regression]: a linear model used at random widths. Features are points of an inner-product space (L² of the inputs,
    with the second moment Sigma), theta_j times feature j summed. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace Laws Masks.
Open Scope R_scope.

(** claim: elastic-width-regression, part: share *)
(** Excesses that are not negative, of the mean Gamma by the chances pi: each is at most Gamma/pi_k where pi_k > 0. *)
Theorem width_share (K : nat) (pi excess : nat -> R) k :
  (forall i, (i < K)%nat -> 0 <= pi i /\ 0 <= excess i) -> (k < K)%nat -> 0 < pi k ->
  excess k <= sum K (fun i => pi i * excess i) / pi k.
Proof.
  intros H Hk Hp. apply Rmult_le_reg_r with (pi k); [easy|].
  replace (sum K (fun i => pi i * excess i) / pi k * pi k) with (sum K (fun i => pi i * excess i)) by (field; lra).
  rewrite Rmult_comm. apply (sum_term K (fun i => pi i * excess i)); [|easy].
  intros i Hi. destruct (H i Hi). now apply Rmult_le_pos.
Qed.

(** claim: elastic-width-regression, part: ridge *)
(** E |xi theta/p - theta*|²_Sigma/2 = |theta - theta*|²_Sigma/2 + ((1-p)/(2p)) sum_j Sigma_jj theta_j². *)
Theorem width_ridge {V : InnerSpace} d (feature : nat -> V) (theta : nat -> R) (target : V) p (M : MaskLaw d p (p * p)) :
  0 < p ->
  mean M (fun w => ∥/ p * vsum d (fun j => keep (kept M w) j * (theta j * feature j)) - target∥² / 2) =
    ∥vsum d (fun j => (theta j * feature j)%vec) - target∥² / 2
    + (1 - p) / (2 * p) * sum d (fun j => ∥feature j∥² * theta j ^ 2).
Proof.
  intros Hp. unfold Rdiv at 1. rewrite mean_mult_r, (dropout_variance d p M V (fun j => (theta j * feature j)%vec) target Hp).
  rewrite (sum_ext d (fun i => ∥theta i * feature i∥²) (fun j => ∥feature j∥² * theta j ^ 2)); [field; lra|].
  intros j _. rewrite square_scale. ring.
Qed.
