// The kernels, for each instruction set, and the choice among them.
#include "CKernels.h"

#include <stddef.h>

#define INLINE static inline __attribute__((always_inline))
#define JOIN(a, b) a##b
#define DEEP 256
#define BROAD 192

// Each set begins with its settings, which steps.inc forgets at its end. Any processor has vectors of two.
#define NAME(x) JOIN(plain_, x)
#define LABEL "plain"
#define TARGET
#define WIDTH 2
#define TALL 4
#define WIDE 4
#include "product.inc"
#include "steps.inc"

#if defined(__x86_64__)

#define NAME(x) JOIN(avx2_, x)
#define LABEL "AVX2"
#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH 4
#define TALL 2
#define WIDE 6
#include "product.inc"
#include "steps.inc"

#define NAME(x) JOIN(avx512_, x)
#define LABEL "AVX-512"
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,fma")))
#define WIDTH 8
#define TALL 2
#define WIDE 8
#include "product.inc"
#include "steps.inc"

#endif

const PartitaKernels *partita_kernels(int variant) {
    switch (variant) {
    case 0: return &plain_kernels;
#if defined(__x86_64__)
    case 1: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2_kernels : NULL;
    case 2:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
                && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma")
            ? &avx512_kernels
            : NULL;
#endif
    default: return NULL;
    }
}

static const PartitaKernels *best = &plain_kernels;

/// Before any thread begins, so that the choice is never written while it is read.
__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
#endif
    for (int variant = 1; variant <= 2; variant++)
        if (partita_kernels(variant)) best = partita_kernels(variant);
}

const PartitaKernels *partita_best_kernels(void) { return best; }

bool partita_kernels_are_fast(void) {
#if defined(__OPTIMIZE__)
    return best != &plain_kernels;
#else
    return false;
#endif
}
