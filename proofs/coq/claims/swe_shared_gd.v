(** [swe-shared-gd]: shared descent from the identity, mode by mode: w+ = w - eta w^{L-1}(w^L - r^L), w_0 = 1, where phi = r^L is an
    eigenvalue of the target. phi^beta = r^{2L-2}, beta = 2 - 2/L. Not covered: that descent keeps the modes (swe-lemma1). *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums Recursions.
Open Scope R_scope.

(** S(w, r) = sum_{k<n} w^k r^{n-1-k}, by which w^n - r^n = (w - r) S(w, r). *)
Fixpoint S_ (n : nat) (w r : R) : R :=
  match n with
  | O => 0
  | S k => w ^ k + r * S_ k w r
  end.

Lemma S_factor n w r : (w - r) * S_ n w r = w ^ n - r ^ n.
Proof. induction n as [|n IH]; simpl; [ring|]. replace (r * r ^ n) with (r * w ^ n - r * (w ^ n - r ^ n)) by ring. rewrite <- IH. ring. Qed.

Lemma S_pos n w r : 0 <= w -> 0 <= r -> 0 <= S_ n w r.
Proof. intros Hw Hr. induction n as [|n IH]; simpl; [lra|]. assert (P := pow_le w n Hw). nra. Qed.

Lemma S_mono n w v r : 0 <= w <= v -> 0 <= r -> S_ n w r <= S_ n v r.
Proof.
  intros Hw Hr. induction n as [|n IH]; simpl; [lra|]. assert (P := pow_incr w v n Hw). nra.
Qed.

Lemma pow_split x n : x * x ^ n = x ^ S n.
Proof. easy. Qed.

(** All terms are at least those at the smaller of w and r, and at most those at the larger: n r^{n-1} <= S <= n w^{n-1}, r <= w. *)
Lemma S_lower n w r : 0 <= r <= w -> INR (S n) * r ^ n <= S_ (S n) w r.
Proof.
  intros H. induction n as [|n IH]; [simpl; lra|]. rewrite S_INR.
  change (S_ (S (S n)) w r) with (w ^ S n + r * S_ (S n) w r).
  assert (P := pow_incr r w (S n) H). assert (Q := Rmult_le_compat_l r _ _ (proj1 H) IH). rewrite <- pow_split in *. lra.
Qed.

Lemma S_upper n w r : 0 <= r <= w -> S_ (S n) w r <= INR (S n) * w ^ n.
Proof.
  intros H. induction n as [|n IH]; [simpl; lra|]. rewrite S_INR.
  change (S_ (S (S n)) w r) with (w ^ S n + r * S_ (S n) w r).
  assert (P := pow_le w n ltac:(lra)).
  assert (Q := Rmult_le_compat_l r _ _ (proj1 H) IH).
  assert (Q2 := Rmult_le_compat_r (INR (S n) * w ^ n) r w ltac:(apply Rmult_le_pos; [apply pos_INR|easy]) (proj2 H)).
  rewrite <- pow_split in *. lra.
Qed.

Lemma S_sym n w r : S_ n w r = S_ n r w.
Proof.
  destruct (Req_dec w r) as [H0|H]; [now rewrite H0|]. apply Rmult_eq_reg_l with (w - r); [|lra].
  assert (E := S_factor n w r). assert (E' := S_factor n r w). lra.
Qed.

Section Mode.
(** L = m + 1 layers. *)
Variables (m : nat) (eta r mu M : R).
Notation L := (S m).
Hypothesis r_pos : 0 < r.
Hypothesis eta_pos : 0 <= eta.
Hypothesis mu_low : mu <= 1 /\ mu <= r ^ m * r ^ m.
Hypothesis M_high : 1 <= M /\ r ^ m * r ^ m <= M.
Hypothesis step : eta * INR L * M <= 1.

Definition next (w : R) : R := w - eta * w ^ m * (w ^ L - r ^ L).
Definition e (w : R) : R := w ^ L - r ^ L.
(** w+ - r = (w - r)(1 - c). *)
Definition c (w : R) : R := eta * w ^ m * S_ L w r.

Lemma next_error w : next w - r = (w - r) * (1 - c w).
Proof. unfold next, c. rewrite <- S_factor. ring. Qed.

Lemma L_pos : 1 <= INR L.
Proof. rewrite S_INR. assert (P := pos_INR m). lra. Qed.

(** From above: phi <= 1 and r <= w <= 1. *)
Lemma above w : r <= w <= 1 -> r <= next w <= 1 /\ (1 - eta * INR L) * e w <= e (next w) <= (1 - eta * INR L * (r ^ m * r ^ m)) * e w.
Proof.
  intros Hw. assert (HL := L_pos).
  assert (Hwm := pow_le_one w m ltac:(lra)). assert (Hrm : r ^ m <= w ^ m) by (apply pow_incr; lra).
  assert (Hr0 := pow_le r m ltac:(lra)).
  assert (Slo := S_lower m w r ltac:(lra)). assert (Shi := S_upper m w r ltac:(lra)).
  assert (C1 : eta * INR L * (r ^ m * r ^ m) <= c w).
  { unfold c. replace (eta * INR L * (r ^ m * r ^ m)) with (eta * (r ^ m * (INR L * r ^ m))) by ring. rewrite (Rmult_assoc eta).
    apply Rmult_le_compat_l; [easy|]. apply Rmult_le_compat; try easy. apply Rmult_le_pos; lra. }
  assert (C2 : c w <= eta * INR L).
  { unfold c. rewrite (Rmult_assoc eta). apply Rmult_le_compat_l; [easy|].
    apply Rle_trans with (1 * (INR L * 1)); [|lra]. apply Rmult_le_compat; try apply Hwm; [apply S_pos; lra|].
    eapply Rle_trans; [apply Shi|]. apply Rmult_le_compat_l; lra. }
  assert (C0 : 0 <= eta * INR L * (r ^ m * r ^ m)) by (apply Rmult_le_pos; [nra|nra]).
  assert (CL : eta * INR L <= 1).
  { assert (0 <= eta * INR L) by nra. assert (eta * INR L * 1 <= eta * INR L * M) by (apply Rmult_le_compat_l; lra). lra. }
  assert (N := next_error w).
  assert (Hn : r <= next w <= w) by nra.
  split; [lra|]. assert (Se : e w = (w - r) * S_ L w r) by (symmetry; apply S_factor).
  assert (Sn : e (next w) = (next w - r) * S_ L (next w) r) by (symmetry; apply S_factor).
  assert (Sm := S_mono L (next w) w r ltac:(lra) ltac:(lra)). assert (S0 := S_pos L w r ltac:(lra) ltac:(lra)).
  assert (E0 : 0 <= e w) by (rewrite Se; apply Rmult_le_pos; lra).
  split.
  - assert (Conv : e w - e (next w) = (w - next w) * S_ L w (next w)) by (unfold e; rewrite S_factor; ring).
    assert (Sc := S_upper m w (next w) ltac:(lra)).
    assert (D1 : (w - next w) * S_ L w (next w) <= (eta * w ^ m * e w) * (INR L * 1)).
    { replace (w - next w) with (eta * w ^ m * e w) by (unfold next, e; ring).
      apply Rmult_le_compat_l; [apply Rmult_le_pos; [apply Rmult_le_pos; lra|easy]|].
      eapply Rle_trans; [apply Sc|]. apply Rmult_le_compat_l; lra. }
    assert (D2 : eta * INR L * e w * w ^ m <= eta * INR L * e w * 1).
    { apply Rmult_le_compat_l; [apply Rmult_le_pos; [nra|easy]|lra]. }
    lra.
  - rewrite Sn, N.
    assert (D1 : (w - r) * (1 - c w) * S_ L (next w) r <= (w - r) * (1 - c w) * S_ L w r).
    { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|easy]. }
    assert (D2 : (1 - c w) * e w <= (1 - eta * INR L * (r ^ m * r ^ m)) * e w) by (apply Rmult_le_compat_r; lra).
    rewrite Se in D2. rewrite Se. lra.
Qed.

(** From below: phi >= 1 and 1 <= w <= r. *)
Lemma below w : 1 <= w <= r -> 1 <= next w <= r /\ (1 - eta * INR L * (r ^ m * r ^ m)) * - e w <= - e (next w) <= (1 - eta * INR L) * - e w.
Proof.
  intros Hw. assert (HL := L_pos).
  assert (Hwm : 1 <= w ^ m) by (apply pow_R1_Rle; lra). assert (Hrm : w ^ m <= r ^ m) by (apply pow_incr; lra).
  assert (Slo := S_lower m r w ltac:(lra)). assert (Shi := S_upper m r w ltac:(lra)). rewrite S_sym in Slo, Shi.
  assert (C2 : c w <= eta * INR L * (r ^ m * r ^ m)).
  { unfold c. replace (eta * INR L * (r ^ m * r ^ m)) with (eta * (r ^ m * (INR L * r ^ m))) by ring. rewrite (Rmult_assoc eta).
    apply Rmult_le_compat_l; [easy|]. apply Rmult_le_compat; try easy; [lra|]. apply S_pos; lra. }
  assert (C1 : eta * INR L * w ^ m * w ^ m <= c w).
  { unfold c. replace (eta * INR L * w ^ m * w ^ m) with (eta * w ^ m * (INR L * w ^ m)) by ring.
    apply Rmult_le_compat_l; [nra|easy]. }
  assert (CL : eta * INR L * (r ^ m * r ^ m) <= 1).
  { assert (0 <= eta * INR L) by nra.
    assert (eta * INR L * (r ^ m * r ^ m) <= eta * INR L * M) by (apply Rmult_le_compat_l; lra). lra. }
  assert (C0 : 0 <= c w) by (apply Rle_trans with (eta * INR L * w ^ m * w ^ m); [repeat apply Rmult_le_pos; lra|easy]).
  assert (N := next_error w).
  assert (Hn : w <= next w <= r) by nra.
  split; [lra|]. assert (Se : - e w = (r - w) * S_ L w r) by (unfold e; rewrite S_sym, S_factor; ring).
  assert (Sn : - e (next w) = (r - next w) * S_ L (next w) r) by (unfold e; rewrite S_sym, S_factor; ring).
  assert (Sm := S_mono L w (next w) r ltac:(lra) ltac:(lra)). assert (S0 := S_pos L w r ltac:(lra) ltac:(lra)).
  assert (E0 : 0 <= - e w) by (rewrite Se; apply Rmult_le_pos; lra).
  split.
  - rewrite Sn. replace (r - next w) with ((r - w) * (1 - c w)) by lra.
    assert (D1 : (r - w) * (1 - c w) * S_ L w r <= (r - w) * (1 - c w) * S_ L (next w) r).
    { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|easy]. }
    assert (D2 : (1 - eta * INR L * (r ^ m * r ^ m)) * - e w <= (1 - c w) * - e w) by (apply Rmult_le_compat_r; lra).
    rewrite Se in D2. rewrite Se. lra.
  - assert (Conv : e (next w) - e w = (next w - w) * S_ L (next w) w) by (unfold e; rewrite S_factor; ring).
    assert (Sc := S_lower m (next w) w ltac:(lra)).
    assert (D0 : 0 <= eta * w ^ m * - e w) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|easy]).
    assert (D1 : (eta * w ^ m * - e w) * (INR L * w ^ m) <= (next w - w) * S_ L (next w) w).
    { replace (next w - w) with (eta * w ^ m * - e w) by (unfold next, e; ring). apply Rmult_le_compat_l; easy. }
    assert (D2 : eta * INR L * - e w * 1 <= eta * INR L * - e w * (w ^ m * w ^ m)).
    { apply Rmult_le_compat_l; [apply Rmult_le_pos; [nra|easy]|]. nra. }
    lra.
