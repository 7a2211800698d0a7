(** [zas-exact-modes]: a singular mode of the zero-asymmetric start, with the hidden factor a and the last factor b. L = m + 2 layers.
    Not covered: that descent keeps the singular directions, so that modes decouple (part layers). *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Partita.lib Require Import Sums Recursions Means.
Open Scope R_scope.

(** claim: zas-exact-modes, part: invariant *)
(** (a, b) <- (a - eta b a^{L-2} e, b - eta a^{L-1} e) gives a² - b² <- (a² - b²)(1 - eta² e² a^{2L-4}). *)
Theorem zas_invariant m eta a b e :
  (a - eta * b * a ^ m * e)^2 - (b - eta * a ^ S m * e)^2 = (a^2 - b^2) * (1 - eta^2 * e^2 * a ^ (2 * m)).
Proof.
  replace (2 * m)%nat with (m + m)%nat by lia. rewrite pow_add. simpl (a ^ S m). ring.
Qed.

(** g = (1 + x)^{L-2}(1 + L x), x = sinh²(theta). *)
Definition rate (m : nat) (x : R) : R := (1 + x) ^ m * (1 + INR (m + 2) * x).

(** claim: zas-exact-modes, part: local-rate *)
(** At the end of the flow sigma² = x(1 + x)^{L-1}, and g >= max(1, L sigma^{2 - 2/L}): weighted means. *)
Theorem zas_local_rate m x sigma :
  0 < x -> 0 < sigma -> sigma^2 = x * (1 + x) ^ (m + 1) ->
  Rmax 1 (INR (m + 2) * Rpower sigma (2 - 2 / INR (m + 2))) <= rate m x.
Proof.
  intros Hx Hs E. set (L := INR (m + 2)).
  assert (EL : L = INR m + 2) by (unfold L; rewrite plus_INR; simpl; ring).
  assert (Hm := pos_INR m). assert (HL : 2 <= L) by lra.
  assert (Hp : 1 <= (1 + x) ^ m) by (apply pow_R1_Rle; lra).
  apply Rmax_lub.
  - unfold rate. fold L. assert (H1 : 1 <= 1 + L * x) by nra.
    assert (H2 := Rmult_le_compat 1 _ 1 _ ltac:(lra) ltac:(lra) Hp H1). lra.
  - assert (W := weighted_means ((L - 1) / L) x (1 + x)).
    assert (Hw : 0 <= (L - 1) / L <= 1).
    { split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]|].
      apply Rmult_le_reg_r with L; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    specialize (W Hw Hx ltac:(lra)).
    replace ((L - 1) / L * x + (1 - (L - 1) / L) * (1 + x)) with ((1 + L * x) / L) in W by (field; lra).
    assert (P : Rpower sigma (2 - 2 / L) = (1 + x) ^ m * (Rpower x ((L - 1) / L) * Rpower (1 + x) (1 - (L - 1) / L))).
    { rewrite <- (Rpower_pow m) by lra. unfold Rpower. rewrite <- !exp_plus. f_equal.
      assert (El : 2 * ln sigma = ln x + INR (m + 1) * ln (1 + x)).
      { rewrite <- ln_pow, <- ln_mult, <- E by (try apply pow_lt; lra). rewrite ln_pow by easy. simpl. ring. }
      rewrite plus_INR in El. simpl in El.
      replace ((2 - 2 / L) * ln sigma) with ((1 - / L) * (2 * ln sigma)) by (field; lra). rewrite El, EL. field. lra. }
    rewrite P. unfold rate. fold L.
    replace (L * ((1 + x) ^ m * (Rpower x ((L - 1) / L) * Rpower (1 + x) (1 - (L - 1) / L))))
      with ((1 + x) ^ m * (L * (Rpower x ((L - 1) / L) * Rpower (1 + x) (1 - (L - 1) / L)))) by ring.
    apply Rmult_le_compat_l; [lra|].
    assert (W2 := Rmult_le_compat_l L _ _ ltac:(lra) W). replace (L * ((1 + L * x) / L)) with (1 + L * x) in W2 by (field; lra). easy.
Qed.

(** claim: zas-exact-modes, part: flow, given: the flow of a = cosh(theta), b = sinh(theta) alone *)
(** e = sinh cosh^{L-1} - sigma and theta' = -cosh^{L-2} e give e' = -g e. *)
Theorem zas_error_rate m sigma theta t :
  (forall s, is_derive theta s (- cosh (theta s) ^ m * (sinh (theta s) * cosh (theta s) ^ S m - sigma))) ->
  is_derive (fun s => sinh (theta s) * cosh (theta s) ^ S m - sigma) t
    (- rate m (sinh (theta t)^2) * (sinh (theta t) * cosh (theta t) ^ S m - sigma)).
Proof.
  intros Ht.
  assert (Ds : forall s, is_derive (fun u => sinh (theta u)) s (cosh (theta s) * (- cosh (theta s) ^ m * (sinh (theta s) * cosh (theta s) ^ S m - sigma)))).
  { intros s. evar_last; [apply (is_derive_comp sinh theta)|]; [|apply Ht|].
    - apply is_derive_Reals. apply derivable_pt_lim_sinh.
    - unfold scal; simpl; unfold mult; simpl. ring. }
  assert (Dc : forall s, is_derive (fun u => cosh (theta u)) s (sinh (theta s) * (- cosh (theta s) ^ m * (sinh (theta s) * cosh (theta s) ^ S m - sigma)))).
  { intros s. evar_last; [apply (is_derive_comp cosh theta)|]; [|apply Ht|].
    - apply is_derive_Reals. apply derivable_pt_lim_cosh.
    - unfold scal; simpl; unfold mult; simpl. ring. }
  assert (C2 : cosh (theta t)^2 = 1 + sinh (theta t)^2).
  { unfold cosh, sinh. assert (H : exp (theta t) * exp (- theta t) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
    nra. }
  evar_last.
  - apply (is_derive_minus (fun s => sinh (theta s) * cosh (theta s) ^ S m) (fun _ => sigma)); [|apply is_derive_const].
    apply (is_derive_mult (fun s => sinh (theta s)) (fun s => cosh (theta s) ^ S m)).
    + apply Ds.
    + apply (is_derive_pow (fun s => cosh (theta s)) (S m)), Dc.
    + intros; apply Rmult_comm.
  - unfold minus, plus, opp, zero, mult; simpl. unfold rate.
    rewrite plus_INR. simpl (INR 2).
    replace (match m with O => 1 | S _ => INR m + 1 end) with (INR m + 1) by (destruct m; simpl; ring).
    set (s := sinh (theta t)) in *. set (c := cosh (theta t)) in *. simpl in C2.
    replace (1 + (INR m + (1 + 1)) * (s * (s * 1))) with (c * c + (INR m + 1) * (s * s)) by lra.
    replace ((1 + s * (s * 1)) ^ m) with (c ^ m * c ^ m); [ring|].
    rewrite <- pow_add. replace (m + m)%nat with (2 * m)%nat by lia. rewrite pow_mult. f_equal. simpl. lra.
Qed.
