(** [swe-shared-flow]: shared flow from the identity, mode by mode: u' = -L |u|^beta (u - phi), beta = 2 - 2/L, u_0 = 1, for a symmetric
    target. Given: u stays between 1 and phi, where |u|^beta is between m^beta and M^beta. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Partita.lib Require Import Sums Recursions Flows.
Open Scope R_scope.

Section Modes.
Variables (d : nat) (L mb Mb : R) (phi : nat -> R) (u speed : nat -> R -> R).
Hypothesis L_pos : 0 <= L.
(** speed = |u|^beta. *)
Hypothesis flow : forall i s, 0 <= s -> is_derive (u i) s (- L * speed i s * (u i s - phi i)).
Hypothesis segment : forall i s, 0 <= s -> mb <= speed i s <= Mb.

Definition loss (s : R) : R := sum d (fun i => (u i s - phi i)^2) / 2.
Definition dloss (s : R) : R := sum d (fun i => - L * speed i s * (u i s - phi i)^2).

Lemma loss_derive s : 0 <= s -> is_derive loss s (dloss s).
Proof.
  intros Hs. unfold loss, dloss. induction d as [|n IH]; simpl.
  - evar_last; [apply (is_derive_ext (fun _ => 0)); [intros; lra|apply is_derive_const]|easy].
  - apply (is_derive_ext (fun r => sum n (fun i => (u i r - phi i)^2) / 2 + (u n r - phi n)^2 / 2)).
    { intros r. unfold Rdiv. simpl. ring. }
    apply (is_derive_plus (fun r => sum n (fun i => (u i r - phi i)^2) / 2)); [apply IH|].
    evar_last.
    + apply (is_derive_ext (fun r => / 2 * ((u n r - phi n)^2))); [intros; unfold Rdiv; apply Rmult_comm|].
      apply (is_derive_scal (fun r => (u n r - phi n)^2)), (is_derive_pow (fun r => u n r - phi n) 2).
      apply (is_derive_minus (u n) (fun _ => phi n)); [now apply flow|apply is_derive_const].
    + unfold minus, plus, opp, zero; simpl. field.
Qed.

(** claim: swe-shared-flow, part: upper, given: the modes of the flow; |u|^(2 - 2/L) is at least m^(2 - 2/L) on its way *)
(** R(t) <= R(0) exp(-2 L m^beta t). *)
Theorem shared_flow_upper t : 0 <= t -> loss t <= loss 0 * exp (-2 * L * mb * t).
Proof.
  intros Ht. replace (-2 * L * mb * t) with (- (2 * L * mb) * t) by ring.
  apply (Gronwall loss dloss); [easy|exact loss_derive|]. intros s Hs. unfold loss, dloss.
  enough (E : sum d (fun i => - L * speed i s * (u i s - phi i)^2) <= sum d (fun i => - L * mb * (u i s - phi i)^2))
    by (rewrite sum_scal in E; lra).
  apply sum_le. intros i _. apply Rmult_le_compat_r; [apply pow2_ge_0|]. assert (Q := segment i s Hs). nra.
Qed.

(** claim: swe-shared-flow, part: lower, given: the modes of the flow; |u|^(2 - 2/L) is at most M^(2 - 2/L) on its way *)
(** R(t) >= R(0) exp(-2 L M^beta t). *)
Theorem shared_flow_lower t : 0 <= t -> loss 0 * exp (-2 * L * Mb * t) <= loss t.
Proof.
  intros Ht. replace (-2 * L * Mb * t) with (- (2 * L * Mb) * t) by ring.
  apply (Gronwall_lower loss dloss); [easy|exact loss_derive|]. intros s Hs. unfold loss, dloss.
  enough (E : sum d (fun i => - L * Mb * (u i s - phi i)^2) <= sum d (fun i => - L * speed i s * (u i s - phi i)^2))
    by (rewrite sum_scal in E; lra).
  apply sum_le. intros i _. apply Rmult_le_compat_r; [apply pow2_ge_0|]. assert (Q := segment i s Hs). nra.
Qed.
End Modes.
