(** [partial-sgd-nonconvex]: partial gradient steps x+ = x - eta P grad f(x + delta) on an L-smooth function.

    a = P grad f(x), v = P grad f(x + delta), e = v - a. Every part of the claim is proved, in any inner-product space and for any
    orthogonal projections; the last section is R^n with 0/1 masks. *)

From Coq Require Import Reals Lra Lia Psatz FunctionalExtensionality.
From Partita.lib Require Import Sums InnerSpace Smooth Laws.
Open Scope R_scope.

Section Partial.
Context {V : InnerSpace}.
Variables (f : V -> R) (grad : V -> V) (L : R).
Hypothesis f_smooth : smooth f grad L.

(** The step. *)
Definition kept (P : V -> V) (x : V) : V := P (grad x).
Definition moved (P : V -> V) (x delta : V) : V := P (grad (x + delta)%vec).
Definition error (P : V -> V) (x delta : V) : V := (moved P x delta - kept P x)%vec.
Definition step (eta : R) (P : V -> V) (x delta : V) : V := (x - eta * moved P x delta)%vec.

(** <grad f(x), v> = <a, v>: v is in the range of P. *)
Lemma slope_kept P x delta : projection P -> ⟨grad x, moved P x delta⟩ = ⟨kept P x, moved P x delta⟩.
Proof. intros HP. unfold kept, moved. now rewrite dot_sym, (projection_dot P _ _ HP), dot_sym. Qed.

(** claim: partial-sgd-nonconvex, part: one-step *)
(** f(x+) <= f(x) - (eta/2)|a|² - (eta/2)(1 - L eta)|v|² + (eta/2)|e|². *)
Theorem partial_one_step eta P x delta :
  projection P ->
  f (step eta P x delta) <=
    f x - eta / 2 * ∥kept P x∥² - eta / 2 * (1 - L * eta) * ∥moved P x delta∥² + eta / 2 * ∥error P x delta∥².
Proof.
  intros HP. assert (D := descent_step f grad L eta x (moved P x delta) f_smooth).
  rewrite (slope_kept P x delta HP), (polarisation (kept P x)) in D.
  unfold step, error. lra.
Qed.

(** A run: x_{t+1} = x_t - eta P_t grad f(x_t + delta_t). *)
Section Run.
Variables (eta : R) (P : nat -> V -> V) (delta x : nat -> V).
Hypothesis P_projection : forall t, projection (P t).
Hypothesis run : forall t, x (S t) = step eta (P t) (x t) (delta t).

Definition kept_square (t : nat) : R := ∥kept (P t) (x t)∥².
Definition error_square (t : nat) : R := ∥error (P t) (x t) (delta t)∥².

(** The steps sum up: (eta/2) sum |a_s|² <= f(x_0) - f(x_t) + (eta/2) sum |e_s|². *)
Lemma partial_sum t :
  0 < eta -> eta * L <= 1 ->
  eta / 2 * sum t kept_square <= f (x 0%nat) - f (x t) + eta / 2 * sum t error_square.
Proof.
  intros He HL. induction t as [|t IH]; simpl; [lra|].
  assert (S1 := partial_one_step eta (P t) (x t) (delta t) (P_projection t)).
  rewrite <- run in S1.
  assert (Hv : 0 <= eta / 2 * (1 - L * eta) * ∥moved (P t) (x t) (delta t)∥²).
  { apply Rmult_le_pos; [|apply dot_pos]. nra. }
  unfold kept_square, error_square in *. lra.
Qed.

(** claim: partial-sgd-nonconvex, part: average *)
(** The mean of |a_s|² over s < t is at most 2(f(x_0) - f(x_t))/(eta t) plus the mean of |e_s|². *)
Theorem partial_average t :
  0 < eta -> eta * L <= 1 -> (0 < t)%nat ->
  sum t kept_square / INR t <= 2 * (f (x 0%nat) - f (x t)) / (eta * INR t) + sum t error_square / INR t.
Proof.
  intros He HL Ht. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  assert (S1 := partial_sum t He HL).
  apply Rmult_le_reg_r with (eta / 2 * INR t); [nra|].
  replace (sum t kept_square / INR t * (eta / 2 * INR t)) with (eta / 2 * sum t kept_square) by (field; lra).
  replace ((2 * (f (x 0%nat) - f (x t)) / (eta * INR t) + sum t error_square / INR t) * (eta / 2 * INR t))
    with (f (x 0%nat) - f (x t) + eta / 2 * sum t error_square) by (field; lra). lra.
