(** [compressed-gradient-vs-iterate]: steps along compressed gradients, x+ = x - eta C grad f(x), with E C = I and
    E|Cu - u|² <= omega|u|². *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Smooth Laws Recursions Chains Sketched.
Open Scope R_scope.

Section Gradients.
Context {V : InnerSpace}.
Variables (f : V -> R) (grad : V -> V) (L mu fmin : R).
Hypothesis f_smooth : smooth f grad L.
Hypothesis mu_pos : 0 < mu.
Hypothesis f_PL : PL f grad mu fmin.
Hypothesis f_min : forall y, fmin <= f y.
Hypothesis f_varies : exists y, fmin < f y.

(** claim: compressed-gradient-vs-iterate, part: cgd *)
(** E f(x_t) - f_* <= (f(x_0) - f_* )(1 - eta mu (2 - L eta (1 + omega)))^t: no floor. *)
Theorem compressed_gradient (C : Sketch) eta omega t x :
  (forall past y z, mean (sketch_law C past y) (fun o => ⟨z, sketch C past y o (grad y)⟩) = ⟨z, grad y⟩) ->
  (forall past y, mean (sketch_law C past y) (fun o => ∥sketch C past y o (grad y) - grad y∥²) <= omega * ∥grad y∥²) ->
  0 <= omega -> 0 <= eta -> eta * L * (1 + omega) <= 2 ->
  expected (sketched grad C eta) f t nil x - fmin <= (f x - fmin) * (1 - eta * mu * (2 - L * eta * (1 + omega))) ^ t.
Proof.
  intros unbiased variance Ho He Hs.
  replace (1 - eta * mu * (2 - L * eta * (1 + omega))) with (1 - eta * mu * (2 * 1 - eta * L * (1 + omega))) by ring.
  apply (sketched_rate f grad L mu fmin); try easy; try lra.
  - intros past y. rewrite unbiased. lra.
  - intros past y. specialize (variance past y).
    rewrite (mean_ext _ _ (fun o => ∥sketch C past y o (grad y)∥²
      + (-2 * ⟨grad y, sketch C past y o (grad y)⟩ + ∥grad y∥²))) in variance.
    2: { intros o. rewrite square_minus, (dot_sym _ _ (grad y)). lra. }
    rewrite !mean_plus, mean_scal, mean_const, unbiased in variance. lra.
Qed.
End Gradients.

Section Iterates.
Context {V : InnerSpace}.

(** claim: compressed-gradient-vs-iterate, part: recursion, given: one step alone; the mean of the error is A^t times its start, and |A| is at most a *)
(** x+ = C(y), y = x* + A(x - x* ): E|x+ - x*|² <= (1 + omega) a² E|x - x*|² + omega|x*|² + 2 omega a^t |x_0 - x*||x*|.
    D draws the error u = x - x* and the compressor together. *)
Theorem compressed_iterate (D : Law) (u : outcome D -> V) (A : V -> V) (C : outcome D -> V -> V) (optimum first : V)
    omega a2 a t :
  0 <= omega -> 0 <= a ->
  (forall w, ∥A (u w)∥² <= a2 * ∥u w∥²) ->
  (forall Y : outcome D -> V, mean D (fun w => ∥C w (Y w) - Y w∥²) <= omega * mean D (fun w => ∥Y w∥²)) ->
  (forall Y : outcome D -> V, mean D (fun w => ⟨C w (Y w) - Y w, Y w - optimum⟩) = 0) ->
  mean D (fun w => ⟨A (u w), optimum⟩) <= a^t * norm first * norm optimum ->
  mean D (fun w => ∥C w (optimum + A (u w))%vec - optimum∥²) <=
    (1 + omega) * a2 * mean D (fun w => ∥u w∥²) + omega * ∥optimum∥² + 2 * omega * a^t * norm first * norm optimum.
Proof.
  intros Ho Ha HA Hvar Hc Hm.
  set (Y := fun w => (optimum + A (u w))%vec).
  assert (EY : forall w, (Y w - optimum)%vec = A (u w)).
  { intros w. unfold Y. now rewrite (add_comm _ optimum), <- add_assoc, minus_self, add_zero. }
  rewrite (mean_ext _ _ (fun w => ∥A (u w)∥² + (2 * ⟨C w (Y w) - Y w, Y w - optimum⟩ + ∥C w (Y w) - Y w∥²))).
  2: { intros w. change (optimum + A (u w))%vec with (Y w). rewrite <- EY.
    rewrite <- (minus_through (C w (Y w)) (Y w) optimum), square_add. lra. }
  rewrite !mean_plus, mean_scal, Hc.
  assert (V1 := Hvar Y).
  rewrite (mean_ext _ (fun w => ∥Y w∥²) (fun w => ∥optimum∥² + (2 * ⟨A (u w), optimum⟩ + ∥A (u w)∥²))) in V1.
  2: { intros w. unfold Y. rewrite square_add, (dot_sym _ optimum (A (u w))). lra. }
  rewrite mean_plus, mean_const, mean_plus, mean_scal in V1.
  assert (M1 : mean D (fun w => ∥A (u w)∥²) <= a2 * mean D (fun w => ∥u w∥²)).
  { rewrite <- mean_scal. now apply mean_le. }
  assert (M2 := Rmult_le_compat_l (1 + omega) _ _ ltac:(lra) M1).
  assert (M3 := Rmult_le_compat_l (2 * omega) _ _ ltac:(lra) Hm). lra.
Qed.

(** claim: compressed-gradient-vs-iterate, part: floor, given: the recursion without its vanishing term *)
(** u_{t+1} <= (1 + omega) a² u_t + omega|x*|² and (1 + omega) a² < 1 keep u_t within the floor omega|x*|²/(1 - (1 + omega)a²). *)
Theorem compressed_floor (u : nat -> R) omega a optimum2 t :
  0 <= omega -> (1 + omega) * a^2 < 1 ->
  (forall s, u (S s) <= (1 + omega) * a^2 * u s + omega * optimum2) ->
  u 0%nat <= omega * optimum2 / (1 - (1 + omega) * a^2) ->
  u t <= omega * optimum2 / (1 - (1 + omega) * a^2).
Proof.
  intros Ho Hq H H0. set (q := (1 + omega) * a^2) in *.
  assert (Hq0 : 0 <= q) by (unfold q; apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  assert (F : u t <= (1 - (1 - q)) ^ t * u 0%nat + (1 - (1 - (1 - q)) ^ t) * (omega * optimum2 / (1 - q))).
  { apply linear_floor; [lra|]. intros s _. specialize (H s). lra. }
  replace (1 - (1 - q)) with q in F by ring.
  assert (Hp := pow_le q t Hq0). nra.
Qed.
End Iterates.
