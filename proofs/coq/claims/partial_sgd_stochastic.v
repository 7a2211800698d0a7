(** [partial-sgd-stochastic]: partial gradient steps with noise, x+ = x - eta P(grad f(x + delta) + xi).

    The chain draws projection and noise together; law, projection, displacement and noise may depend on the point and on the whole
    past. n = P xi is the kept noise. Means are exact; every part of the claim is proved in any inner-product space. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Smooth Laws Chains.
Open Scope R_scope.

Record Noisy (V : InnerSpace) := {
  draw : list V -> V -> Law;
  part : forall past x, outcome (draw past x) -> V -> V;
  noise : forall past x, outcome (draw past x) -> V;
  displaced : list V -> V -> V;
  part_projection : forall past x w, projection (part past x w)
}.
Arguments draw {_}.
Arguments part {_}.
Arguments noise {_}.
Arguments displaced {_}.

Section Stochastic.
Context {V : InnerSpace}.
Variables (f : V -> R) (grad : V -> V) (L : R).
Hypothesis f_smooth : smooth f grad L.
Variables (N : Noisy V) (eta : R).

Definition a past x w : V := part N past x w (grad x).
Definition v past x w : V := part N past x w (grad (x + displaced N past x)%vec).
Definition n past x w : V := noise N past x w.
Definition e past x w : V := (v past x w - a past x w)%vec.

(** E[|a|² | F], E[|v|² | F], E[|e|² | F], E[|n|² | F]. *)
Definition a2 past x := mean (draw N past x) (fun w => ∥a past x w∥²).
Definition v2 past x := mean (draw N past x) (fun w => ∥v past x w∥²).
Definition e2 past x := mean (draw N past x) (fun w => ∥e past x w∥²).
Definition n2 past x := mean (draw N past x) (fun w => ∥n past x w∥²).

(** The run. *)
Definition sgd : Chain V := {|
  law := draw N;
  next := fun past x w => (x - eta * (v past x w + n past x w))%vec
|}.

(** The kept noise is correlated with neither the gradient nor the kept gradient. *)
Definition centred := forall past x,
  mean (draw N past x) (fun w => ⟨grad x, n past x w⟩) = 0 /\ mean (draw N past x) (fun w => ⟨v past x w, n past x w⟩) = 0.

(** E[f(x+) | F] <= f - (eta/2)E|a|² - (eta/2)(1 - L eta)E|v|² + (eta/2)E|e|² + (L eta²/2)E|n|². *)
Lemma noisy_one_step past x :
  centred ->
  ahead sgd f past x <= f x - eta / 2 * a2 past x - eta / 2 * (1 - L * eta) * v2 past x + eta / 2 * e2 past x
    + L * eta^2 / 2 * n2 past x.
Proof.
  intros Hc. unfold ahead. destruct (Hc past x) as [Hg Hv]. simpl.
  assert (B : mean (draw N past x) (fun w => f (x - eta * (v past x w + n past x w))%vec) <=
    mean (draw N past x) (fun w => f x + (- (eta / 2) * ∥a past x w∥² + (- (eta / 2 * (1 - L * eta)) * ∥v past x w∥²
      + (eta / 2 * ∥e past x w∥² + (- eta * ⟨grad x, n past x w⟩ + (L * eta^2 * ⟨v past x w, n past x w⟩
      + L * eta^2 / 2 * ∥n past x w∥²))))))).
  { apply mean_le. intros w.
    assert (D := descent_step f grad L eta x (v past x w + n past x w)%vec f_smooth).
    assert (E : ⟨grad x, v past x w⟩ = ⟨a past x w, v past x w⟩).
    { unfold v, a. now rewrite dot_sym, (projection_dot _ _ _ (part_projection _ N past x w)), dot_sym. }
    rewrite dot_add_r, square_add, E, (polarisation (a past x w)) in D. unfold e. lra. }
  rewrite mean_shift, !mean_plus, !mean_scal, Hg, Hv in B. unfold a2, v2, e2, n2. lra.
Qed.

Section KeptNoise.
Variables M sigma : R.
Hypothesis noise_centred : centred.
Hypothesis M_pos : 0 <= M.
Hypothesis kept_noise : forall past x, n2 past x <= M * v2 past x + sigma^2.
Hypothesis step_pos : 0 < eta.
Hypothesis step_short : eta * L * (1 + M) <= 1.

(** E[f(x+) | F] <= f - (eta/2)E|a|² + (eta/2)E|e|² + (L eta²/2) sigma². *)
Lemma kept_noise_step past x :
  ahead sgd f past x <= f x - eta / 2 * a2 past x + eta / 2 * e2 past x + L * eta^2 / 2 * sigma^2.
Proof.
  assert (S := noisy_one_step past x noise_centred). assert (HL := smooth_pos _ _ _ f_smooth).
  assert (Hv : 0 <= v2 past x) by (apply mean_nonneg; intros; apply dot_pos).
  assert (Hn := Rmult_le_compat_l (L * eta^2 / 2) _ _ ltac:(nra) (kept_noise past x)).
  assert (Hs : 0 <= eta / 2 * (1 - eta * L * (1 + M)) * v2 past x) by (apply Rmult_le_pos; [nra|easy]).
  lra.
Qed.

(** claim: partial-sgd-stochastic, part: average *)
(** (1/t) sum E|a_s|² <= 2(f(x_0) - E f(x_t))/(eta t) + (1/t) sum E|e_s|² + L eta sigma². *)
Theorem stochastic_average t x :
  (0 < t)%nat ->
  total sgd a2 t nil x / INR t <=
    2 * (f x - expected sgd f t nil x) / (eta * INR t) + total sgd e2 t nil x / INR t + L * eta * sigma^2.
Proof.
  intros Ht. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  assert (T := telescoped V sgd f (fun p y => eta / 2 * a2 p y) (fun p y => eta / 2 * e2 p y)
    (L * eta^2 / 2 * sigma^2) t nil x kept_noise_step).
  rewrite !total_scal in T.
  apply Rmult_le_reg_r with (eta / 2 * INR t); [nra|].
  replace (total sgd a2 t nil x / INR t * (eta / 2 * INR t)) with (eta / 2 * total sgd a2 t nil x) by (field; lra).
  replace ((2 * (f x - expected sgd f t nil x) / (eta * INR t) + total sgd e2 t nil x / INR t + L * eta * sigma^2)
      * (eta / 2 * INR t))
    with (f x - expected sgd f t nil x + eta / 2 * total sgd e2 t nil x + INR t * (L * eta^2 / 2 * sigma^2))
    by (field; lra). lra.
Qed.

(** claim: partial-sgd-stochastic, part: horizon *)
(** (1/t) sum E|a_s|² <= 2(f(x_0) - f_* )/(eta t) + (L²/t) sum E|delta_s|² + L eta sigma² for every lower bound f_* of f. *)
Theorem stochastic_horizon t x fmin :
  (0 < t)%nat -> (forall y, fmin <= f y) ->
  total sgd a2 t nil x / INR t <=
    2 * (f x - fmin) / (eta * INR t) + L^2 * (total sgd (fun p y => ∥displaced N p y∥²) t nil x / INR t)
    + L * eta * sigma^2.
Proof.
  intros Ht Hf. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  assert (A := stochastic_average t x Ht).
  assert (F := expected_ge V sgd f fmin t nil x Hf).
  assert (E : total sgd e2 t nil x <= L^2 * total sgd (fun p y => ∥displaced N p y∥²) t nil x).
  { rewrite <- total_scal. apply total_le. intros p y. unfold e2.
    rewrite <- (mean_const (draw N p y) (L^2 * ∥displaced N p y∥²)). apply mean_le. intros w.
    apply (displaced_error f grad L (part N p y w) y (displaced N p y) f_smooth (part_projection _ N p y w)). }
  assert (Hi : 0 < / INR t) by now apply Rinv_0_lt_compat.
  assert (Hj : 0 < / (eta * INR t)) by (apply Rinv_0_lt_compat; nra).
  assert (E' := Rmult_le_compat_r _ _ _ (Rlt_le _ _ Hi) E).
  assert (F' := Rmult_le_compat_r _ _ _ (Rlt_le _ _ Hj) F).
  unfold Rdiv in *. lra.
Qed.
End KeptNoise.

(** Random masks and noise of the whole gradient, without displacement: E[P | F] >= p I, E|n|² <= pbar (M|grad f|² + sigma²). *)
Section FullNoise.
Variables M sigma p pbar : R.
Hypothesis noise_centred : centred.
Hypothesis M_pos : 0 <= M.
Hypothesis p_pos : 0 < p.
Hypothesis pbar_pos : 0 <= pbar.
Hypothesis exact : forall past x, displaced N past x = zero.
Hypothesis masks : forall past x, p * ∥grad x∥² <= a2 past x.
Hypothesis full_noise : forall past x, n2 past x <= pbar * (M * ∥grad x∥² + sigma^2).
Hypothesis step_pos : 0 < eta.
Hypothesis step_short : eta * L * (1 + M * pbar / p) <= 1.

Lemma full_noise_step past x :
  ahead sgd f past x <= f x - eta / 2 * a2 past x + 0 * 0 + L * eta^2 / 2 * (pbar * sigma^2).
Proof.
  assert (S := noisy_one_step past x noise_centred). assert (HL := smooth_pos _ _ _ f_smooth).
  assert (Ev : v2 past x = a2 past x).
  { apply mean_ext. intros w. unfold v, a. now rewrite exact, add_zero. }
  assert (Ee : e2 past x = 0).
  { unfold e2. rewrite <- (mean_const (draw N past x) 0). apply mean_ext. intros w.
    unfold e, v, a. rewrite exact, add_zero, minus_self. apply dot_zero. }
  rewrite Ev, Ee in S.
  assert (Ha : 0 <= a2 past x) by (apply mean_nonneg; intros; apply dot_pos).
  assert (Hg : M * pbar * ∥grad x∥² <= M * pbar / p * a2 past x).
  { replace (M * pbar * ∥grad x∥²) with (M * pbar / p * (p * ∥grad x∥²)) by (field; lra).
    apply Rmult_le_compat_l; [|apply masks]. apply Rmult_le_pos; [nra|]. left. now apply Rinv_0_lt_compat. }
  assert (Hn := Rmult_le_compat_l (L * eta^2 / 2) _ _ ltac:(nra) (full_noise past x)).
  assert (Hm := Rmult_le_compat_l (L * eta^2 / 2) _ _ ltac:(nra) Hg).
  assert (Hs : 0 <= eta / 2 * (1 - eta * L * (1 + M * pbar / p)) * a2 past x) by (apply Rmult_le_pos; [nra|easy]).
  lra.
Qed.

(** claim: partial-sgd-stochastic, part: random *)
(** (1/t) sum E|a_s|² <= 2(f(x_0) - E f(x_t))/(eta t) + L eta pbar sigma². *)
Theorem stochastic_random t x :
  (0 < t)%nat ->
  total sgd a2 t nil x / INR t <= 2 * (f x - expected sgd f t nil x) / (eta * INR t) + L * eta * pbar * sigma^2.
Proof.
  intros Ht. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  assert (T := telescoped V sgd f (fun p y => eta / 2 * a2 p y) (fun _ _ => 0 * 0)
    (L * eta^2 / 2 * (pbar * sigma^2)) t nil x full_noise_step).
  rewrite (total_scal V sgd (fun _ _ => 0) 0), total_scal in T.
  apply Rmult_le_reg_r with (eta / 2 * INR t); [nra|].
  replace (total sgd a2 t nil x / INR t * (eta / 2 * INR t)) with (eta / 2 * total sgd a2 t nil x) by (field; lra).
  replace ((2 * (f x - expected sgd f t nil x) / (eta * INR t) + L * eta * pbar * sigma^2) * (eta / 2 * INR t))
    with (f x - expected sgd f t nil x + INR t * (L * eta^2 / 2 * (pbar * sigma^2))) by (field; lra). lra.
Qed.

(** claim: partial-sgd-stochastic, part: share *)
(** (1/t) sum E|a_s|² >= p (1/t) sum E|grad f(x_s)|². *)
Theorem stochastic_share t x :
  (0 < t)%nat -> p * (total sgd (fun _ y => ∥grad y∥²) t nil x / INR t) <= total sgd a2 t nil x / INR t.
Proof.
  intros Ht. assert (Hi : 0 < / INR t) by (apply Rinv_0_lt_compat, lt_0_INR; lia).
  assert (T : p * total sgd (fun _ y => ∥grad y∥²) t nil x <= total sgd a2 t nil x)
    by (rewrite <- total_scal; now apply total_le).
  assert (T' := Rmult_le_compat_r _ _ _ (Rlt_le _ _ Hi) T). unfold Rdiv. lra.
Qed.
End FullNoise.
End Stochastic.
