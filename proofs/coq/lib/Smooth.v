(** Smooth functions on an inner-product space: the descent lemma from a Lipschitz gradient, and what one step of a partial
    gradient does. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Partita.lib Require Import Sums InnerSpace.
Open Scope R_scope.

Section Smooth.
Context {V : InnerSpace}.

(** grad is the gradient of f: the derivative of f along every line. *)
Definition is_gradient (f : V -> R) (grad : V -> V) : Prop :=
  forall x h t, is_derive (fun s => f (x + s * h)%vec) t ⟨grad (x + t * h)%vec, h⟩.

(** f is L-smooth: |grad f(x) - grad f(y)| <= L|x - y|, in squares. *)
Record smooth (f : V -> R) (grad : V -> V) (L : R) : Prop := {
  smooth_pos : 0 <= L;
  smooth_gradient : is_gradient f grad;
  smooth_lipschitz : forall x y, ∥grad x - grad y∥² <= L^2 * ∥x - y∥²
}.

(** The Polyak-Lojasiewicz inequality: |grad f(x)|² >= 2 mu (f(x) - f_min). *)
Definition PL (f : V -> R) (grad : V -> V) (mu fmin : R) : Prop :=
  forall x, 2 * mu * (f x - fmin) <= ∥grad x∥².

(** f(x + h) <= f(x) + <grad f(x), h> + (L/2)|h|². *)
Lemma descent_lemma f grad L x h :
  smooth f grad L -> f (x + h)%vec <= f x + ⟨grad x, h⟩ + L / 2 * ∥h∥².
Proof.
  intros [HL Hg Hl].
  set (phi := fun t => f (x + t * h)%vec - t * ⟨grad x, h⟩ - L / 2 * t^2 * ∥h∥²).
  set (dphi := fun t => ⟨grad (x + t * h)%vec, h⟩ - ⟨grad x, h⟩ - L * t * ∥h∥²).
  assert (Hd : forall t, is_derive phi t (dphi t)).
  { intros t. unfold phi, dphi.
    apply (is_derive_minus (fun t => f (x + t * h)%vec - t * ⟨grad x, h⟩) (fun t => L / 2 * t^2 * ∥h∥²)).
    - apply (is_derive_minus (fun t => f (x + t * h)%vec) (fun t => t * ⟨grad x, h⟩)); [apply Hg|].
      auto_derive; [easy|ring].
    - auto_derive; [easy|field]. }
  assert (Hneg : forall t, 0 <= t -> dphi t <= 0).
  { intros t Ht. unfold dphi.
    assert (E : ⟨grad (x + t * h)%vec, h⟩ - ⟨grad x, h⟩ = ⟨grad (x + t * h)%vec - grad x, h⟩)
      by (rewrite dot_add, dot_scale; lra).
    rewrite E. set (w := (grad (x + t * h)%vec - grad x)%vec) in *.
    assert (Hw : ∥w∥² <= (L * t)^2 * ∥h∥²).
    { unfold w. eapply Rle_trans; [apply Hl|].
      replace (x + t * h - x)%vec with (t * h)%vec; [rewrite square_scale; nra|].
      rewrite (add_comm _ x), <- add_assoc, minus_self, add_zero; easy. }
    assert (Hc := dot_le_norms w h).
    assert (Hn : norm w <= L * t * norm h).
    { apply Rsqr_incr_0_var; [unfold Rsqr|assert (0 <= L * t) by nra; assert (Hh := norm_pos h); nra].
      rewrite norm_square. replace (L * t * norm h * (L * t * norm h)) with ((L * t)^2 * (norm h * norm h)) by ring.
      now rewrite norm_square. }
    assert (Hh := norm_pos h). assert (Hs := norm_square h). nra. }
  destruct (MVT_gen phi 0 1 dphi) as [c [Hc Hm]].
  - intros t _. apply Hd.
  - intros t _. apply continuity_pt_filterlim. apply (ex_derive_continuous phi). eexists. apply Hd.
  - rewrite Rmin_left, Rmax_right in Hc by lra.
    assert (Hle : phi 1 <= phi 0) by (specialize (Hneg c (proj1 Hc)); nra).
    unfold phi in Hle. rewrite scale_one, scale_zero, add_zero in Hle. lra.
Qed.

(** With the step x+ = x - eta v. *)
Lemma descent_step f grad L eta x v :
  smooth f grad L -> f (x - eta * v)%vec <= f x - eta * ⟨grad x, v⟩ + L * eta^2 / 2 * ∥v∥².
Proof.
  intros H. assert (D := descent_lemma f grad L x (-1 * (eta * v))%vec H).
  rewrite scale_scale, dot_scale_r, square_scale in D.
  rewrite scale_scale. nra.
Qed.

(** mu <= L, unless f is constant. *)
Lemma PL_le_smooth f grad L mu fmin :
  smooth f grad L -> 0 < mu -> PL f grad mu fmin -> (forall y, fmin <= f y) -> (exists y, fmin < f y) -> mu <= L.
Proof.
  intros Hf Hmu HPL Hmin [y Hy]. apply Rnot_lt_le. intros HL.
  assert (D := descent_step f grad L (/ mu) y (grad y) Hf).
  assert (M := Hmin (y - / mu * grad y)%vec). specialize (HPL y).
  assert (Hi : 0 < / mu) by now apply Rinv_0_lt_compat.
  assert (HG : 0 < ∥grad y∥²) by nra.
  assert (E : / mu * ∥grad y∥² - L * (/ mu)^2 / 2 * ∥grad y∥² = / mu * ∥grad y∥² * (1 - L / mu / 2)) by (field; lra).
  assert (Hr : L / mu < 1) by (apply Rmult_lt_reg_r with mu; [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
  assert (HQ : 2 * (f y - fmin) <= / mu * ∥grad y∥²).
  { apply Rmult_le_reg_l with mu; [lra|]. replace (mu * (/ mu * ∥grad y∥²)) with ∥grad y∥² by (field; lra). lra. }
  assert (HP : 0 < / mu * ∥grad y∥²) by now apply Rmult_lt_0_compat. nra.
Qed.

(** The error of a displaced gradient: |P(grad f(x + delta) - grad f(x))|² <= L²|delta|². *)
Lemma displaced_error f grad L P x delta :
  smooth f grad L -> projection P -> ∥P (grad (x + delta)%vec) - P (grad x)∥² <= L^2 * ∥delta∥².
Proof.
  intros Hf HP. rewrite <- linear_minus by apply HP.
  eapply Rle_trans; [apply projection_contracts, HP|].
  eapply Rle_trans; [apply (smooth_lipschitz _ _ _ Hf)|].
  replace (x + delta - x)%vec with delta; [lra|].
  rewrite (add_comm _ x), <- add_assoc, minus_self, add_zero; easy.
Qed.
End Smooth.
