#ifndef PARTITA_CMPFI_H
#define PARTITA_CMPFI_H

/* MPFI declares what writes to files only if stdio.h came before. */
#include <stdio.h>

#include <gmp.h>
#include <mpfr.h>
#include <mpfi.h>

typedef __mpfi_struct CInterval;
typedef __mpfr_struct CReal;
typedef __mpq_struct CRational;
typedef __mpz_struct CInteger;

/* The names of GMP are macros, some of them with code: Swift sees neither. */
static inline void partita_q_init(CRational *x) { mpq_init(x); }
static inline void partita_q_clear(CRational *x) { mpq_clear(x); }
static inline void partita_q_set(CRational *x, CRational *a) { mpq_set(x, a); }
static inline void partita_q_swap(CRational *x, CRational *y) { mpq_swap(x, y); }
static inline void partita_q_set_si(CRational *x, long a) { mpq_set_si(x, a, 1); }
static inline void partita_q_add(CRational *x, CRational *a, CRational *b) { mpq_add(x, a, b); }
static inline void partita_q_sub(CRational *x, CRational *a, CRational *b) { mpq_sub(x, a, b); }
static inline void partita_q_mul(CRational *x, CRational *a, CRational *b) { mpq_mul(x, a, b); }
static inline void partita_q_div(CRational *x, CRational *a, CRational *b) { mpq_div(x, a, b); }
static inline void partita_q_neg(CRational *x, CRational *a) { mpq_neg(x, a); }
static inline void partita_q_abs(CRational *x, CRational *a) { mpq_abs(x, a); }
static inline int partita_q_sgn(CRational *a) { return mpq_sgn(a); }
static inline int partita_q_cmp(CRational *a, CRational *b) { return mpq_cmp(a, b); }
static inline int partita_q_is_whole(CRational *a) { return mpz_cmp_ui(mpq_denref(a), 1) == 0; }

/* Numerator and denominator together. */
static inline size_t partita_q_bits(CRational *a) {
    return mpz_sizeinbase(mpq_numref(a), 2) + mpz_sizeinbase(mpq_denref(a), 2);
}

/* 1 and the number if it is whole and fits, else 0. */
static inline int partita_q_get_si(CRational *a, long *result) {
    if (!partita_q_is_whole(a) || !mpz_fits_slong_p(mpq_numref(a))) return 0;
    *result = mpz_get_si(mpq_numref(a));
    return 1;
}

static inline int partita_q_is_even(CRational *a) { return mpz_even_p(mpq_numref(a)); }

static inline void partita_q_floor(CRational *x, CRational *a) {
    mpz_fdiv_q(mpq_numref(x), mpq_numref(a), mpq_denref(a));
    mpz_set_ui(mpq_denref(x), 1);
}

static inline void partita_q_ceil(CRational *x, CRational *a) {
    mpz_cdiv_q(mpq_numref(x), mpq_numref(a), mpq_denref(a));
    mpz_set_ui(mpq_denref(x), 1);
}

/* A power of a number in lowest terms is in lowest terms. */
static inline void partita_q_pow(CRational *x, CRational *a, unsigned long n) {
    mpz_pow_ui(mpq_numref(x), mpq_numref(a), n);
    mpz_pow_ui(mpq_denref(x), mpq_denref(a), n);
}

/* 1 and the root if a >= 0 is the square of a rational number, else 0. */
static inline int partita_q_root(CRational *x, CRational *a) {
    if (!mpz_perfect_square_p(mpq_numref(a)) || !mpz_perfect_square_p(mpq_denref(a))) return 0;
    mpz_sqrt(mpq_numref(x), mpq_numref(a));
    mpz_sqrt(mpq_denref(x), mpq_denref(a));
    return 1;
}

/* digits (in the base) times scale^exponent; 0 if these are no digits. */
static inline int partita_q_set_digits(CRational *x, const char *digits, int base, unsigned long scale, long exponent) {
    CInteger power;
    if (mpz_set_str(mpq_numref(x), digits, base) != 0) return 0;
    mpz_set_ui(mpq_denref(x), 1);
    mpz_init(&power);
    mpz_ui_pow_ui(&power, scale, exponent < 0 ? -(unsigned long)exponent : (unsigned long)exponent);
    if (exponent < 0) mpz_set(mpq_denref(x), &power);
    else mpz_mul(mpq_numref(x), mpq_numref(x), &power);
    mpz_clear(&power);
    mpq_canonicalize(x);
    return 1;
}

/* Decimal digits, to be freed. */
static inline char *partita_q_get_str(CRational *a) { return mpq_get_str(NULL, 10, a); }

static inline void partita_q_factorial(CRational *x, unsigned long n) {
    mpz_fac_ui(mpq_numref(x), n);
    mpz_set_ui(mpq_denref(x), 1);
}

static inline void partita_q_binomial(CRational *x, unsigned long n, unsigned long k) {
    mpz_bin_uiui(mpq_numref(x), n, k);
    mpz_set_ui(mpq_denref(x), 1);
}

/* A finite number is rational. */
static inline void partita_q_set_real(CRational *x, CReal *a) { mpfr_get_q(x, a); }

/* The ends of an interval. */
static inline CReal *partita_lower(CInterval *x) { return &x->left; }
static inline CReal *partita_upper(CInterval *x) { return &x->right; }
static inline int partita_sgn(CReal *a) { return mpfr_sgn(a); }
static inline int partita_is_finite(CInterval *x) { return mpfr_number_p(&x->left) && mpfr_number_p(&x->right); }
static inline int partita_is_zero(CInterval *x) { return mpfr_zero_p(&x->left) && mpfr_zero_p(&x->right); }
static inline int partita_has_zero(CInterval *x) { return mpfr_sgn(&x->left) <= 0 && mpfr_sgn(&x->right) >= 0; }

#endif
