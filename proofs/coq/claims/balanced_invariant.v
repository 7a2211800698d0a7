(** [balanced-invariant]: C_l = W_{l+1}^T W_{l+1} - W_l W_l^T of a deep linear network, entry by entry. Matrices are n x n functions of
    row and column. A is the product of the layers above l + 1, B that of the layers below l (the identity where there are none),
    E = W_L ... W_1 - Phi. Not covered: that G_l, as given here, is the derivative of the loss. *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Partita.lib Require Import Sums.
Open Scope R_scope.

Section Layers.
Variable n : nat.
Definition matrix_ : Type := nat -> nat -> R.
Definition mul (X Y : matrix_) : matrix_ := fun i j => sum n (fun k => X i k * Y k j).
Definition tr (X : matrix_) : matrix_ := fun i j => X j i.

Lemma mul_assoc X Y Z i j : mul (mul X Y) Z i j = mul X (mul Y Z) i j.
Proof.
  unfold mul. rewrite (sum_ext n _ (fun k => sum n (fun l => X i l * Y l k * Z k j))).
  - rewrite sum_swap. apply sum_ext. intros l _. rewrite <- sum_scal. apply sum_ext. intros; ring.
  - intros k _. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros; ring.
Qed.

Lemma mul_ext X X' Y Y' i j :
  (forall k, X i k = X' i k) -> (forall k, Y k j = Y' k j) -> mul X Y i j = mul X' Y' i j.
Proof. intros H H'. apply sum_ext. intros k _. now rewrite H, H'. Qed.

Lemma tr_mul X Y i j : tr (mul X Y) i j = mul (tr Y) (tr X) i j.
Proof. apply sum_ext. intros; unfold tr; ring. Qed.

(** G_{l+1} = A^T E (W_l B)^T and G_l = (A W_{l+1})^T E B^T. *)
Definition upper_gradient (A E B lower : matrix_) : matrix_ := mul (tr A) (mul E (tr (mul lower B))).
Definition lower_gradient (A E B upper : matrix_) : matrix_ := mul (tr (mul A upper)) (mul E (tr B)).

(** W_{l+1}^T G_{l+1} = G_l W_l^T: both are (A W_{l+1})^T E (W_l B)^T. *)
Lemma gradients_meet A E B upper lower i j :
  mul (tr upper) (upper_gradient A E B lower) i j = mul (lower_gradient A E B upper) (tr lower) i j.
Proof.
  unfold upper_gradient, lower_gradient. rewrite <- mul_assoc, mul_assoc.
  rewrite <- (mul_assoc (tr upper) (tr A)).
  rewrite (mul_ext (mul (tr upper) (tr A)) (tr (mul A upper)) (mul E (tr (mul lower B))) (mul (mul E (tr B)) (tr lower))).
  - now rewrite mul_assoc.
  - intros k. symmetry. apply tr_mul.
  - intros k. rewrite mul_assoc. apply mul_ext; [easy|]. intros l. apply tr_mul.
Qed.

(** C_l of the layers [upper] = W_{l+1} and [lower] = W_l. *)
Definition balance (upper lower : matrix_) : matrix_ := fun i j => mul (tr upper) upper i j - mul lower (tr lower) i j.

Lemma balance_entry upper lower i j :
  balance upper lower i j = sum n (fun k => upper k i * upper k j) - sum n (fun k => lower i k * lower j k).
Proof. easy. Qed.

(** claim: balanced-invariant, part: descent *)
(** A step W <- W - eta G of both layers: C_l(t+1) = C_l(t) + eta²(G_{l+1}^T G_{l+1} - G_l G_l^T), exactly. *)
Theorem balance_descent A E B (upper lower : matrix_) eta i j :
  let G' := upper_gradient A E B lower in
  let G := lower_gradient A E B upper in
  balance (fun k l => upper k l - eta * G' k l) (fun k l => lower k l - eta * G k l) i j =
    balance upper lower i j + eta^2 * (mul (tr G') G' i j - mul G (tr G) i j).
Proof.
  intros G' G.
  assert (M1 := gradients_meet A E B upper lower i j). assert (M2 := gradients_meet A E B upper lower j i).
  fold G G' in M1, M2. unfold mul, tr in M1, M2. unfold balance, mul, tr.
  rewrite (sum_ext n (fun k => (upper k i - eta * G' k i) * (upper k j - eta * G' k j))
    (fun k => upper k i * upper k j + (- eta * (upper k i * G' k j) + (- eta * (upper k j * G' k i) + eta^2 * (G' k i * G' k j)))))
    by (intros; ring).
  rewrite (sum_ext n (fun k => (lower i k - eta * G i k) * (lower j k - eta * G j k))
    (fun k => lower i k * lower j k + (- eta * (G i k * lower j k) + (- eta * (G j k * lower i k) + eta^2 * (G i k * G j k)))))
    by (intros; ring).
  rewrite !sum_plus, !sum_scal, M1, M2. ring.
Qed.

(** claim: balanced-invariant, part: flow *)
(** Gradient flow W' = -G of both layers keeps every entry of C_l. *)
Theorem balance_flow (A E B upper lower : R -> matrix_) i j t :
  (forall s k l, is_derive (fun u => upper u k l) s (- upper_gradient (A s) (E s) (B s) (lower s) k l)) ->
  (forall s k l, is_derive (fun u => lower u k l) s (- lower_gradient (A s) (E s) (B s) (upper s) k l)) ->
  balance (upper t) (lower t) i j = balance (upper 0) (lower 0) i j.
Proof.
  intros Hu Hl.
  assert (Ds : forall (u du : nat -> R -> R) s, (forall k, is_derive (u k) s (du k s)) ->
    is_derive (fun r => sum n (fun k => u k r)) s (sum n (fun k => du k s))).
  { intros u du s H. induction n as [|m IH]; simpl; [apply (is_derive_const 0 s)|].
    apply (is_derive_plus (fun r => sum m (fun k => u k r)) (u m)); [apply IH|apply H]. }
  assert (Dm : forall (x dx y dy : R -> R) s, is_derive x s (dx s) -> is_derive y s (dy s) ->
    is_derive (fun r => x r * y r) s (dx s * y s + x s * dy s)).
  { intros x dx y dy s Hx Hy. apply (is_derive_mult x y); [easy|easy|apply Rmult_comm]. }
  assert (D : forall s, is_derive (fun r => balance (upper r) (lower r) i j) s 0).
  { intros s. set (G' := fun r => upper_gradient (A r) (E r) (B r) (lower r)).
    set (G := fun r => lower_gradient (A r) (E r) (B r) (upper r)).
    assert (M1 := gradients_meet (A s) (E s) (B s) (upper s) (lower s) i j).
    assert (M2 := gradients_meet (A s) (E s) (B s) (upper s) (lower s) j i).
    fold (G s) (G' s) in M1, M2. unfold mul, tr in M1, M2.
    replace 0 with (sum n (fun k => - G' s k i * upper s k j + upper s k i * - G' s k j)
      - sum n (fun k => - G s i k * lower s j k + lower s i k * - G s j k)).
    - apply (is_derive_minus (fun r => sum n (fun k => upper r k i * upper r k j)) (fun r => sum n (fun k => lower r i k * lower r j k))).
      + apply (Ds (fun k r => upper r k i * upper r k j) (fun k r => - G' r k i * upper r k j + upper r k i * - G' r k j)).
        intros k. apply (Dm (fun r => upper r k i) (fun r => - G' r k i) (fun r => upper r k j) (fun r => - G' r k j)); apply Hu.
      + apply (Ds (fun k r => lower r i k * lower r j k) (fun k r => - G r i k * lower r j k + lower r i k * - G r j k)).
        intros k. apply (Dm (fun r => lower r i k) (fun r => - G r i k) (fun r => lower r j k) (fun r => - G r j k)); apply Hl.
    - rewrite (sum_ext n (fun k => - G' s k i * upper s k j + upper s k i * - G' s k j)
        (fun k => -1 * (upper s k j * G' s k i) + -1 * (upper s k i * G' s k j))) by (intros; ring).
      rewrite (sum_ext n (fun k => - G s i k * lower s j k + lower s i k * - G s j k)
        (fun k => -1 * (G s i k * lower s j k) + -1 * (G s j k * lower s i k))) by (intros; ring).
      rewrite !sum_plus, !sum_scal, M1, M2. ring. }
  destruct (MVT_gen (fun r => balance (upper r) (lower r) i j) 0 t (fun _ => 0)) as [c [_ Hc]].
  - intros s _. apply D.
  - intros s _. apply continuity_pt_filterlim. apply (ex_derive_continuous (fun r => balance (upper r) (lower r) i j)). eexists. apply D.
  - lra.
Qed.
End Layers.