Qed.

(** claim: partial-sgd-nonconvex, part: horizon *)
(** With a lower bound f_* of f: at most 2(f(x_0) - f_* )/(eta t) + L² (mean of |delta_s|²). *)
Theorem partial_horizon t fmin :
  0 < eta -> eta * L <= 1 -> (0 < t)%nat -> (forall y, fmin <= f y) ->
  sum t kept_square / INR t <=
    2 * (f (x 0%nat) - fmin) / (eta * INR t) + L^2 * (sum t (fun s => ∥delta s∥²) / INR t).
Proof.
  intros He HL Ht Hf. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  assert (A := partial_average t He HL Ht).
  assert (E : sum t error_square <= L^2 * sum t (fun s => ∥delta s∥²)).
  { rewrite <- sum_scal. apply sum_le. intros s _.
    apply (displaced_error f grad L (P s) (x s) (delta s) f_smooth (P_projection s)). }
  assert (F := Hf (x t)).
  assert (Hi : 0 < / INR t) by now apply Rinv_0_lt_compat.
  assert (Hj : 0 < / (eta * INR t)) by (apply Rinv_0_lt_compat; nra).
  unfold Rdiv in *. nra.
Qed.

(** claim: partial-sgd-nonconvex, part: relative *)
(** If |e_s| <= q|a_s| for all s, q < 1: at most 2(f(x_0) - f(x_t))/(eta (1 - q²) t). *)
Theorem partial_relative t q :
  0 < eta -> eta * L <= 1 -> (0 < t)%nat -> 0 <= q < 1 ->
  (forall s, error_square s <= q^2 * kept_square s) ->
  sum t kept_square / INR t <= 2 * (f (x 0%nat) - f (x t)) / (eta * (1 - q^2) * INR t).
Proof.
  intros He HL Ht Hq Hrel. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  assert (S1 := partial_sum t He HL).
  assert (E : sum t error_square <= q^2 * sum t kept_square).
  { rewrite <- sum_scal. apply sum_le. intros s _. apply Hrel. }
  assert (Hq2 : 0 < 1 - q^2) by nra.
  apply Rmult_le_reg_r with (eta / 2 * (1 - q^2) * INR t); [assert (0 < eta / 2 * (1 - q^2)) by nra; nra|].
  replace (sum t kept_square / INR t * (eta / 2 * (1 - q^2) * INR t))
    with (eta / 2 * (1 - q^2) * sum t kept_square) by (field; lra).
  replace (2 * (f (x 0%nat) - f (x t)) / (eta * (1 - q^2) * INR t) * (eta / 2 * (1 - q^2) * INR t))
    with (f (x 0%nat) - f (x t)) by (field; lra). nra.
Qed.

(** claim: partial-sgd-nonconvex, part: big-step *)
(** Without displacement, and for eta < 2/L: at most (f(x_0) - f(x_t))/(eta (1 - L eta/2) t). *)
Theorem partial_big_step t :
  0 < eta -> eta * L < 2 -> (0 < t)%nat -> (forall s, delta s = zero) ->
  sum t kept_square / INR t <= (f (x 0%nat) - f (x t)) / (eta * (1 - L * eta / 2) * INR t).
Proof.
  intros He HL Ht H0. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  assert (S1 : eta * (1 - L * eta / 2) * sum t kept_square <= f (x 0%nat) - f (x t)).
  { clear Ht Hn. induction t as [|t IH]; simpl; [lra|].
    assert (S1 := partial_one_step eta (P t) (x t) (delta t) (P_projection t)).
    rewrite <- run in S1. unfold error, moved in S1. rewrite H0, add_zero in S1.
    rewrite minus_self, dot_zero in S1. unfold kept_square, kept in *. nra. }
  assert (Hc : 0 < eta * (1 - L * eta / 2)) by nra.
  apply Rmult_le_reg_r with (eta * (1 - L * eta / 2) * INR t); [nra|].
  replace (sum t kept_square / INR t * (eta * (1 - L * eta / 2) * INR t))
    with (eta * (1 - L * eta / 2) * sum t kept_square) by (field; lra).
  replace ((f (x 0%nat) - f (x t)) / (eta * (1 - L * eta / 2) * INR t) * (eta * (1 - L * eta / 2) * INR t))
    with (f (x 0%nat) - f (x t)); [lra|]. field. repeat split; nra.
Qed.
End Run.

