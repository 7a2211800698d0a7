(** [share-efficiency]: the decrease of the loss when groups of layers move by the mean of their gradients. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace.
Open Scope R_scope.

Section Sharing.
Context {V : InnerSpace}.

(** |g_1 + ... + g_n|² <= n (|g_1|² + ... + |g_n|²): Cauchy-Schwarz. *)
Lemma sum_Cauchy_Schwarz n (g : nat -> V) : ∥vsum n g∥² <= INR n * sum n (fun l => ∥g l∥²).
Proof.
  rewrite square_vsum.
  apply Rle_trans with (sum n (fun i => sum n (fun j => (∥g i∥² + ∥g j∥²) / 2))).
  - apply sum_le. intros i _. apply sum_le. intros j _.
    assert (P := dot_pos V (g i - g j)%vec). rewrite square_minus in P. lra.
  - rewrite (sum_ext n _ (fun i => INR n / 2 * ∥g i∥² + sum n (fun j => ∥g j∥²) / 2)).
    + rewrite sum_plus, sum_scal, sum_const. lra.
    + intros i _. rewrite (sum_ext n _ (fun j => / 2 * ∥g i∥² + / 2 * ∥g j∥²)) by (intros; lra).
      rewrite sum_plus, sum_const, sum_scal. lra.
Qed.

(** claim: share-efficiency, part: decrease *)
(** A group of n layers that move by -(1/n) sum_k g_k: the loss falls at the rate |sum_l g_l|²/n. *)
Theorem share_decrease n (g : nat -> V) :
  (0 < n)%nat -> - sum n (fun l => ⟨g l, - (/ INR n) * vsum n g⟩) = ∥vsum n g∥² / INR n.
Proof.
  intros Hn. rewrite (sum_ext n _ (fun l => - (/ INR n) * ⟨g l, vsum n g⟩)) by (intros; apply dot_scale_r).
  rewrite sum_scal, <- dot_vsum. unfold Rdiv. ring.
Qed.

(** Groups k < G of n_k layers each, with the gradients g k l. *)
Variables (G : nat) (n : nat -> nat) (g : nat -> nat -> V).
Hypothesis groups : forall k, (k < G)%nat -> (0 < n k)%nat.

Definition grouped : R := sum G (fun k => ∥vsum (n k) (g k)∥² / INR (n k)).
Definition square : R := sum G (fun k => sum (n k) (fun l => ∥g k l∥²)).

(** claim: share-efficiency, part: efficiency *)
(** sum_G |sum_{l in G} g_l|²/|G| <= sum_l |g_l|²: the quotient A of the two rates is at most 1. *)
Theorem share_efficiency : 0 < square -> grouped / square <= 1.
Proof.
  intros Hs. apply Rmult_le_reg_r with square; [easy|].
  replace (grouped / square * square) with grouped by (field; lra). rewrite Rmult_1_l.
  apply sum_le. intros k Hk. assert (P := lt_0_INR _ (groups k Hk)). assert (C := sum_Cauchy_Schwarz (n k) (g k)).
  apply Rmult_le_reg_r with (INR (n k)); [easy|].
  replace (∥vsum (n k) (g k)∥² / INR (n k) * INR (n k)) with ∥vsum (n k) (g k)∥² by (field; lra). lra.
Qed.

(** claim: share-efficiency, part: splitting *)
(** A group of p + q layers with the sums u and v of its two pieces: |u + v|²/(p + q) <= |u|²/p + |v|²/q. *)
Theorem share_splitting (u v : V) p q : 0 < p -> 0 < q -> ∥u + v∥² / (p + q) <= ∥u∥² / p + ∥v∥² / q.
Proof.
  intros Hp Hq. assert (P := dot_pos V (q * u - p * v)%vec).
  rewrite square_minus, !square_scale, dot_scale, dot_scale_r in P. rewrite square_add.
  apply Rmult_le_reg_r with ((p + q) * p * q); [apply Rmult_lt_0_compat; [nra|easy]|].
  replace ((∥u∥² + 2 * ⟨u, v⟩ + ∥v∥²) / (p + q) * ((p + q) * p * q)) with ((∥u∥² + 2 * ⟨u, v⟩ + ∥v∥²) * p * q) by (field; lra).
  replace ((∥u∥² / p + ∥v∥² / q) * ((p + q) * p * q)) with (∥u∥² * (p + q) * q + ∥v∥² * (p + q) * p) by (field; lra). lra.
Qed.

(** claim: share-efficiency, part: correlation *)
(** One group of L layers whose gradients have one norm c: A is the mean of the L² correlations. *)
Theorem share_correlation L (h : nat -> V) c :
  (0 < L)%nat -> 0 < c -> (forall l, (l < L)%nat -> ∥h l∥² = c^2) ->
  ∥vsum L h∥² / INR L / sum L (fun l => ∥h l∥²) = sum L (fun i => sum L (fun j => ⟨h i, h j⟩ / (c * c))) / INR L^2.
Proof.
  intros HL Hc Hn. assert (P := lt_0_INR L HL).
  rewrite (sum_ext L (fun l => ∥h l∥²) (fun _ => c^2)) by easy. rewrite sum_const, square_vsum.
  rewrite (sum_ext L (fun i => sum L (fun j => ⟨h i, h j⟩ / (c * c))) (fun i => / (c * c) * sum L (fun j => ⟨h i, h j⟩))).
  - rewrite sum_scal. field. lra.
  - intros i _. rewrite <- sum_scal. apply sum_ext. intros; unfold Rdiv; ring.
Qed.
End Sharing.