Qed.

(** The run of a mode from w_0 = 1: no overshoot, and both bounds on the error at each step. *)
Fixpoint w_ (t : nat) : R := match t with O => 1 | S k => next (w_ k) end.

Lemma squeeze x y l u : 0 <= l -> l * x <= y <= u * x -> 0 <= x -> l^2 * x^2 <= y^2 <= u^2 * x^2.
Proof.
  intros Hl [H1 H2] Hx. assert (P : 0 <= l * x) by nra.
  replace (l^2 * x^2) with ((l * x)^2) by ring. replace (u^2 * x^2) with ((u * x)^2) by ring.
  split; apply pow_incr; lra.
Qed.

Lemma mode_step t :
  (1 - eta * INR L * M)^2 * e (w_ t)^2 <= e (w_ (S t))^2 <= (1 - eta * INR L * mu)^2 * e (w_ t)^2.
Proof.
  assert (HL := L_pos). assert (HeL : 0 <= eta * INR L) by nra.
  assert (Hm1 := Rmult_le_compat_l _ _ _ HeL (proj1 mu_low)). assert (Hm2 := Rmult_le_compat_l _ _ _ HeL (proj2 mu_low)).
  assert (HM1 := Rmult_le_compat_l _ _ _ HeL (proj1 M_high)). assert (HM2 := Rmult_le_compat_l _ _ _ HeL (proj2 M_high)).
  destruct (Rle_dec r 1) as [Hr|Hr].
  - assert (Hw : r <= w_ t <= 1) by (induction t as [|t IH]; simpl; [lra|]; apply above; easy).
    destruct (above (w_ t) Hw) as [_ [A1 A2]].
    assert (E0 : 0 <= e (w_ t)) by (unfold e; assert (P := pow_incr r (w_ t) L ltac:(lra)); lra).
    change (w_ (S t)) with (next (w_ t)). apply squeeze; [lra| |easy]. nra.
  - assert (Hw : 1 <= w_ t <= r) by (induction t as [|t IH]; simpl; [lra|]; apply below; easy).
    destruct (below (w_ t) Hw) as [_ [A1 A2]].
    assert (E0 : 0 <= - e (w_ t)) by (unfold e; assert (P := pow_incr (w_ t) r L ltac:(lra)); lra).
    change (w_ (S t)) with (next (w_ t)).
    replace (e (w_ t)^2) with ((- e (w_ t))^2) by ring. replace (e (next (w_ t))^2) with ((- e (next (w_ t)))^2) by ring.
    apply squeeze; [lra| |easy]. nra.
