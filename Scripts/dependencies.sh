#!/bin/sh
# Sees to it that what the build needs is there, and installs what is missing where it can.
#
#   Scripts/dependencies.sh             the Swift toolchain and the system packages
#   Scripts/dependencies.sh toolchain   the Swift toolchain only
#   Scripts/dependencies.sh browser     the same as without a word, and a browser for the check of reports
#   Scripts/dependencies.sh proofs      Coq and its library of real analysis, for the check of proofs, and nothing else
#
# Nothing is printed, and nothing but a look at the package database is done, when all is there.
# SKIP_DEPENDENCIES=1 leaves the system packages alone, for systems that this script cannot judge.
set -eu

debian='liblapacke-dev libopenblas-dev libgsl-dev libmuparser-dev libmpfi-dev libflint-arb-dev gnuplot-nox pandoc pkg-config make'
homebrew='lapack openblas gsl muparser mpfi flint gnuplot pandoc pkg-config'
if [ "${1-}" = browser ]; then debian="$debian chromium chromium-driver python3-venv"; fi
if [ "${1-}" = proofs ]; then
    debian='coq libcoq-coquelicot make'
    homebrew='coq coquelicot make'
fi

say() { printf '%s\n' "$*" >&2; }

# Says what is needed on either kind of system, after the reason given, and stops.
stop() {
    say "partita: $1"
    say "  needed, Debian names:    $debian"
    say "  needed, Homebrew names:  $homebrew"
    say "Install them, then run make again. If they are there under other names: make SKIP_DEPENDENCIES=1 ..."
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# The packages that are missing, one a line. Programs are looked for by name, as any package may bring
# them (gnuplot-qt has gnuplot too); libraries in the package database.
missing_debian() {
    libraries=
    for package in $debian; do
        case $package in
            lib*) libraries="$libraries $package" ;;
            gnuplot-nox) has gnuplot || echo "$package" ;;
            coq) has coqc && has coqchk || echo "$package" ;;
            chromium-driver) has chromedriver || echo "$package" ;;
            python3-venv) python3 -c 'import ensurepip' 2>/dev/null || echo "$package" ;;
            *) has "$package" || echo "$package" ;;
        esac
    done
    # shellcheck disable=SC2086  # one word per package
    installed=$(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' $libraries 2>/dev/null) || true
    for package in $libraries; do
        case "
$installed
" in
            *"
$package installed
"*) ;;
            *) echo "$package" ;;
        esac
    done
}

# The same where there is no Debian database: libraries by pkg-config, also in Homebrew's own folders.
missing_elsewhere() {
    if [ "$1" = proofs ]; then
        has coqc && has coqchk || echo coq
        [ -d "$(coqc -where 2>/dev/null)/user-contrib/Coquelicot" ] || echo coquelicot
        return
    fi
    has gnuplot || echo gnuplot
    has pandoc || echo pandoc
    if ! has pkg-config; then
        echo pkg-config
        return
    fi
    if has brew; then
        opt=$(brew --prefix)/opt
        for keg in lapack openblas gsl muparser mpfi mpfr gmp; do
            PKG_CONFIG_PATH=$opt/$keg/lib/pkgconfig:${PKG_CONFIG_PATH-}
        done
        export PKG_CONFIG_PATH
    fi
    for module in lapacke openblas gsl muparser mpfr; do
        pkg-config --exists "$module" || echo "$module"
    done
    # MPFI does not tell pkg-config of itself.
    ls ${opt+"$opt/mpfi/include/mpfi.h"} /usr/include/mpfi.h /usr/local/include/mpfi.h 2>/dev/null | grep -q . || echo mpfi
}

# Sets `root` to what turns a command into one of root's; fails where nothing does. A password is asked for
# only on a terminal.
become_root() {
    if [ "$(id -u)" -eq 0 ]; then
        root=
    elif ! has sudo; then
        return 1
    elif [ -t 0 ]; then
        root=sudo
    else
        root='sudo -n'
    fi
    $root true
}

install_debian() {
    say "partita: installing $*"
    $root apt-get -qq update </dev/null >/dev/null || stop "'apt-get update' failed; missing: $*."
    $root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "$@" </dev/null >/dev/null || stop "'apt-get install' failed; missing: $*."
}

if [ "${1-}" != proofs ] && ! has swift; then
    say "partita: there is no 'swift' in PATH. Swift 6.2 or later is needed: https://www.swift.org/install"
    exit 1
fi
if [ "${1-}" = toolchain ] || [ "${SKIP_DEPENDENCIES:-0}" != 0 ]; then
    exit 0
fi

if has dpkg-query; then
    missing=$(missing_debian | tr '\n' ' ')
else
    missing=$(missing_elsewhere "${1-}" | tr '\n' ' ')
fi
missing=${missing% }
if [ -z "$missing" ]; then
    exit 0
fi
if ! has dpkg-query || ! has apt-get; then
    stop "these are missing, and there is no apt-get to install them with: $missing."
fi
if ! become_root; then
    stop "these are missing, and only root or a user with sudo may install them: $missing."
fi
# shellcheck disable=SC2086  # one word per package
install_debian $missing
