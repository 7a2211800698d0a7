#ifndef PARTITA_CGSL_H
#define PARTITA_CGSL_H

/* GSL's own CBLAS header defines the same enums as OpenBLAS's: keep the latter only. */
#define __GSL_CBLAS_H__
#include <cblas.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_hyperg.h>

/* GSL's type tables are mutable C globals, which Swift 6 refuses to read. */
static inline const gsl_odeiv2_step_type *partita_odeiv2_rk8pd(void) { return gsl_odeiv2_step_rk8pd; }
static inline const gsl_root_fsolver_type *partita_root_brent(void) { return gsl_root_fsolver_brent; }
static inline const gsl_multimin_fminimizer_type *partita_simplex(void) { return gsl_multimin_fminimizer_nmsimplex2; }
static inline const gsl_multimin_fminimizer_type *partita_turned_simplex(void) {
    return gsl_multimin_fminimizer_nmsimplex2rand;
}

#endif