Qed.
End Mode.

(** All modes: d eigenvalues phi_i = r_i^L > 0 of the target, R(t) = (1/2) sum (w_i^L - phi_i)². *)
Section Modes.
Variables (m d : nat) (eta mu M : R) (r : nat -> R).
Notation L := (INR (S m)).
Hypothesis definite : forall i, (i < d)%nat -> 0 < r i.
Hypothesis eta_pos : 0 <= eta.
Hypothesis mu_value : mu <= 1 /\ forall i, (i < d)%nat -> mu <= r i ^ m * r i ^ m.
Hypothesis M_value : 1 <= M /\ forall i, (i < d)%nat -> r i ^ m * r i ^ m <= M.
Hypothesis step : eta * L * M <= 1.

Definition loss (t : nat) : R := sum d (fun i => e m (r i) (w_ m eta (r i) t) ^ 2) / 2.

(** claim: swe-shared-gd, part: upper, given: the modes of the run *)
(** R(t) <= R(0)(1 - eta L mu)^{2t}, mu = min(1, lambda_min^beta). *)
Theorem shared_upper t : loss t <= loss 0 * (1 - eta * L * mu) ^ (2 * t).
Proof.
  rewrite pow_mult, (Rmult_comm (loss 0)). apply (linear_rate loss); [apply pow2_ge_0|]. intros s _. unfold loss.
  enough (E : sum d (fun i => e m (r i) (w_ m eta (r i) (S s)) ^ 2) <=
    sum d (fun i => (1 - eta * L * mu)^2 * e m (r i) (w_ m eta (r i) s) ^ 2)) by (rewrite sum_scal in E; lra).
  apply sum_le. intros i Hi.
  apply (mode_step m eta (r i) mu M (definite i Hi) eta_pos); try easy; split; try apply mu_value; try apply M_value; easy.
