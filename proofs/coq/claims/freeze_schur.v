(** [freeze-schur]: a quadratic with a frozen block. The error is (u, d): u on the trained coordinates, d on the frozen ones.

    H_AA, H_FF are symmetric, H_FA is the adjoint of H_AF, and S is the Schur complement, all as linear maps of inner-product
    spaces U (trained) and F (frozen). Not covered: the spectra of H_AA and S (parts trained-min, trained-max, schur-min). *)

From Coq Require Import Reals Lra Lia Psatz FunctionalExtensionality.
From Partita.lib Require Import Sums InnerSpace Quadratic Recursions.
Open Scope R_scope.

Record Blocks := {
  trained : InnerSpace;
  frozen : InnerSpace;
  HAA : trained -> trained;
  HAF : frozen -> trained;
  HFA : trained -> frozen;
  HFF : frozen -> frozen;
  (** The inverse of H_AA, on the range of H_AF. *)
  solve : trained -> trained;
  HAA_linear : linear HAA;
  HAF_linear : linear HAF;
  HAA_symmetric : symmetric HAA;
  HFA_adjoint : forall u d, dot (HFA u) d = dot u (HAF d);
  solve_inverse : forall d, HAA (solve (HAF d)) = HAF d
}.

Section Frozen.
Variable B : Blocks.
Notation U := (trained B).
Notation F := (frozen B).

