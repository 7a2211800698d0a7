#ifndef PARTITA_CLAPACKE_H
#define PARTITA_CLAPACKE_H

/* Complex routines are not used; a plain struct keeps C99 complex types out of Swift's view. */
typedef struct { float real, imag; } partita_complex_float;
typedef struct { double real, imag; } partita_complex_double;
#define lapack_complex_float partita_complex_float
#define lapack_complex_double partita_complex_double

#include <lapacke.h>
#include <cblas.h>

#endif
