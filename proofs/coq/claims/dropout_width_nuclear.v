(** [dropout-width-nuclear]: a layer of K units kept at random. The network is the sum of the rank-one matrices M_k = b_k a_k^T, points
    of an inner-product space (Frobenius) with |M_k|² = |b_k|²|a_k|². *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace Laws Masks.
From Partita.claims Require Import share_efficiency.
Open Scope R_scope.

Section Units.
Context {V : InnerSpace}.
Variables (K : nat) (unit_ : nat -> V) (target : V) (b2 a2 : nat -> R).
Hypothesis rank_one : forall k, (k < K)%nat -> ∥unit_ k∥² = b2 k * a2 k.

Definition fit : R := ∥vsum K unit_ - target∥².
(** sum_k |b_k|²|a_k|². *)
Definition product : R := sum K (fun k => b2 k * a2 k).

Lemma product_square : sum K (fun k => ∥unit_ k∥²) = product.
Proof. now apply sum_ext. Qed.

(** claim: dropout-width-nuclear, part: bernoulli *)
(** E|B diag(xi/p) A - target|² = |BA - target|² + ((1-p)/p) sum_k |b_k|²|a_k|². *)
Theorem width_bernoulli p (M : MaskLaw K p (p * p)) :
  0 < p ->
  mean M (fun w => ∥/ p * vsum K (fun k => keep (kept M w) k * unit_ k) - target∥²) = fit + (1 - p) / p * product.
Proof. intros Hp. now rewrite (dropout_variance K p M V unit_ target Hp), product_square. Qed.

(** claim: dropout-width-nuclear, part: subset *)
(** k of K units, scaled by K/k: |BA - target|² + ((K - k)/(k(K - 1)))(K sum_i |b_i|²|a_i|² - |BA|²). *)
Theorem width_subset (k : R) (M : MaskLaw K (k / INR K) (k * (k - 1) / (INR K * (INR K - 1)))) :
  0 < k -> 1 < INR K ->
  mean M (fun w => ∥INR K / k * vsum K (fun i => keep (kept M w) i * unit_ i) - target∥²) =
    fit + (INR K - k) / (k * (INR K - 1)) * (INR K * product - ∥vsum K unit_∥²).
Proof. intros Hk HK. rewrite masked_sum_square, product_square. unfold fit. rewrite square_minus. field. lra. Qed.

(** claim: dropout-width-nuclear, part: product, given: the nuclear norm of the product is at most that of its units together *)
(** sum_k |b_k|²|a_k|² >= |BA|_*²/K, since |BA|_* <= sum_k |b_k||a_k|: Cauchy-Schwarz. *)
Theorem width_product (nuclear : R) (size : nat -> R) :
  (0 < K)%nat -> 0 <= nuclear -> (forall k, (k < K)%nat -> 0 <= size k /\ size k ^ 2 = b2 k * a2 k) ->
  nuclear <= sum K size -> nuclear^2 / INR K <= product.
Proof.
  intros HK Hn Hs H. assert (P := lt_0_INR K HK).
  assert (C := @sum_Cauchy_Schwarz (Rn 1) K (fun k _ => size k)).
  assert (E : @vsum (Rn 1) K (fun k _ => size k) = fun _ => sum K size).
  { apply FunctionalExtensionality.functional_extensionality. intros i. clear. induction K as [|n IH]; simpl in *; [easy|]. now rewrite IH. }
  rewrite E in C. simpl in C. unfold Rn_dot in C. simpl in C.
  rewrite (sum_ext K (fun l => 0 + size l * size l) (fun k => b2 k * a2 k)) in C.
  2: { intros k Hk. rewrite <- (proj2 (Hs k Hk)). ring. }
  apply Rmult_le_reg_r with (INR K); [easy|]. replace (nuclear^2 / INR K * INR K) with (nuclear^2) by (field; lra).
  unfold product. nra.
Qed.
End Units.
