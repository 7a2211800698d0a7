(** [rcd-trace]: coordinate descent with exact steps on a quadratic of R^n, x+ = x - (d_i f(x)/H_ii) e_i, by the error x.

    The Hessian H may be singular; rates are those of any mu with |grad f|² >= 2 mu f (the smallest positive eigenvalue). *)

From Coq Require Import Reals Lra Lia Psatz List.
From Partita.lib Require Import Sums InnerSpace Quadratic Laws Recursions Chains.
Open Scope R_scope.

Section Coordinates.
Variables (n : nat) (h : nat -> nat -> R).
Hypothesis h_sym : forall i j, h i j = h j i.
Hypothesis h_diag : forall i, (i < n)%nat -> 0 < h i i.
Notation H := (apply n h).
Notation f := (quadratic H).
Notation V := (Rn n).

Definition coordinate_step (x : V) (i : nat) : V := (x - (H x i / h i i) * basis i)%vec.

(** f(x+) = f(x) - (d_i f)²/(2 H_ii). *)
Lemma coordinate_decrease x i : (i < n)%nat -> f (coordinate_step x i) = f x - (H x i)^2 / (2 * h i i).
Proof.
  intros Hi. unfold coordinate_step. rewrite (quadratic_step H (apply_linear n h) (apply_symmetric n h h_sym)).
  rewrite (dot_sym V (H x)), !basis_dot, basis_apply by easy.
  field. assert (P := h_diag i Hi). lra.
Qed.

(** A law that draws i with chance weight i. *)
Section Draws.
Variable weight : nat -> R.
Hypothesis weight_pos : forall i, (i < n)%nat -> 0 <= weight i.
Hypothesis weight_one : sum n weight = 1.

Definition rcd : Chain V := {|
  law := fun _ _ => finite_law n weight weight_pos weight_one;
  next := fun _ x i => coordinate_step x i
|}.

Lemma rcd_step past x : ahead rcd f past x = f x - sum n (fun i => weight i * ((H x i)^2 / (2 * h i i))).
Proof.
  change (ahead rcd f past x) with (sum n (fun i => weight i * f (coordinate_step x i))).
  rewrite (sum_ext n (fun i => weight i * f (coordinate_step x i)) (fun i => f x * weight i - weight i * ((H x i)^2 / (2 * h i i)))).
  2: { intros i Hi. rewrite coordinate_decrease by easy. ring. }
  rewrite sum_minus, sum_scal, weight_one. lra.
Qed.
End Draws.

Definition trace : R := sum n (fun i => h i i).
Hypothesis n_pos : (0 < n)%nat.

Lemma trace_pos : 0 < trace.
Proof.
  assert (T : h 0%nat 0%nat <= trace).
  { apply (sum_term n (fun i => h i i) 0 ltac:(intros i Hi; left; now apply h_diag) n_pos). }
  assert (P := h_diag 0%nat n_pos). lra.
Qed.

Lemma importance_pos i : (i < n)%nat -> 0 <= h i i / trace.
Proof.
  intros Hi. assert (P := h_diag i Hi). apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat, trace_pos.
Qed.

Lemma importance_one : sum n (fun i => h i i / trace) = 1.
Proof.
  assert (P := trace_pos). rewrite (sum_ext n _ (fun i => / trace * h i i)) by (intros; unfold Rdiv; ring).
  rewrite sum_scal. fold trace. field. lra.
Qed.

Definition importance := rcd _ importance_pos importance_one.

(** claim: rcd-trace, part: importance-step *)
(** Chances H_ii/tr H: E f(x+) = f(x) - |grad f(x)|²/(2 tr H), exactly. *)
Theorem rcd_importance_step past x : ahead importance f past x = f x - ∥H x∥² / (2 * trace).
Proof.
  unfold importance. rewrite rcd_step. assert (P := trace_pos).
  rewrite (sum_ext n _ (fun i => / (2 * trace) * (H x i * H x i))).
  2: { intros i Hi. assert (Q := h_diag i Hi). field. split; lra. }
  rewrite sum_scal. change (sum n (fun i => H x i * H x i)) with ∥H x∥². unfold Rdiv. lra.
Qed.

(** claim: rcd-trace, part: importance *)
(** E f(x_t) <= f(x_0)(1 - mu/tr H)^t. *)
Theorem rcd_importance mu t x :
  0 <= 1 - mu / trace -> (forall y : V, 2 * mu * f y <= ∥H y∥²) ->
  expected importance f t nil x <= f x * (1 - mu / trace) ^ t.
Proof.
  intros Hq Hmu. assert (P := trace_pos).
  assert (E : expected importance f t nil x - 0 <= (1 - mu / trace) ^ t * (f x - 0)); [|lra].
  apply expected_rate; [easy|]. intros past y. rewrite rcd_importance_step.
  assert (A := Rmult_le_compat_l (/ (2 * trace)) _ _ ltac:(left; apply Rinv_0_lt_compat; lra) (Hmu y)).
  replace (/ (2 * trace) * (2 * mu * f y)) with (mu / trace * f y) in A by (field; lra). unfold Rdiv in *. lra.
Qed.

Lemma uniform_pos i : (i < n)%nat -> 0 <= / INR n.
Proof. intros _. left. apply Rinv_0_lt_compat, lt_0_INR. easy. Qed.

Lemma uniform_one : sum n (fun _ => / INR n) = 1.
Proof. rewrite sum_const. apply Rinv_r, not_0_INR. lia. Qed.

Definition uniform := rcd _ uniform_pos uniform_one.

(** grad f' D^{-1} grad f. *)
Definition scaled_square (x : V) : R := sum n (fun i => (H x i)^2 / h i i).

(** claim: rcd-trace, part: uniform-step *)
(** Chances 1/n: E f(x+) = f(x) - grad f' D^{-1} grad f/(2n), exactly. *)
Theorem rcd_uniform_step past x : ahead uniform f past x = f x - scaled_square x / (2 * INR n).
Proof.
  unfold uniform. rewrite rcd_step. assert (P := lt_0_INR n n_pos).
  rewrite (sum_ext n _ (fun i => / (2 * INR n) * ((H x i)^2 / h i i))).
  2: { intros i Hi. assert (Q := h_diag i Hi). field. split; lra. }
  rewrite sum_scal. unfold scaled_square, Rdiv. lra.
Qed.

(** claim: rcd-trace, part: uniform *)
(** E f(x_t) <= f(x_0)(1 - lambda_D/n)^t. *)
Theorem rcd_uniform lamd t x :
  0 <= 1 - lamd / INR n -> (forall y : V, 2 * lamd * f y <= scaled_square y) ->
  expected uniform f t nil x <= f x * (1 - lamd / INR n) ^ t.
Proof.
  intros Hq Hmu. assert (P := lt_0_INR n n_pos).
  assert (E : expected uniform f t nil x - 0 <= (1 - lamd / INR n) ^ t * (f x - 0)); [|lra].
  apply expected_rate; [easy|]. intros past y. rewrite rcd_uniform_step.
  assert (A := Rmult_le_compat_l (/ (2 * INR n)) _ _ ltac:(left; apply Rinv_0_lt_compat; lra) (Hmu y)).
  replace (/ (2 * INR n) * (2 * lamd * f y)) with (lamd / INR n * f y) in A by (field; lra). unfold Rdiv in *. lra.
Qed.
End Coordinates.
