(** 0/1 masks of R^n by the chances of single coordinates and of pairs, and the variance that rescaled masks add. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums InnerSpace Quadratic Laws.
Open Scope R_scope.

(** A law of masks that keeps every coordinate with chance p, and any two with chance p2. *)
Record MaskLaw (n : nat) (p p2 : R) := {
  masks :> Law;
  kept : outcome masks -> nat -> bool;
  kept_one : forall i, (i < n)%nat -> mean masks (fun w => keep (kept w) i) = p;
  kept_two : forall i j, (i < n)%nat -> (j < n)%nat ->
    mean masks (fun w => keep (kept w) i * keep (kept w) j) = if Nat.eq_dec i j then p else p2
}.
Arguments kept {_ _ _}.
Arguments kept_one {_ _ _}.
Arguments kept_two {_ _ _}.

(** Independent masks are one. *)
Definition Bernoulli_masks n p (p_range : 0 <= p <= 1) : MaskLaw n p (p * p) := {|
  masks := Bernoulli p p_range n;
  kept := fun m => m;
  kept_one := fun i => Bernoulli_keep p p_range n i;
  kept_two := fun i j => Bernoulli_pair p p_range n i j
|}.

Section Moments.
Variables (n : nat) (p p2 : R).
Variable M : MaskLaw n p p2.

(** E sum_{ij} m_i m_j u_ij = p2 sum_{ij} u_ij + (p - p2) sum_i u_ii. *)
Lemma pair_moments (u : nat -> nat -> R) :
  mean M (fun w => sum n (fun i => sum n (fun j => keep (kept M w) i * keep (kept M w) j * u i j))) =
    p2 * sum n (fun i => sum n (u i)) + (p - p2) * sum n (fun i => u i i).
Proof.
  rewrite mean_sum, <- !sum_scal, <- sum_plus. apply sum_ext. intros i Hi.
  rewrite mean_sum.
  rewrite (sum_ext n _ (fun j => p2 * u i j + (if Nat.eq_dec j i then (p - p2) * u i j else 0))).
  2: { intros j Hj. rewrite (mean_mult_r M (u i j)), kept_two by easy.
    destruct (Nat.eq_dec i j), (Nat.eq_dec j i); try congruence; ring. }
  now rewrite sum_plus, sum_scal, (sum_delta n i (fun j => (p - p2) * u i j)).
Qed.

(** E sum_i m_i v_i = p sum_i v_i. *)
Lemma single_moments (v : nat -> R) : mean M (fun w => sum n (fun i => keep (kept M w) i * v i)) = p * sum n v.
Proof.
  rewrite mean_sum, <- sum_scal. apply sum_ext. intros i Hi. now rewrite (mean_mult_r M (v i)), kept_one.
Qed.

(** Sums of vectors u_i that are kept with a mask and rescaled by s, against a target:
    E|s sum_i m_i u_i - y|² = s² p2 |sum u|² + s²(p - p2) sum |u_i|² - 2 s p <sum u, y> + |y|². *)
Lemma masked_sum_square (V : InnerSpace) (u : nat -> V) (y : V) s :
  mean M (fun w => ∥s * vsum n (fun i => keep (kept M w) i * u i) - y∥²) =
    s^2 * (p2 * ∥vsum n u∥² + (p - p2) * sum n (fun i => ∥u i∥²)) - 2 * s * p * ⟨vsum n u, y⟩ + ∥y∥².
Proof.
  rewrite (mean_ext M _ (fun w => s^2 * sum n (fun i => sum n (fun j => keep (kept M w) i * keep (kept M w) j * ⟨u i, u j⟩))
    + (- 2 * s * sum n (fun i => keep (kept M w) i * ⟨u i, y⟩) + ∥y∥²))).
  2: { intros w. rewrite square_minus, square_scale, dot_scale, square_vsum, dot_vsum.
    rewrite (sum_ext n (fun i => ⟨keep (kept M w) i * u i, y⟩) (fun i => keep (kept M w) i * ⟨u i, y⟩))
      by (intros; apply dot_scale).
    rewrite (sum_ext n (fun i => sum n (fun j => ⟨keep (kept M w) i * u i, keep (kept M w) j * u j⟩))
      (fun i => sum n (fun j => keep (kept M w) i * keep (kept M w) j * ⟨u i, u j⟩))); [lra|].
    intros i _. apply sum_ext. intros j _. rewrite dot_scale, dot_scale_r. ring. }
  rewrite mean_plus, mean_plus, !mean_scal, mean_const, pair_moments, single_moments, square_vsum, dot_vsum. lra.
Qed.
End Moments.

(** The variance identity of dropout: with independent masks rescaled by 1/p,
    E|sum_i (m_i/p) u_i - y|² = |sum_i u_i - y|² + ((1-p)/p) sum_i |u_i|². *)
Lemma dropout_variance n p (M : MaskLaw n p (p * p)) (V : InnerSpace) (u : nat -> V) (y : V) :
  0 < p ->
  mean M (fun w => ∥/ p * vsum n (fun i => keep (kept M w) i * u i) - y∥²) =
    ∥vsum n u - y∥² + (1 - p) / p * sum n (fun i => ∥u i∥²).
Proof. intros Hp. rewrite masked_sum_square, square_minus. field. lra. Qed.