(** <grad f(x), v> >= |v|² - L|delta||v|. *)
Lemma displaced_slope P x delta :
  projection P ->
  ∥moved P x delta∥² - L * norm delta * norm (moved P x delta) <= ⟨grad x, moved P x delta⟩.
Proof.
  intros HP. rewrite (slope_kept P x delta HP).
  assert (E : ⟨kept P x, moved P x delta⟩ = ∥moved P x delta∥² - ⟨error P x delta, moved P x delta⟩)
    by (unfold error; rewrite dot_add, dot_scale; lra).
  rewrite E. assert (C := dot_le_norms (error P x delta) (moved P x delta)).
  assert (N : norm (error P x delta) <= L * norm delta).
  { assert (HL := smooth_pos _ _ _ f_smooth). assert (Hd := norm_pos delta).
    apply Rsqr_incr_0_var; [unfold Rsqr|nra]. rewrite norm_square.
    replace (L * norm delta * (L * norm delta)) with (L^2 * (norm delta * norm delta)) by ring.
    rewrite norm_square. apply (displaced_error f grad L P x delta f_smooth HP). }
  assert (Hv := norm_pos (moved P x delta)). nra.
Qed.

(** claim: partial-sgd-nonconvex, part: displaced-step *)
(** f(x+) <= f(x) - eta((1 - L eta/2)|v|² - L|delta||v|). *)
Theorem partial_displaced_step eta P x delta :
  projection P -> 0 <= eta ->
  f (step eta P x delta) <=
    f x - eta * ((1 - L * eta / 2) * ∥moved P x delta∥² - L * norm delta * norm (moved P x delta)).
Proof.
  intros HP He. assert (D := descent_step f grad L eta x (moved P x delta) f_smooth).
  assert (S1 := displaced_slope P x delta HP). unfold step. nra.
Qed.

(** claim: partial-sgd-nonconvex, part: weighted-sum *)
(** Steps eta_s = q_s/L with q_s |v_s| = |v_s| - L|delta_s|, q_s >= 0: sum (|v_s| - L|delta_s|)² <= 2L(f(x_0) - f(x_t)). *)
Theorem partial_weighted_sum (q : nat -> R) (P : nat -> V -> V) (delta x : nat -> V) t :
  0 < L -> (forall s, projection (P s)) ->
  (forall s, 0 <= q s) ->
  (forall s, q s * norm (moved (P s) (x s) (delta s)) = norm (moved (P s) (x s) (delta s)) - L * norm (delta s)) ->
  (forall s, x (S s) = step (q s / L) (P s) (x s) (delta s)) ->
  sum t (fun s => (norm (moved (P s) (x s) (delta s)) - L * norm (delta s))^2) <= 2 * L * (f (x 0%nat) - f (x t)).
Proof.
  intros HL HP Hq Hw run. induction t as [|t IH]; cbn [sum]; [lra|].
  assert (Hqt : 0 <= q t / L) by (apply Rmult_le_pos; [apply Hq|left; now apply Rinv_0_lt_compat]).
  assert (S1 := partial_displaced_step (q t / L) (P t) (x t) (delta t) (HP t) Hqt).
  rewrite <- run, <- norm_square in S1. specialize (Hw t).
  set (v := norm (moved (P t) (x t) (delta t))) in *. set (d := norm (delta t)) in *.
  assert (E : 2 * L * (q t / L * ((1 - L * (q t / L) / 2) * (v * v) - L * d * v)) = (v - L * d)^2).
  { replace (L * d) with (v - q t * v) by lra. field. lra. }
  apply (Rmult_le_compat_l (2 * L)) in S1; [|lra]. lra.
Qed.

(** claim: partial-sgd-nonconvex, part: noisy-step *)
(** With centred kept noise n of variance at most M|v|² + sigma² and eta <= q/(L(1+M)), q|v| = |v| - L|delta|:
    E f(x+) <= f(x) - (eta/2)(|v|² - L|delta||v|) + L eta² sigma²/2. *)
Theorem partial_noisy_step (D : Law) (noise : outcome D -> V) eta P x delta q M sigma :
  projection P -> 0 <= eta -> 0 <= M ->
  q * norm (moved P x delta) = norm (moved P x delta) - L * norm delta ->
  eta * L * (1 + M) <= q ->
  (forall y, mean D (fun w => ⟨y, noise w⟩) = 0) ->
  mean D (fun w => ∥noise w∥²) <= M * ∥moved P x delta∥² + sigma^2 ->
  mean D (fun w => f (x - eta * (moved P x delta + noise w))%vec) <=
    f x - eta * (∥moved P x delta∥² - L * norm delta * norm (moved P x delta)) / 2 + L * eta^2 * sigma^2 / 2.
