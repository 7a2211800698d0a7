(** [galore-descent]: steps along the leading singular directions of the gradient, W+ = W - eta U U^T G.

    Matrices are points of an inner-product space (Frobenius). P = U U^T (.) is an orthogonal projection; of the singular value
    decomposition only |P G|² = sigma_1² + ... + sigma_r² and |G|² = sigma_1² + ... + sigma_q² are used. *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Smooth Laws Recursions Orders.
Open Scope R_scope.

Section Galore.
Context {V : InnerSpace}.
Variables (f : V -> R) (grad : V -> V) (L : R).
Hypothesis f_smooth : smooth f grad L.

(** f(W - eta P G) <= f(W) - eta (1 - L eta/2)|P G|². *)
Lemma projected_step P eta W :
  projection P -> f (W - eta * P (grad W))%vec <= f W - eta * (1 - L * eta / 2) * ∥P (grad W)∥².
Proof.
  intros HP. assert (D := descent_step f grad L eta W (P (grad W)) f_smooth).
  rewrite (dot_sym _ (grad W)), (projection_dot P (grad W) (grad W) HP) in D. lra.
Qed.

(** sigma i is the square of the (i+1)-th singular value of the gradient. *)
Variables (sigma : V -> nat -> R) (r q : nat).
Hypothesis r_range : (0 < r <= q)%nat.
Hypothesis sorted : forall W i j, (i <= j)%nat -> sigma W j <= sigma W i.
Hypothesis all_values : forall W, ∥grad W∥² = sum q (sigma W).

(** claim: galore-descent, part: decrease, given: |U U^T G|² is the sum of the r largest squared singular values *)
(** f(W+) <= f(W) - eta (1 - L eta/2)(sigma_1² + ... + sigma_r²). *)
Theorem galore_decrease P eta W :
  projection P -> ∥P (grad W)∥² = sum r (sigma W) ->
  f (W - eta * P (grad W))%vec <= f W - eta * (1 - L * eta / 2) * sum r (sigma W).
Proof. intros HP <-. now apply projected_step. Qed.

(** claim: galore-descent, part: share, given: |G|² is the sum of all squared singular values *)
(** sigma_1² + ... + sigma_r² >= (r/q)|G|². *)
Theorem galore_share W : INR r / INR q * ∥grad W∥² <= sum r (sigma W).
Proof. rewrite all_values. apply top_share; [easy|apply sorted]. Qed.

Variables mu fmin : R.
Hypothesis mu_pos : 0 < mu.
Hypothesis f_PL : PL f grad mu fmin.
Hypothesis f_min : forall W, fmin <= f W.
Hypothesis f_varies : exists W, fmin < f W.

(** The factor of the rate is not negative. *)
Lemma factor_pos eta share :
  0 <= eta -> eta * L <= 2 -> 0 <= share <= 1 -> 0 <= 1 - 2 * mu * eta * (1 - L * eta / 2) * share.
Proof.
  intros He Hs Hr. assert (HmuL := PL_le_smooth f grad L mu fmin f_smooth mu_pos f_PL f_min f_varies).
  assert (Hc : 0 <= eta * (1 - L * eta / 2)) by nra.
  assert (H1 : mu * share <= L) by nra.
  assert (H2 := Rmult_le_compat_l (2 * (eta * (1 - L * eta / 2))) _ _ ltac:(lra) H1).
  assert (Q := pow2_ge_0 (1 - eta * L)). lra.
Qed.

(** claim: galore-descent, part: rate, given: |U U^T G|² and |G|² by the squared singular values *)
(** f(W_t) - f_* <= (f(W_0) - f_* )(1 - 2 mu eta (1 - L eta/2) r/q)^t, U recomputed at each step. *)
Theorem galore_rate (P : nat -> V -> V) eta (W : nat -> V) t :
  (forall s, projection (P s)) -> (forall s, ∥P s (grad (W s))∥² = sum r (sigma (W s))) ->
  (forall s, W (S s) = (W s - eta * P s (grad (W s)))%vec) ->
  0 <= eta -> eta * L <= 2 ->
  f (W t) - fmin <= (f (W 0%nat) - fmin) * (1 - 2 * mu * eta * (1 - L * eta / 2) * (INR r / INR q)) ^ t.
Proof.
  intros HP Htop run He Hs. rewrite (Rmult_comm (f (W 0%nat) - fmin)).
  assert (Hq : 0 < INR q) by (apply lt_0_INR; lia).
  assert (Hr : INR r <= INR q) by (apply le_INR; lia).
  assert (Hshare : 0 <= INR r / INR q <= 1).
  { split; [apply Rmult_le_pos; [apply pos_INR|left; now apply Rinv_0_lt_compat]|].
    apply Rmult_le_reg_r with (INR q); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  apply (linear_rate (fun s => f (W s) - fmin)); [now apply factor_pos|]. intros s _.
  assert (D := galore_decrease (P s) eta (W s) (HP s) (Htop s)). rewrite <- run in D.
  assert (S1 := galore_share (W s)).
  assert (Hc : 0 <= eta * (1 - L * eta / 2)) by nra.
  assert (A := Rmult_le_compat_l _ _ _ Hc S1).
  assert (B := Rmult_le_compat_l (eta * (1 - L * eta / 2) * (INR r / INR q)) _ _
    ltac:(apply Rmult_le_pos; [easy|apply Hshare]) (f_PL (W s))). lra.
Qed.

(** Random directions, independent of W: E<G, P G> = (r/m)|G|². *)
Section Random.
Variables (D : Law) (P : outcome D -> V -> V) (W : V) (eta share : R).
Hypothesis P_projection : forall w, projection (P w).
Hypothesis P_mean : mean D (fun w => ⟨P w (grad W), grad W⟩) = share * ∥grad W∥².

(** claim: galore-descent, part: random, given: E U U^T = (r/m) I for the Haar law *)
(** E f(W+) <= f(W) - eta (1 - L eta/2)(r/m)|G|². *)
Theorem galore_random :
  mean D (fun w => f (W - eta * P w (grad W))%vec) <= f W - eta * (1 - L * eta / 2) * (share * ∥grad W∥²).
Proof.
  rewrite <- P_mean.
  replace (f W - eta * (1 - L * eta / 2) * mean D (fun w => ⟨P w (grad W), grad W⟩))
    with (mean D (fun w => f W + - (eta * (1 - L * eta / 2)) * ⟨P w (grad W), grad W⟩))
    by (rewrite mean_shift, mean_scal; lra).
  apply mean_le. intros w. assert (S1 := projected_step (P w) eta W (P_projection w)).
  rewrite (projection_dot (P w) (grad W) (grad W) (P_projection w)). lra.
Qed.

(** claim: galore-descent, part: random-rate, given: E U U^T = (r/m) I for the Haar law *)
(** E f(W+) - f_* <= (f(W) - f_* )(1 - 2 mu eta (1 - L eta/2) r/m). *)
Theorem galore_random_rate :
  0 <= eta -> eta * L <= 2 -> 0 <= share ->
  mean D (fun w => f (W - eta * P w (grad W))%vec) - fmin <=
    (f W - fmin) * (1 - 2 * mu * eta * (1 - L * eta / 2) * share).
Proof.
  intros He Hs Hsh. assert (R1 := galore_random).
  assert (B := Rmult_le_compat_l (eta * (1 - L * eta / 2) * share) _ _
    ltac:(apply Rmult_le_pos; [nra|easy]) (f_PL W)). lra.
Qed.
End Random.
End Galore.
