(** [refuted-adjacent-correlation]: six unit vectors of the plane at steps of 60 degrees. Neighbours correlate by a half, and yet the
    mean gradient of f(w) = (1/2) sum |w_l - a_l|² at 0 is zero: shared descent stays at f = 3. *)

From Coq Require Import Reals Lra Lia Psatz FunctionalExtensionality.
From Partita.lib Require Import Sums InnerSpace.
Open Scope R_scope.

(** The vectors (cos, sin)(l pi/3), by their coordinates. *)
Definition h : R := sqrt 3 / 2.
Definition cosine (l : nat) : R := match l with 0%nat => 1 | 1%nat => 1/2 | 2%nat => -1/2 | 3%nat => -1 | 4%nat => -1/2 | 5%nat => 1/2 | _ => 1 end.
Definition sine (l : nat) : R := match l with 0%nat => 0 | 1%nat => h | 2%nat => h | 3%nat => 0 | 4%nat => - h | 5%nat => - h | _ => 0 end.
Definition a (l : nat) : Rn 2 := fun i => match i with O => cosine l | _ => sine l end.

Lemma h_square : h * h = 3 / 4.
Proof. unfold h. replace (sqrt 3 / 2 * (sqrt 3 / 2)) with (sqrt 3 * sqrt 3 / 4) by field. rewrite sqrt_sqrt; lra. Qed.

Lemma plane_dot (x y : Rn 2) : ⟨x, y⟩ = x 0%nat * y 0%nat + x 1%nat * y 1%nat.
Proof. simpl. unfold Rn_dot. simpl. ring. Qed.

(** Unit vectors, and neighbours, the last beside the first included (a 6 = a 0), have the inner product 1/2. *)
Lemma a_unit l : (l <= 6)%nat -> ∥a l∥² = 1.
Proof.
  intros Hl. rewrite plane_dot. assert (H := h_square).
  do 7 (destruct l as [|l]; [simpl; lra|]). lia.
Qed.

Lemma a_neighbours l : (l < 6)%nat -> ⟨a l, a (S l)⟩ = 1 / 2.
Proof.
  intros Hl. rewrite plane_dot. assert (H := h_square).
  do 6 (destruct l as [|l]; [simpl; lra|]). lia.
Qed.

Lemma a_sum : vsum 6 a = zero.
Proof.
  apply functional_extensionality. intros i. simpl. destruct i; simpl; lra.
Qed.

(** claim: refuted-adjacent-correlation, part: efficiency *)
(** All neighbours correlate by 1/2, and A = |sum g|²/(6 sum|g|²) = 0, below what correlations rho^{|i-j|} would give. *)
Theorem adjacent_efficiency :
  (forall l, (l < 6)%nat -> ⟨a l, a (S l)⟩ / (norm (a l) * norm (a (S l))) = 1 / 2)
  /\ ∥vsum 6 a∥² / (6 * sum 6 (fun l => ∥a l∥²)) < (6 * (1 + 1/2) / (1 - 1/2) - 2 * (1/2) * (1 - (1/2)^6) / (1 - 1/2)^2) / 6^2.
Proof.
  split.
  - intros l Hl. unfold norm. rewrite a_neighbours, !a_unit by lia. rewrite sqrt_1. lra.
  - rewrite a_sum, dot_zero. unfold Rdiv. rewrite Rmult_0_l. lra.
Qed.

(** A shared step from 0: every layer moves by eta times the mean of a_0, ..., a_5, the negative mean gradient. *)
Definition shared_step (eta : R) (w : Rn 2) : Rn 2 := (w - eta * (/ 6 * vsum 6 (fun l => w - a l)))%vec.
Fixpoint shared (eta : R) (t : nat) : Rn 2 := match t with O => zero | S k => shared_step eta (shared eta k) end.
Definition loss (w : Rn 2) : R := sum 6 (fun l => ∥w - a l∥²) / 2.

Lemma shared_stays eta t : shared eta t = zero.
Proof.
  induction t as [|t IH]; [easy|]. simpl. rewrite IH. apply functional_extensionality. intros i.
  unfold shared_step. simpl. destruct i; simpl; lra.
Qed.

(** claim: refuted-adjacent-correlation, part: progress *)
(** f is 1-strongly convex, and its least value is 0; the shared run stays at f = 3, above 3(1 - eta)^{2t} for 0 < eta < 1, t > 0. *)
Theorem adjacent_progress eta t :
  0 < eta < 1 -> (0 < t)%nat ->
  loss (shared eta t) = 3 /\ loss (shared eta 0) * (1 - eta) ^ (2 * t) < loss (shared eta t).
Proof.
  intros He Ht.
  assert (L : forall s, loss (shared eta s) = 3).
  { intros s. rewrite shared_stays. unfold loss. rewrite (sum_ext 6 _ (fun _ => 1)); [rewrite sum_const; simpl; lra|].
    intros l Hl. rewrite square_minus, dot_zero, dot_zero, a_unit by lia. lra. }
  split; [apply L|]. rewrite !L.
  assert (P : (1 - eta) ^ (2 * t) < 1); [|lra].
  apply pow_lt_1_compat; [lra|lia].
Qed.
