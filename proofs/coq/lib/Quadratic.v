(** Quadratics by their error: q(e) = <e, He>/2 for a symmetric linear H, with gradient He; and the Hessian as a matrix on R^n. *)

From Coq Require Import Reals Lra Lia Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Partita.lib Require Import Sums InnerSpace Smooth.
Open Scope R_scope.

Section Quadratic.
Context {V : InnerSpace}.
Variable H : V -> V.
Hypothesis H_linear : linear H.
Hypothesis H_symmetric : symmetric H.

Definition quadratic (e : V) : R := ⟨e, H e⟩ / 2.

(** q(e + h) = q(e) + <He, h> + q(h). *)
Lemma quadratic_add e h : quadratic (e + h)%vec = quadratic e + ⟨H e, h⟩ + quadratic h.
Proof.
  unfold quadratic. rewrite (linear_add _ H_linear), dot_add, !dot_add_r, (H_symmetric e h), (dot_sym _ h (H e)).
  rewrite (H_symmetric e h). lra.
Qed.

Lemma quadratic_scale c e : quadratic (c * e)%vec = c^2 * quadratic e.
Proof. unfold quadratic. rewrite (linear_scale _ H_linear), dot_scale, dot_scale_r. lra. Qed.

(** q(e - eta v) = q(e) - eta <He, v> + (eta²/2) <v, Hv>. *)
Lemma quadratic_step eta e v :
  quadratic (e - eta * v)%vec = quadratic e - eta * ⟨H e, v⟩ + eta^2 / 2 * ⟨v, H v⟩.
Proof.
  rewrite quadratic_add, quadratic_scale, quadratic_scale, !dot_scale_r. unfold quadratic. field.
Qed.

(** A quadratic whose Hessian is between 0 and L is L-smooth in the sense of the descent lemma. *)
Lemma quadratic_gradient : is_gradient quadratic H.
Proof.
  intros x h t.
  apply (is_derive_ext (fun s => quadratic x + s * ⟨H x, h⟩ + s^2 * quadratic h)).
  { intros s. rewrite quadratic_add, quadratic_scale, dot_scale_r. easy. }
  rewrite (linear_add _ H_linear), (linear_scale _ H_linear), dot_add, dot_scale, (H_symmetric h h).
  auto_derive; [easy|]. unfold quadratic. field.
Qed.
End Quadratic.

(** A symmetric matrix on R^n. *)
Section Matrix.
Variables (n : nat) (H : nat -> nat -> R).
Hypothesis H_sym : forall i j, H i j = H j i.

Definition apply (x : Rn n) : Rn n := fun i => sum n (fun j => H i j * x j).

Lemma apply_linear : linear apply.
Proof.
  split.
  - intros x y. apply functional_extensionality; intros i; unfold apply; simpl. rewrite <- sum_plus.
    apply sum_ext; intros; ring.
  - intros c x. apply functional_extensionality; intros i; unfold apply; simpl. rewrite <- sum_scal.
    apply sum_ext; intros; ring.
Qed.

Lemma dot_apply (x y : Rn n) : ⟨x, apply y⟩ = sum n (fun i => sum n (fun j => x i * H i j * y j)).
Proof. apply sum_ext; intros i _. unfold apply. rewrite <- sum_scal. apply sum_ext; intros; ring. Qed.

Lemma apply_symmetric : symmetric apply.
Proof.
  intros x y. rewrite (dot_sym _ (apply x) y), !dot_apply, sum_swap.
  apply sum_ext; intros i _. apply sum_ext; intros j _. rewrite (H_sym i j). ring.
Qed.

(** <x, Dx> for the diagonal part D of H. *)
Definition diagonal_form (x : Rn n) : R := sum n (fun i => H i i * (x i)^2).
End Matrix.

(** The standard basis. *)
Definition basis {n} (k : nat) : Rn n := fun i => if Nat.eq_dec i k then 1 else 0.

Lemma basis_dot n k (y : Rn n) : (k < n)%nat -> ⟨basis k, y⟩ = y k.
Proof.
  intros Hk. simpl. unfold Rn_dot, basis. rewrite <- (sum_delta n k y Hk). apply sum_ext. intros i _.
  destruct (Nat.eq_dec i k); ring.
Qed.

Lemma basis_apply n H k i : (k < n)%nat -> apply n H (basis k) i = H i k.
Proof.
  intros Hk. unfold apply. rewrite <- (sum_delta n k (fun j => H i j) Hk). apply sum_ext. intros j _.
  unfold basis. destruct (Nat.eq_dec j k); ring.
Qed.