Proof.
  intros HP He HM Hq Hstep Hc Hn. set (v := moved P x delta) in *.
  assert (B : mean D (fun w => f (x - eta * (v + noise w))%vec) <=
    mean D (fun w => f x - eta * ⟨grad x, v⟩ + L * eta^2 / 2 * ∥v∥²
      + ((- eta) * ⟨grad x, noise w⟩ + (L * eta^2 * ⟨v, noise w⟩ + L * eta^2 / 2 * ∥noise w∥²)))).
  { apply mean_le. intros w.
    assert (E := descent_step f grad L eta x (v + noise w)%vec f_smooth).
    rewrite dot_add_r, square_add in E. lra. }
  rewrite mean_shift, !mean_plus, !mean_scal, !Hc in B.
  assert (S1 := displaced_slope P x delta HP). fold v in S1.
  assert (HL := smooth_pos _ _ _ f_smooth).
  assert (Hle : 0 <= L * eta^2 / 2) by nra.
  assert (N := Rmult_le_compat_l _ _ _ Hle Hn).
  assert (Q : L * eta^2 * (1 + M) * ∥v∥² <= eta * q * ∥v∥²).
  { apply Rmult_le_compat_r; [apply dot_pos|].
    replace (L * eta^2 * (1 + M)) with (eta * (eta * L * (1 + M))) by ring. now apply Rmult_le_compat_l. }
  assert (Q2 : q * ∥v∥² = ∥v∥² - L * norm delta * norm v).
  { rewrite <- norm_square. replace (q * (norm v * norm v)) with (q * norm v * norm v) by ring. rewrite Hq. ring. }
  assert (S2 := Rmult_le_compat_l _ _ _ He S1).
  assert (Q3 : eta * q * ∥v∥² = eta * (∥v∥² - L * norm delta * norm v)) by (rewrite <- Q2; ring). lra.
Qed.

(** claim: partial-sgd-nonconvex, part: soft *)
(** Soft masks: W symmetric with |Wg|² <= wmax <g, Wg> (weights in [0, wmax]), eta <= 1/(L wmax); |g|_W² = <g, Wg>. *)
Theorem partial_soft (W : nat -> V -> V) (wmax eta : R) (delta x : nat -> V) t :
  (forall s, linear (W s)) -> (forall s, symmetric (W s)) -> (forall s g, 0 <= ⟨g, W s g⟩) ->
  (forall s g, ∥W s g∥² <= wmax * ⟨g, W s g⟩) ->
  0 < eta -> eta * L * wmax <= 1 -> (0 < t)%nat ->
  (forall s, x (S s) = (x s - eta * W s (grad (x s + delta s)%vec))%vec) ->
  sum t (fun s => ⟨grad (x s), W s (grad (x s))⟩) / INR t <=
    2 * (f (x 0%nat) - f (x t)) / (eta * INR t)
    + sum t (fun s => ⟨grad (x s + delta s)%vec - grad (x s), W s (grad (x s + delta s)%vec - grad (x s))%vec⟩) / INR t.
Proof.
  intros Hlin Hsym Hpos Hmax He HL Ht run. assert (Hn : 0 < INR t) by (apply lt_0_INR; lia).
  set (A := fun s => ⟨grad (x s), W s (grad (x s))⟩).
  set (E := fun s => ⟨grad (x s + delta s)%vec - grad (x s), W s (grad (x s + delta s)%vec - grad (x s))%vec⟩).
  assert (S1 : eta / 2 * sum t A <= f (x 0%nat) - f (x t) + eta / 2 * sum t E).
  { clear Ht Hn. induction t as [|t IH]; simpl; [lra|].
    set (g := grad (x t)) in *. set (h := grad (x t + delta t)%vec) in *.
    assert (D := descent_step f grad L eta (x t) (W t h) f_smooth). rewrite <- run in D. fold g in D.
    assert (Pol : ⟨g, W t h⟩ = (A t + ⟨h, W t h⟩ - E t) / 2).
    { unfold A, E. fold g h. rewrite (linear_minus (W t)), dot_add, !dot_add_r, !dot_scale, !dot_scale_r by apply Hlin.
      assert (Sy : ⟨h, W t g⟩ = ⟨g, W t h⟩) by (rewrite <- (Hsym t h g); apply dot_sym).
      rewrite Sy. lra. }
    rewrite Pol in D. assert (Hm := Hmax t h). assert (Hp := Hpos t h).
    assert (HL0 := smooth_pos _ _ _ f_smooth).
    assert (Q : L * eta^2 / 2 * ∥W t h∥² <= L * eta^2 / 2 * (wmax * ⟨h, W t h⟩))
      by (apply Rmult_le_compat_l; [nra|easy]).
    assert (Q2 : eta * (eta * L * wmax) * ⟨h, W t h⟩ <= eta * 1 * ⟨h, W t h⟩)
      by (apply Rmult_le_compat_r; [easy|]; apply Rmult_le_compat_l; lra).
    nra. }
  apply Rmult_le_reg_r with (eta / 2 * INR t); [nra|].
  replace (sum t A / INR t * (eta / 2 * INR t)) with (eta / 2 * sum t A) by (field; lra).
  replace ((2 * (f (x 0%nat) - f (x t)) / (eta * INR t) + sum t E / INR t) * (eta / 2 * INR t))
    with (f (x 0%nat) - f (x t) + eta / 2 * sum t E) by (field; lra). lra.
