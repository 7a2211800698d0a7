#ifndef PARTITA_CFLINT_H
#define PARTITA_CFLINT_H

#include <stdio.h>
#include <arb.h>
#include <arb_mat.h>
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>

/* Entries of matrices are macros there. */
static inline arb_ptr partita_arb_entry(const arb_mat_struct *A, slong i, slong j) { return arb_mat_entry(A, i, j); }
static inline fmpq *partita_fmpq_entry(const fmpq_mat_struct *A, slong i, slong j) { return fmpq_mat_entry(A, i, j); }

#endif
