(** Gradient flows: differential inequalities of the loss, integrated. *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Partita.lib Require Import Recursions.
Open Scope R_scope.

(** A function whose derivative is not positive does not rise. *)
Lemma derivative_decreases (phi dphi : R -> R) t :
  0 <= t -> (forall s, 0 <= s -> is_derive phi s (dphi s)) -> (forall s, 0 <= s -> dphi s <= 0) -> phi t <= phi 0.
Proof.
  intros Ht Hd Hn. destruct (Req_dec t 0) as [H0|H0]; [rewrite H0; lra|].
  destruct (MVT_gen phi 0 t dphi) as [c [Hc Hm]].
  - intros s Hs. apply Hd. rewrite Rmin_left in Hs by lra. lra.
  - intros s Hs. apply continuity_pt_filterlim. apply (ex_derive_continuous phi). eexists. apply Hd.
    rewrite Rmin_left in Hs by lra. lra.
  - rewrite Rmin_left, Rmax_right in Hc by lra. assert (N := Hn c (proj1 Hc)). nra.
Qed.

(** R' <= -c R gives R(t) <= R(0) exp(-c t). *)
Lemma Gronwall (loss dloss : R -> R) c t :
  0 <= t -> (forall s, 0 <= s -> is_derive loss s (dloss s)) -> (forall s, 0 <= s -> dloss s <= - c * loss s) ->
  loss t <= loss 0 * exp (- c * t).
Proof.
  intros Ht Hd Hle.
  assert (D : loss t * exp (c * t) <= loss 0 * exp (c * 0)).
  { apply (derivative_decreases (fun s => loss s * exp (c * s)) (fun s => (dloss s + c * loss s) * exp (c * s))); [easy| |].
    - intros s Hs. evar_last.
      + apply (is_derive_mult loss (fun u => exp (c * u))); [now apply Hd| |intros; apply Rmult_comm].
        auto_derive; [easy|]. reflexivity.
      + unfold plus, mult; simpl. ring.
    - intros s Hs. assert (P := exp_pos (c * s)). specialize (Hle s Hs). nra. }
  rewrite Rmult_0_r, exp_0, Rmult_1_r in D.
  replace (- c * t) with (- (c * t)) by ring. rewrite exp_Ropp. assert (P := exp_pos (c * t)).
  apply Rmult_le_reg_r with (exp (c * t)); [easy|]. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(** R' >= -c R gives R(t) >= R(0) exp(-c t). *)
Lemma Gronwall_lower (loss dloss : R -> R) c t :
  0 <= t -> (forall s, 0 <= s -> is_derive loss s (dloss s)) -> (forall s, 0 <= s -> - c * loss s <= dloss s) ->
  loss 0 * exp (- c * t) <= loss t.
Proof.
  intros Ht Hd Hle.
  assert (G := Gronwall (fun s => - loss s) (fun s => - dloss s) c t Ht).
  cbv beta in G. enough (- loss t <= - loss 0 * exp (- c * t)) by lra. apply G.
  - intros s Hs. apply (is_derive_opp loss). now apply Hd.
  - intros s Hs. specialize (Hle s Hs). lra.
Qed.
