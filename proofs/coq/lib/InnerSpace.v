(** Real vector spaces with an inner product: the points at which models are trained. The product need not be definite:
    [|x| = 0] for some x other than 0 does no harm to any proof here. R^n with the sum of products is an instance. *)

From Coq Require Import Reals Lra Lia Psatz FunctionalExtensionality.
From Partita.lib Require Import Sums.
Open Scope R_scope.

Record InnerSpace := {
  point :> Type;
  zero : point;
  add : point -> point -> point;
  scale : R -> point -> point;
  dot : point -> point -> R;
  add_comm : forall x y, add x y = add y x;
  add_assoc : forall x y z, add x (add y z) = add (add x y) z;
  add_zero : forall x, add x zero = x;
  scale_zero : forall x, scale 0 x = zero;
  scale_one : forall x, scale 1 x = x;
  scale_scale : forall a b x, scale a (scale b x) = scale (a * b) x;
  scale_add : forall a x y, scale a (add x y) = add (scale a x) (scale a y);
  add_scale : forall a b x, scale (a + b) x = add (scale a x) (scale b x);
  dot_sym : forall x y, dot x y = dot y x;
  dot_add : forall x y z, dot (add x y) z = dot x z + dot y z;
  dot_scale : forall a x y, dot (scale a x) y = a * dot x y;
  dot_pos : forall x, 0 <= dot x x
}.

Arguments zero {_}.
Arguments add {_}.
Arguments scale {_}.
Arguments dot {_}.

Declare Scope vector_scope.
Delimit Scope vector_scope with vec.
Bind Scope vector_scope with point.
Notation "x + y" := (add x y) : vector_scope.
Notation "a * x" := (scale a%R x) : vector_scope.
Notation "- x" := (scale (-1) x) : vector_scope.
Notation "x - y" := (add x (scale (-1) y)) : vector_scope.
Notation "⟨ x , y ⟩" := (dot x%vec y%vec) (at level 0, x at level 99, y at level 99).
(** The square of the norm, [|x|²]. *)
Notation "∥ x ∥²" := (dot x%vec x%vec) (at level 0, x at level 99, only parsing).

Section Calculus.
Context {V : InnerSpace}.
Implicit Types x y z : V.

Lemma dot_add_r x y z : ⟨x, y + z⟩ = ⟨x, y⟩ + ⟨x, z⟩.
Proof. now rewrite dot_sym, dot_add, (dot_sym _ y), (dot_sym _ z). Qed.

Lemma dot_scale_r a x y : ⟨x, a * y⟩ = a * ⟨x, y⟩.
Proof. now rewrite dot_sym, dot_scale, dot_sym. Qed.

Lemma dot_zero x : ⟨zero, x⟩ = 0.
Proof. rewrite <- (scale_zero V x), dot_scale. lra. Qed.

Lemma dot_zero_r x : ⟨x, zero⟩ = 0.
Proof. rewrite dot_sym; apply dot_zero. Qed.

Lemma minus_self x : (x - x)%vec = zero.
Proof.
  replace (x - x)%vec with (1 * x + (-1) * x)%vec by now rewrite scale_one.
  rewrite <- add_scale. replace (1 + -1) with 0 by lra. apply scale_zero.
Qed.

Lemma minus_plus x y : (x + (y - x))%vec = y.
Proof. now rewrite (add_comm _ y), add_assoc, minus_self, add_comm, add_zero. Qed.

(** (x - y) + (y - z) = x - z. *)
Lemma minus_through x y z : ((x - y) + (y - z))%vec = (x - z)%vec.
Proof.
  rewrite <- add_assoc, (add_assoc _ (scale (-1) y)), (add_comm _ (scale (-1) y)), minus_self.
  now rewrite (add_comm _ zero), add_zero.
Qed.

(** |x + y|² = |x|² + 2<x,y> + |y|². *)
Lemma square_add x y : ∥x + y∥² = ∥x∥² + 2 * ⟨x, y⟩ + ∥y∥².
Proof. rewrite dot_add, !dot_add_r, (dot_sym _ y x). lra. Qed.