Qed.
End Partial.

(** R^n with 0/1 masks, which may change from step to step: sums over the kept coordinates. *)
Section Masks.
Variables (n : nat) (f : Rn n -> R) (grad : Rn n -> Rn n) (L : R).
Hypothesis f_smooth : smooth f grad L.

Lemma kept_coordinates m (x : Rn n) : ∥kept grad (mask m) x∥² = sum n (fun i => keep m i * (grad x i)^2).
Proof. apply sum_ext. intros i _. unfold kept, mask, keep. destruct (m i); ring. Qed.

(** claim: partial-sgd-nonconvex, part: average *)
(** The same in coordinates: mean over s < t of the sum of (d_i f(x_s))² over the kept coordinates i. *)
Theorem masked_average eta (m : nat -> nat -> bool) (delta x : nat -> Rn n) t :
  0 < eta -> eta * L <= 1 -> (0 < t)%nat ->
  (forall s i, x (S s) i = x s i - eta * (keep (m s) i * grad (fun j => x s j + delta s j) i)) ->
  sum t (fun s => sum n (fun i => keep (m s) i * (grad (x s) i)^2)) / INR t <=
    2 * (f (x 0%nat) - f (x t)) / (eta * INR t)
    + sum t (fun s => sum n (fun i => keep (m s) i * (grad (fun j => x s j + delta s j) i - grad (x s) i)^2)) / INR t.
Proof.
  intros He HL Ht run.
  assert (A := partial_average f grad L f_smooth eta (fun s => mask (m s)) delta x (fun s => mask_projection n (m s))).
  specialize (A ltac:(intros s; apply functional_extensionality; intros i; rewrite run; unfold step, moved, mask; simpl; ring)
    t He HL Ht).
  rewrite (sum_ext t (fun s => sum n (fun i => keep (m s) i * (grad (x s) i)^2))
    (kept_square grad (fun s => mask (m s)) x)) by (intros; unfold kept_square; now rewrite kept_coordinates).
  eapply Rle_trans; [apply A|]. apply Req_le. f_equal. f_equal. apply sum_ext. intros s _.
  unfold error_square, error. apply sum_ext. intros i _. unfold moved, kept, mask, keep. simpl. destruct (m s i); ring.
Qed.

(** Soft weights in [0, wmax] satisfy the hypotheses of the part soft. *)
Definition soft (w : nat -> R) (x : Rn n) : Rn n := fun i => w i * x i.

Lemma soft_weights w wmax :
  (forall i, 0 <= w i <= wmax) ->
  linear (soft w) /\ symmetric (soft w) /\ (forall g, 0 <= ⟨g, soft w g⟩)
  /\ (forall g, ∥soft w g∥² <= wmax * ⟨g, soft w g⟩).
Proof.
  intros Hw. repeat split.
  - intros x y. apply functional_extensionality; intros i; unfold soft; simpl; ring.
  - intros c x. apply functional_extensionality; intros i; unfold soft; simpl; ring.
  - intros x y. apply sum_ext; intros i _; unfold soft; ring.
  - intros g. apply sum_nonneg. intros i _. unfold soft. specialize (Hw i). nra.
  - intros g. simpl. unfold Rn_dot. rewrite <- sum_scal. apply sum_le. intros i _. unfold soft. specialize (Hw i).
    assert (0 <= w i * (g i)^2) by nra. nra.
Qed.
End Masks.