(** The excess loss: <(u,d), H(u,d)>/2. *)
Definition excess (u : U) (d : F) : R := (⟨u, HAA B u⟩ + 2 * ⟨u, HAF B d⟩ + ⟨d, HFF B d⟩) / 2.
(** d'Sd/2 with S = H_FF - H_FA H_AA^{-1} H_AF. *)
Definition schur (d : F) : R := (⟨d, HFF B d⟩ - ⟨d, HFA B (solve B (HAF B d))⟩) / 2.
(** The distance to the limit point -H_AA^{-1} H_AF d. *)
Definition rest (u : U) (d : F) : U := (u + solve B (HAF B d))%vec.
(** A step: the gradient on the trained coordinates is H_AA u + H_AF d. *)
Definition step (eta : R) (u : U) (d : F) : U := (u - eta * (HAA B u + HAF B d))%vec.

Lemma rest_gradient u d : HAA B (rest u d) = (HAA B u + HAF B d)%vec.
Proof. unfold rest. now rewrite (linear_add _ (HAA_linear B)), solve_inverse. Qed.

(** The square is completed: excess = |rest|²_{H_AA}/2 + d'Sd/2. *)
Lemma completed u d : excess u d = quadratic (HAA B) (rest u d) + schur d.
Proof.
  unfold quadratic. rewrite rest_gradient. unfold rest, excess, schur.
  rewrite dot_add, !dot_add_r.
  rewrite (dot_sym _ d (HFA B _)), (HFA_adjoint B).
  rewrite <- (HAA_symmetric B (solve B (HAF B d)) u), solve_inverse, (dot_sym _ (HAF B d) u). lra.
Qed.

Lemma rest_step eta u d : rest (step eta u d) d = (rest u d - eta * HAA B (rest u d))%vec.
Proof.
  rewrite rest_gradient. unfold rest, step. rewrite <- !add_assoc. f_equal. apply add_comm.
Qed.

(** (I - eta H_AA)^t. *)
Fixpoint steps (eta : R) (t : nat) (r : U) : U :=
  match t with
  | O => r
  | S k => (steps eta k r - eta * HAA B (steps eta k r))%vec
  end.

Section Run.
Variables (eta : R) (u : nat -> U) (d : F).
Hypothesis run : forall t, u (S t) = step eta (u t) d.

Lemma rest_run t : rest (u t) d = steps eta t (rest (u 0%nat) d).
Proof. induction t as [|t IH]; [easy|]. rewrite run, rest_step, IH. easy. Qed.

(** claim: freeze-schur, part: identity *)
(** f(x_t) - f_* = d'Sd/2 + |(I - eta H_AA)^t u_0|²_{H_AA}/2, for every eta and t. *)
Theorem freeze_identity t : excess (u t) d = schur d + quadratic (HAA B) (steps eta t (rest (u 0%nat) d)).
Proof. rewrite completed, rest_run. lra. Qed.

(** claim: freeze-schur, part: rate, given: |(I - eta H_AA)r|_{H_AA} <= q|r|_{H_AA}, q = max |1 - eta lambda| *)
(** f(x_t) - f_infinity <= q^{2t}(f(x_0) - f_infinity). *)
Theorem freeze_rate q t :
  0 <= q -> (forall r, quadratic (HAA B) (r - eta * HAA B r)%vec <= q^2 * quadratic (HAA B) r) ->
  excess (u t) d - schur d <= (excess (u 0%nat) d - schur d) * q ^ (2 * t).
Proof.
  intros Hq HR. rewrite pow_mult, (Rmult_comm (_ - _)).
  apply (linear_rate (fun s => excess (u s) d - schur d)); [nra|]. intros s _.
  rewrite !completed, run, rest_step. specialize (HR (rest (u s) d)). lra.
Qed.

(** claim: freeze-schur, part: iterate, given: |(I - eta H_AA)r| <= q|r|, q = max |1 - eta lambda| *)
(** |x_t - x_infinity| <= q^t |u_0|, in squares. *)
Theorem freeze_iterate q t :
  0 <= q -> (forall r : U, ∥r - eta * HAA B r∥² <= q^2 * ∥r∥²) ->
  ∥rest (u t) d∥² <= (q ^ t)^2 * ∥rest (u 0%nat) d∥².
Proof.
  intros Hq HR. rewrite <- pow_mult, Nat.mul_comm, pow_mult.
  apply (linear_rate (fun s => ∥rest (u s) d∥²)); [nra|]. intros s _.
  rewrite run, rest_step. apply HR.
Qed.

(** claim: freeze-schur, part: descent, given: <r, H_AA r> >= 0 and |H_AA r|²_{H_AA} <= h|H_AA r|², h = lambda_max(H_AA) *)
(** eta h <= 2 gives f(x_t) <= f(x_0). *)
Theorem freeze_descent h t :
  0 <= eta -> eta * h <= 2 -> (forall r : U, ⟨HAA B r, HAA B (HAA B r)⟩ <= h * ∥HAA B r∥²) ->
  excess (u t) d <= excess (u 0%nat) d.
Proof.
  intros He Hh HR.
  enough (E : excess (u t) d - schur d <= 1 ^ t * (excess (u 0%nat) d - schur d)) by (rewrite pow1 in E; lra).
  apply (linear_rate (fun s => excess (u s) d - schur d)); [lra|]. intros s _.
  rewrite !completed, run, rest_step, (quadratic_step _ (HAA_linear B) (HAA_symmetric B)).
  set (r := rest (u s) d).
  assert (A := Rmult_le_compat_l (eta^2 / 2) _ _ ltac:(nra) (HR r)).
  assert (Bd : 0 <= eta * (2 - eta * h) * ∥HAA B r∥²) by (apply Rmult_le_pos; [nra|apply dot_pos]). lra.
Qed.

(** claim: freeze-schur, part: floor *)
(** H >= mu I gives f(x_t) >= f_* + (mu/2)|d|². *)
Theorem freeze_floor mu t :
  0 <= mu -> (forall v e, mu * (∥v∥² + ∥e∥²) <= 2 * excess v e) -> mu * ∥d∥² / 2 <= excess (u t) d.
Proof.
  intros Hmu HH. specialize (HH (u t) d).
  assert (Hu := Rmult_le_pos _ _ Hmu (dot_pos U (u t))). lra.
Qed.
End Run.

(** claim: freeze-schur, part: schur-max *)
(** S <= H_FF. *)
Theorem schur_below d : (forall r : U, 0 <= ⟨r, HAA B r⟩) -> 2 * schur d <= ⟨d, HFF B d⟩.
Proof.
  intros Hp. unfold schur. rewrite (dot_sym _ d (HFA B _)), HFA_adjoint.
  assert (P := Hp (solve B (HAF B d))). rewrite solve_inverse in P. lra.
Qed.

(** claim: freeze-schur, part: schur-min *)
(** S >= mu I, where H >= mu I. *)
Theorem schur_above mu d :
  0 <= mu -> (forall v e, mu * (∥v∥² + ∥e∥²) <= 2 * excess v e) -> mu * ∥d∥² <= 2 * schur d.
Proof.
  intros Hmu HH. specialize (HH (- solve B (HAF B d))%vec d).
  rewrite completed in HH. unfold rest in HH.
  rewrite (add_comm _ (- solve B (HAF B d))%vec), minus_self in HH.
  unfold quadratic in HH. rewrite dot_zero in HH.
  assert (P := Rmult_le_pos _ _ Hmu (dot_pos U (- solve B (HAF B d))%vec)). lra.
Qed.
End Frozen.

(** Not empty: two coordinates, one of them frozen. *)
Program Definition plane (haa haf hff : R) (positive : haa <> 0) : Blocks := {|
  trained := Rn 1; frozen := Rn 1;
  HAA := fun u => (haa * u)%vec; HAF := fun d => (haf * d)%vec;
  HFA := fun u => (haf * u)%vec; HFF := fun d => (hff * d)%vec;
  solve := fun u => (/ haa * u)%vec
|}.
Next Obligation. split; intros; apply functional_extensionality; intros i; simpl; ring. Qed.
Next Obligation. split; intros; apply functional_extensionality; intros i; simpl; ring. Qed.
Next Obligation. intros x y. simpl. unfold Rn_dot. simpl. lra. Qed.
Next Obligation. unfold Rn_dot. simpl. lra. Qed.
Next Obligation. apply functional_extensionality; intros i; simpl; field; easy. Qed.