Lemma square_minus x y : ∥x - y∥² = ∥x∥² - 2 * ⟨x, y⟩ + ∥y∥².
Proof. rewrite square_add, dot_scale, !dot_scale_r. lra. Qed.

Lemma square_scale a x : ∥a * x∥² = a^2 * ∥x∥².
Proof. rewrite dot_scale, dot_scale_r. lra. Qed.

(** Polarisation: <a,v> = (|a|² + |v|² - |v - a|²)/2. *)
Lemma polarisation (a v : V) : ⟨a, v⟩ = (∥a∥² + ∥v∥² - ∥v - a∥²) / 2.
Proof. rewrite square_minus, (dot_sym _ v a). lra. Qed.

Lemma Cauchy_Schwarz x y : ⟨x, y⟩^2 <= ∥x∥² * ∥y∥².
Proof.
  assert (Hx := dot_pos V x); assert (Hy := dot_pos V y).
  assert (Ht : forall t, 0 <= ∥x∥² + 2 * t * ⟨x, y⟩ + t^2 * ∥y∥²).
  { intros t. assert (H := dot_pos V (x + t * y)%vec).
    rewrite square_add, dot_scale_r, square_scale in H. lra. }
  destruct (Req_dec ∥y∥² 0) as [H0|H0].
  - rewrite H0 in *. destruct (Req_dec ⟨x, y⟩ 0) as [->|Hc]; [lra|].
    assert (H := Ht (- (∥x∥² + 1) / ⟨x, y⟩)).
    replace (2 * (- (∥x∥² + 1) / ⟨x, y⟩) * ⟨x, y⟩) with (- 2 * (∥x∥² + 1)) in H by (field; easy). lra.
  - assert (H := Ht (- ⟨x, y⟩ / ∥y∥²)).
    assert (E : ∥x∥² + 2 * (- ⟨x, y⟩ / ∥y∥²) * ⟨x, y⟩ + (- ⟨x, y⟩ / ∥y∥²)^2 * ∥y∥² = ∥x∥² - ⟨x, y⟩^2 / ∥y∥²)
      by (field; easy).
    rewrite E in H. apply Rmult_le_reg_r with (/ ∥y∥²); [apply Rinv_0_lt_compat; lra|].
    replace (∥x∥² * ∥y∥² * / ∥y∥²) with ∥x∥² by (field; easy). unfold Rdiv in H. lra.
Qed.

Definition norm x : R := sqrt ∥x∥².

Lemma norm_pos x : 0 <= norm x.
Proof. apply sqrt_pos. Qed.

Lemma norm_square x : norm x * norm x = ∥x∥².
Proof. apply sqrt_sqrt, dot_pos. Qed.

(** <x,y> <= |x||y|. *)
Lemma dot_le_norms x y : ⟨x, y⟩ <= norm x * norm y.
Proof.
  assert (H := Cauchy_Schwarz x y). rewrite <- !norm_square in H.
  assert (Hx := norm_pos x); assert (Hy := norm_pos y).
  apply Rsqr_incr_0_var; [unfold Rsqr; nra|nra].
Qed.

Lemma norm_scale a x : norm (a * x)%vec = Rabs a * norm x.
Proof.
  unfold norm. rewrite square_scale, sqrt_mult_alt by nra.
  now rewrite <- (sqrt_Rsqr_abs a), Rsqr_pow2.
Qed.

Lemma norm_triangle x y : norm (x + y)%vec <= norm x + norm y.
Proof.
  assert (Hx := norm_pos x); assert (Hy := norm_pos y); assert (Hxy := dot_le_norms x y).
  apply Rsqr_incr_0_var; [|lra].
  unfold Rsqr. rewrite norm_square, square_add, <- !norm_square. nra.
Qed.

(** Finite sums of vectors. *)
Fixpoint vsum (n : nat) (u : nat -> V) : V :=
  match n with
  | O => zero
  | S k => (vsum k u + u k)%vec
  end.