Qed.

(** claim: swe-shared-gd, part: lower, given: the modes of the run *)
(** R(t) >= R(0)(1 - eta L M)^{2t}, M = max(1, lambda_max^beta). *)
Theorem shared_lower t : loss 0 * (1 - eta * L * M) ^ (2 * t) <= loss t.
Proof.
  rewrite pow_mult, (Rmult_comm (loss 0)). apply (linear_rate_lower loss); [apply pow2_ge_0|]. intros s _. unfold loss.
  enough (E : sum d (fun i => (1 - eta * L * M)^2 * e m (r i) (w_ m eta (r i) s) ^ 2) <=
    sum d (fun i => e m (r i) (w_ m eta (r i) (S s)) ^ 2)) by (rewrite sum_scal in E; lra).
  apply sum_le. intros i Hi.
  apply (mode_step m eta (r i) mu M (definite i Hi) eta_pos); try easy; split; try apply mu_value; try apply M_value; easy.
Qed.

(** claim: swe-shared-gd, part: exponential, given: the modes of the run *)
(** R(t) <= R(0) exp(-2 L mu eta t). *)
Theorem shared_exponential t : loss t <= loss 0 * exp (-2 * L * mu * eta * INR t).
Proof.
  eapply Rle_trans; [apply shared_upper|]. apply Rmult_le_compat_l.
  - unfold loss. apply Rmult_le_pos; [|lra]. apply sum_nonneg. intros; apply pow2_ge_0.
  - assert (P : eta * L * mu <= 1).
    { assert (HL : 0 <= L) by apply pos_INR. assert (HeL : 0 <= eta * L) by nra.
      assert (Q1 := Rmult_le_compat_l _ _ _ HeL (proj1 mu_value)). assert (Q2 := Rmult_le_compat_l _ _ _ HeL (proj1 M_value)). lra. }
    eapply Rle_trans; [apply pow_le_exp, P|]. apply Req_le. f_equal. rewrite mult_INR. simpl (INR 2). ring.
Qed.
End Modes.
