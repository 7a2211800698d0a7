(** [refuted-no-layernorm-unstable]: at the scale 1/sqrt(L) one missing residual layer is worth 1/(L + 1) only; aligned layers with layer
    norm and without residual branches give the same output with one layer less. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace.
Open Scope R_scope.

(** claim: refuted-no-layernorm-unstable, part: no-layer-norm, given: the quotient s²/(1 + s²) of raptr-stability-gauss-unstable *)
(** With s² = 1/t it is 1/(t + 1), below 1/4 from four layers on. *)
Theorem scaled_layers (t : nat) : (4 <= t)%nat -> (/ INR t) / (1 + / INR t) = / (INR t + 1) /\ / (INR t + 1) < 1/4.
Proof.
  intros Ht. assert (H : 4 <= INR t) by (apply (le_INR 4 t) in Ht; simpl in Ht; lra).
  split; [field; lra|]. apply Rmult_lt_reg_r with (INR t + 1); [lra|]. rewrite Rinv_l; lra.
Qed.

Section Aligned.
Context {V : InnerSpace}.
Variables (s a : R) (u : V).
Hypothesis sa_pos : 0 < s * a.
Hypothesis u_unit : norm u = 1.

(** A layer a I with layer norm, and a stack of them. *)
Definition layer (y : V) : V := (s * (a * (/ norm y * y)))%vec.
Fixpoint stack (n : nat) (y : V) : V := match n with O => y | S k => layer (stack k y) end.

Lemma layer_ray r : 0 < r -> layer (r * u)%vec = ((s * a) * u)%vec.
Proof.
  intros Hr. unfold layer. rewrite norm_scale, u_unit, Rabs_right by lra. rewrite !scale_scale. f_equal. field. lra.
Qed.

(** claim: refuted-no-layernorm-unstable, part: no-residual *)
(** From the second layer on the output is one and the same: leaving out a layer changes it by 0. *)
Theorem aligned_layers n r : 0 < r -> stack (S (S n)) (r * u)%vec = stack (S n) (r * u)%vec.
Proof.
  intros Hr. assert (E : forall k, stack (S k) (r * u)%vec = ((s * a) * u)%vec); [|now rewrite !E].
  induction k as [|k IH]; [now apply layer_ray|]. change (stack (S (S k)) (r * u)%vec) with (layer (stack (S k) (r * u)%vec)).
  rewrite IH. now apply layer_ray.
Qed.
End Aligned.
