// Arithmetic on dense blocks of doubles, stored by columns, written once and compiled for several instruction sets; the best one
// that the processor has is chosen when it is called. Sums run in an order that depends on shapes alone: how work is cut into
// columns or panels, and who does which, changes no bit.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

/// One set of kernels. All are for one thread and allocate nothing; views must not overlap unless said.
typedef struct PartitaKernels {
    const char *name;

    /// C <- alpha op(A) op(B) + beta C, for op(A) m x k and op(B) k x n. With beta = 0, C is not read.
    void (*product)(
        long m, long n, long k, double alpha, const double *a, long lda, bool transposeA, const double *b, long ldb,
        bool transposeB, double beta, double *c, long ldc);

    /// The number of doubles that a packed m x k matrix takes, and of the panels of rows that it is cut into.
    long (*packedCount)(long m, long k);
    long (*panelCount)(long m);
    /// Packs the rows of panels first ... last - 1.
    void (*pack)(long m, long k, const double *a, long lda, double *packed, long first, long last);
    /// C <- A B for a packed A, in the rows of panels first ... last - 1.
    void (*packedProduct)(
        long m, long n, long k, const double *packed, const double *b, long ldb, double *c, long ldc, long first,
        long last);

    bool (*isZero)(long n, const double *x);
    /// sum x_i^2
    double (*squares)(long n, const double *x);
    /// r <- r - t; returns sum r_i^2.
    double (*subtract)(long n, double *r, const double *t);
    /// x <- x - eta g. Notes in `moved` (0 or 1 each) which entries changed, and returns their number; writes sum x_i^2
    /// after the step and sum g_i^2.
    long (*descend)(long n, double *x, const double *g, double eta, uint8_t *moved, double *xx, double *gg);
    /// The largest column sum and row sum of |A| (m x n), and sum a_ij^2; `rows` is room for m numbers.
    void (*norms)(long m, long n, const double *a, long lda, double *rows, double *columnMax, double *rowMax, double *squares);

    /// For `count` columns of length d: e <- e - rate (m o g), where the mask m_i of column r is bit i % 64 of word
    /// `words[i / 64 * stride + r]`. Sets `moved[i]` to 1 for coordinates that changed in any column; returns how many changes
    /// there were.
    long (*maskedDescend)(
        long d, long count, double *e, const double *g, const uint64_t *words, long stride, double rate, uint8_t *moved);
    /// For `count` columns: e'g, e'e and g'g.
    void (*columnProducts)(long d, long count, const double *e, const double *g, double *eg, double *ee, double *gg);

    /// For `count` xoshiro256++ generators, whose states lie in four arrays: independent bits that are 1 with probability p, in
    /// the given lanes of a word; `digits` are the binary digits of p after the point, up to the last that is 1. A generator
    /// gives one word for each digit until all lanes are decided.
    void (*drawBits)(
        long count, uint64_t *s0, uint64_t *s1, uint64_t *s2, uint64_t *s3, uint64_t lanes, const uint8_t *digits,
        long digitCount, uint64_t *out);
} PartitaKernels;

/// The kernels for the instruction set number `variant`, from the plainest on; null where the processor lacks it or there is none.
const PartitaKernels *partita_kernels(int variant);

/// The best ones here.
const PartitaKernels *partita_best_kernels(void);

/// Whether the best ones are faster than a BLAS at all sizes: they are, where there are wide vectors with fused multiply-adds and
/// the code was compiled with optimisation. Else a BLAS is better but for the smallest products.
bool partita_kernels_are_fast(void);

// The best ones, called by name.
static inline void partita_product(
    long m, long n, long k, double alpha, const double *a, long lda, bool transposeA, const double *b, long ldb,
    bool transposeB, double beta, double *c, long ldc) {
    partita_best_kernels()->product(m, n, k, alpha, a, lda, transposeA, b, ldb, transposeB, beta, c, ldc);
}
static inline long partita_packed_count(long m, long k) { return partita_best_kernels()->packedCount(m, k); }
static inline long partita_panel_count(long m) { return partita_best_kernels()->panelCount(m); }
static inline void partita_pack(
    long m, long k, const double *a, long lda, double *packed, long first, long last) {
    partita_best_kernels()->pack(m, k, a, lda, packed, first, last);
}
static inline void partita_packed_product(
    long m, long n, long k, const double *packed, const double *b, long ldb, double *c, long ldc, long first,
    long last) {
    partita_best_kernels()->packedProduct(m, n, k, packed, b, ldb, c, ldc, first, last);
}
static inline bool partita_is_zero(long n, const double *x) { return partita_best_kernels()->isZero(n, x); }
static inline double partita_squares(long n, const double *x) { return partita_best_kernels()->squares(n, x); }
static inline double partita_subtract(long n, double *r, const double *t) {
    return partita_best_kernels()->subtract(n, r, t);
}
static inline long partita_descend(
    long n, double *x, const double *g, double eta, uint8_t *moved, double *xx, double *gg) {
    return partita_best_kernels()->descend(n, x, g, eta, moved, xx, gg);
}
static inline void partita_norms(
    long m, long n, const double *a, long lda, double *rows, double *columnMax, double *rowMax, double *squares) {
    partita_best_kernels()->norms(m, n, a, lda, rows, columnMax, rowMax, squares);
}
static inline long partita_masked_descend(
    long d, long count, double *e, const double *g, const uint64_t *words, long stride, double rate, uint8_t *moved) {
    return partita_best_kernels()->maskedDescend(d, count, e, g, words, stride, rate, moved);
}
static inline void partita_column_products(
    long d, long count, const double *e, const double *g, double *eg, double *ee, double *gg) {
    partita_best_kernels()->columnProducts(d, count, e, g, eg, ee, gg);
}
static inline void partita_draw_bits(
    long count, uint64_t *s0, uint64_t *s1, uint64_t *s2, uint64_t *s3, uint64_t lanes, const uint8_t *digits,
    long digitCount, uint64_t *out) {
    partita_best_kernels()->drawBits(count, s0, s1, s2, s3, lanes, digits, digitCount, out);
}

/// Tells the processor that a thread is waiting in a loop.
static inline void partita_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
