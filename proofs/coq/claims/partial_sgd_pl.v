(** [partial-sgd-pl]: under the Polyak-Lojasiewicz inequality randomly masked gradient steps converge linearly, to an explicit floor.

    The chain is that of [partial-sgd-stochastic]. Both parts of the claim are proved in any inner-product space; the last section
    shows that Bernoulli masks on R^n satisfy the hypothesis on E[P]. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Smooth Laws Recursions Chains.
From Partita.claims Require Import partial_sgd_stochastic.
Open Scope R_scope.

Section PL.
Context {V : InnerSpace}.
Variables (f : V -> R) (grad : V -> V) (L mu fmin : R).
Hypothesis f_smooth : smooth f grad L.
Hypothesis mu_pos : 0 < mu.
Hypothesis f_PL : PL f grad mu fmin.
Hypothesis f_min : forall y, fmin <= f y.
(** A constant f has no largest mu. *)
Hypothesis f_varies : exists y, fmin < f y.
Variables (N : Noisy V) (eta p : R).
Hypothesis p_range : 0 < p <= 1.
(** E[P | F] >= p I, at the gradient. *)
Hypothesis masks : forall past x, p * ∥grad x∥² <= a2 grad N past x.
Hypothesis step_pos : 0 < eta.

(** claim: partial-sgd-pl, part: floor *)
(** E f(x_t) - f_* <= (1 - eta mu p)^t (f(x_0) - f_* ) + (1 - (1 - eta mu p)^t)(beta² + L eta sigma²)/(2 mu p). *)
Theorem pl_floor M sigma beta t x :
  centred grad N -> 0 <= M ->
  (forall past y, n2 N past y <= M * v2 grad N past y + sigma^2) ->
  (forall past y, e2 grad N past y <= beta^2) ->
  eta * L * (1 + M) <= 1 ->
  expected (sgd grad N eta) f t nil x - fmin <=
    (1 - eta * mu * p) ^ t * (f x - fmin)
    + (1 - (1 - eta * mu * p) ^ t) * ((beta^2 + L * eta * sigma^2) / (2 * mu * p)).
Proof.
  intros Hc HM Hn He Hs.
  assert (HmuL := PL_le_smooth f grad L mu fmin f_smooth mu_pos f_PL f_min f_varies).
  assert (Hmp : 0 < mu * p <= L * (1 + M)) by nra.
  replace ((beta^2 + L * eta * sigma^2) / (2 * mu * p))
    with ((eta / 2 * beta^2 + L * eta^2 / 2 * sigma^2) / (eta * mu * p)) by (field; lra).
  apply expected_floor; [nra|]. clear x. intros past x.
  assert (S := kept_noise_step f grad L f_smooth N eta M sigma Hc Hn step_pos Hs past x).
  assert (E := Rmult_le_compat_l (eta / 2) _ _ ltac:(lra) (He past x)).
  assert (A := Rmult_le_compat_l (eta / 2) _ _ ltac:(lra) (masks past x)).
  assert (Q := Rmult_le_compat_l (eta / 2 * p) _ _ ltac:(nra) (f_PL x)).
  lra.
Qed.

(** claim: partial-sgd-pl, part: linear *)
(** Without displacement and noise, for eta <= 2/L: E f(x_t) - f_* <= (1 - eta mu p (2 - L eta))^t (f(x_0) - f_* ). *)
Theorem pl_linear t x :
  (forall past y, displaced N past y = zero) -> (forall past y w, noise N past y w = zero) ->
  eta * L <= 2 ->
  expected (sgd grad N eta) f t nil x - fmin <= (f x - fmin) * (1 - eta * mu * p * (2 - L * eta)) ^ t.
Proof.
  intros Hd Hn Hs.
  assert (HmuL := PL_le_smooth f grad L mu fmin f_smooth mu_pos f_PL f_min f_varies).
  assert (Hq : 0 <= 1 - eta * mu * p * (2 - L * eta)).
  { assert (Hmp : mu * p <= L) by nra.
    assert (Hc := Rmult_le_compat_l eta _ _ ltac:(lra) Hmp).
    assert (Hc2 := Rmult_le_compat_r (2 - L * eta) _ _ ltac:(lra) Hc).
    assert (Hs2 := pow2_ge_0 (1 - eta * L)). lra. }
  rewrite (Rmult_comm (f x - fmin)). apply expected_rate; [easy|]. clear x. intros past x.
  assert (Hc : centred grad N).
  { intros q y. split; rewrite <- (mean_const (draw N q y) 0); apply mean_ext; intros w;
      unfold n; rewrite Hn; apply dot_zero_r. }
  assert (S := noisy_one_step f grad L f_smooth N eta past x Hc).
  assert (Ev : v2 grad N past x = a2 grad N past x).
  { apply mean_ext. intros w. unfold v, a. now rewrite Hd, add_zero. }
  assert (Ee : e2 grad N past x = 0).
  { unfold e2. rewrite <- (mean_const (draw N past x) 0). apply mean_ext. intros w.
    unfold e, v, a. rewrite Hd, add_zero, minus_self. apply dot_zero. }
  assert (En : n2 N past x = 0).
  { unfold n2. rewrite <- (mean_const (draw N past x) 0). apply mean_ext. intros w.
    unfold n. rewrite Hn. apply dot_zero. }
  rewrite Ev, Ee, En in S.
  assert (Hc2 : 0 <= eta * (1 - L * eta / 2)) by nra.
  assert (A := Rmult_le_compat_l _ _ _ Hc2 (masks past x)).
  assert (Q := Rmult_le_compat_l (eta * (1 - L * eta / 2) * p) _ _ ltac:(nra) (f_PL x)).
  lra.
Qed.
End PL.

(** Bernoulli(p) masks on R^n: E|P u|² = p|u|², so that the hypothesis on the masks is an equality. *)
Section BernoulliMasks.
Variables (n : nat) (p : R).
Hypothesis p_range : 0 <= p <= 1.

Lemma Bernoulli_masks (u : Rn n) : mean (Bernoulli p p_range n) (fun m => ∥mask m u∥²) = p * ∥u∥².
Proof.
  rewrite (mean_ext (Bernoulli p p_range n) _ (fun m => sum n (fun i => keep m i * (u i)^2))).
  2: { intros m. apply sum_ext. intros i _. unfold mask, keep. destruct (m i); ring. }
  change ∥u∥² with (sum n (fun i => u i * u i)). rewrite mean_sum, <- sum_scal. apply sum_ext. intros i Hi.
  rewrite (mean_mult_r (Bernoulli p p_range n) ((u i)^2)), Bernoulli_keep by easy. ring.
Qed.

(** Masked gradient descent: no displacement and no noise. *)
Definition masked : Noisy (Rn n) := {|
  draw := fun _ _ => Bernoulli p p_range n;
  part := fun _ _ m => mask m;
  noise := fun _ _ _ => zero;
  displaced := fun _ _ => zero;
  part_projection := fun _ _ m => mask_projection n m
|}.

(** claim: partial-sgd-pl, part: linear *)
(** The same for Bernoulli(p) masks on R^n. *)
Theorem Bernoulli_linear f grad L mu fmin eta t x :
  smooth f grad L -> 0 < mu -> PL f grad mu fmin -> (forall y, fmin <= f y) -> (exists y, fmin < f y) ->
  0 < p -> 0 < eta -> eta * L <= 2 ->
  expected (sgd grad masked eta) f t nil x - fmin <= (f x - fmin) * (1 - eta * mu * p * (2 - L * eta)) ^ t.
Proof.
  intros Hf Hmu HPL Hmin Hvar Hp He Hs.
  apply (pl_linear f grad L mu fmin Hf Hmu HPL Hmin Hvar masked eta p); try easy; try lra.
  intros past y. apply Req_le. symmetry. apply Bernoulli_masks.
Qed.
End BernoulliMasks.
