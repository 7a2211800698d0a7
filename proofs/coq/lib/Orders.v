(** Ordered sequences: the largest of several numbers have at least their share of the sum. *)

From Coq Require Import Reals Lra Lia Psatz.
From Partita.lib Require Import Sums.
Open Scope R_scope.

(** The r largest of q numbers have at least r/q of the sum: s_0 >= s_1 >= ... *)
Lemma top_share (s : nat -> R) r q :
  (0 < r <= q)%nat -> (forall i j, (i <= j)%nat -> s j <= s i) -> INR r / INR q * sum q s <= sum r s.
Proof.
  intros Hr Hs.
  assert (Hq : 0 < INR q) by (apply lt_0_INR; lia).
  assert (K : INR r * sum q s <= INR q * sum r s).
  { replace q with (r + (q - r))%nat by lia. set (k := (q - r)%nat). clearbody k. clear Hq. induction k as [|k IH].
    - rewrite Nat.add_0_r. lra.
    - replace (r + S k)%nat with (S (r + k)) by lia. rewrite S_INR. cbn [sum].
      assert (T : INR r * s (r + k)%nat <= sum r s).
      { rewrite <- sum_const. apply sum_le. intros i Hi. apply Hs. lia. }
      lra. }
  apply Rmult_le_reg_r with (INR q); [easy|].
  replace (INR r / INR q * sum q s * INR q) with (INR r * sum q s) by (field; lra). lra.
Qed.
