(** [nested-width-pca]: nested random widths. L_k is the loss of width k, tau_k the least loss of rank k, pi_k its chance.
    The lower bound L_k >= tau_k (Eckart, Young, Mirsky) is taken as given. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums.
From Partita.claims Require Import elastic_width_regression.
Open Scope R_scope.

Section Widths.
Variables (K : nat) (pi loss tau : nat -> R).
Hypothesis chances : forall k, (k < K)%nat -> 0 <= pi k.
Hypothesis least : forall k, (k < K)%nat -> tau k <= loss k.

Definition joint : R := sum K (fun k => pi k * loss k).
Definition best : R := sum K (fun k => pi k * tau k).

(** claim: nested-width-pca, part: optimum, given: no model of rank k has a loss below tau_k *)
(** J >= J*. *)
Theorem nested_optimum : best <= joint.
Proof. apply sum_le. intros k Hk. apply Rmult_le_compat_l; [now apply chances|now apply least]. Qed.

(** claim: nested-width-pca, part: width, given: no model of rank k has a loss below tau_k *)
(** L_k - tau_k <= (J - J* )/pi_k. *)
Theorem nested_width k : (k < K)%nat -> 0 < pi k -> loss k - tau k <= (joint - best) / pi k.
Proof.
  intros Hk Hp. assert (W := width_share K pi (fun i => loss i - tau i) k). cbv beta in W.
  replace (joint - best) with (sum K (fun i => pi i * (loss i - tau i))).
  - apply W; [|easy|easy]. intros i Hi. split; [now apply chances|]. assert (Q := least i Hi). lra.
  - unfold joint, best. rewrite <- sum_minus. apply sum_ext. intros; ring.
Qed.

(** claim: nested-width-pca, part: extraction, given: no model of rank k has a loss below tau_k *)
(** At the optimum, and with all chances positive, L_k = tau_k for every k. *)
Theorem nested_extraction k : (k < K)%nat -> 0 < pi k -> joint <= best -> loss k = tau k.
Proof.
  intros Hk Hp H. assert (W := nested_width k Hk Hp). assert (Q := least k Hk).
  assert (Z : (joint - best) / pi k <= 0 * / pi k) by (apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat|lra]). lra.
Qed.
End Widths.