Lemma dot_vsum n u y : ⟨vsum n u, y⟩ = sum n (fun i => ⟨u i, y⟩).
Proof. induction n as [|n IH]; simpl; [apply dot_zero|now rewrite dot_add, IH]. Qed.

Lemma dot_vsum_r n u y : ⟨y, vsum n u⟩ = sum n (fun i => ⟨y, u i⟩).
Proof. rewrite dot_sym, dot_vsum. apply sum_ext. intros; apply dot_sym. Qed.

Lemma square_vsum n u : ∥vsum n u∥² = sum n (fun i => sum n (fun j => ⟨u i, u j⟩)).
Proof. rewrite dot_vsum. apply sum_ext. intros; apply dot_vsum_r. Qed.
End Calculus.

(** Orthogonal projections, and more generally symmetric linear maps. *)
Record linear {V W : InnerSpace} (A : V -> W) : Prop := {
  linear_add : forall x y, A (x + y)%vec = (A x + A y)%vec;
  linear_scale : forall c x, A (c * x)%vec = (c * A x)%vec
}.

Definition symmetric {V : InnerSpace} (A : V -> V) : Prop := forall x y, ⟨A x, y⟩ = ⟨x, A y⟩.

Record projection {V : InnerSpace} (P : V -> V) : Prop := {
  projection_linear : linear P;
  projection_symmetric : symmetric P;
  projection_idempotent : forall x, P (P x) = P x
}.

Lemma linear_minus {V W : InnerSpace} (A : V -> W) x y : linear A -> A (x - y)%vec = (A x - A y)%vec.
Proof. intros H. now rewrite (linear_add _ H), (linear_scale _ H). Qed.

Lemma linear_zero {V W : InnerSpace} (A : V -> W) : linear A -> A zero = zero.
Proof. intros H. now rewrite <- (scale_zero V zero), (linear_scale _ H), scale_zero. Qed.

(** <Px, y> = <Px, Py>. *)
Lemma projection_dot {V : InnerSpace} (P : V -> V) x y : projection P -> ⟨P x, y⟩ = ⟨P x, P y⟩.
Proof. intros H. now rewrite <- (projection_symmetric _ H (P x)), (projection_idempotent _ H). Qed.

(** |Px|² <= |x|². *)
Lemma projection_contracts {V : InnerSpace} (P : V -> V) x : projection P -> ∥P x∥² <= ∥x∥².
Proof.
  intros H. assert (E := dot_pos V (x - P x)%vec).
  rewrite square_minus, (dot_sym _ x (P x)), (projection_dot P x x H) in E. lra.
Qed.

(** R^n: functions of the index of which the first n values count. *)
Definition Rn_dot (n : nat) (x y : nat -> R) : R := sum n (fun i => x i * y i).

Program Definition Rn (n : nat) : InnerSpace := {|
  point := nat -> R;
  zero := fun _ => 0;
  add := fun x y i => x i + y i;
  scale := fun a x i => a * x i;
  dot := Rn_dot n
|}.
Solve Obligations with try solve [intros; apply functional_extensionality; intros; ring].
Next Obligation. apply sum_ext; intros; ring. Qed.
Next Obligation. unfold Rn_dot. rewrite <- sum_plus. apply sum_ext; intros; ring. Qed.
Next Obligation. unfold Rn_dot. rewrite <- sum_scal. apply sum_ext; intros; ring. Qed.
Next Obligation. apply sum_nonneg; intros; nra. Qed.

(** A 0/1 mask on R^n. *)
Definition keep (m : nat -> bool) (i : nat) : R := if m i then 1 else 0.
Definition mask {n} (m : nat -> bool) (x : Rn n) : Rn n := fun i => keep m i * x i.

Lemma mask_projection n m : projection (@mask n m).
Proof.
  split; [split| |].
  - intros x y. apply functional_extensionality; intros i; unfold mask; simpl; ring.
  - intros c x. apply functional_extensionality; intros i; unfold mask; simpl; ring.
  - intros x y. apply sum_ext; intros i _; unfold mask; simpl; ring.
  - intros x. apply functional_extensionality; intros i; unfold mask, keep; destruct (m i); ring.
Qed.
