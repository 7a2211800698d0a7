#!/bin/sh
# Checks the theorems under proofs/coq with Coq, and says what came out as a record.
#
#   Scripts/proofs.sh            compares with proofs/coq/checked.txt, and fails where they differ
#   Scripts/proofs.sh --record   writes proofs/coq/checked.txt
#
# What is checked: that the files compile; that coqchk, which is another program, accepts what came out; that each
# theorem depends on no axiom beyond those of proofs/coq/axioms.txt; that nothing is left open; and that each theorem says
# which claim and which part of it it is about.
set -eu
cd -- "$(dirname -- "$0")/.."

sources=proofs/coq
record=$sources/checked.txt
out=.build/proofs
jobs=${JOBS:-2}

fail() {
    printf 'proofs: %s\n' "$*" >&2
    exit 1
}

# Coq writes beside its sources: they are copied, with their dates, so that only what has changed is built again.
mkdir -p "$out/lib" "$out/claims"
for file in "$out"/lib/*.v "$out"/claims/*.v; do
    [ -e "$sources/${file#"$out"/}" ] || rm -f "${file%.v}".*
done
cp -p "$sources"/lib/*.v "$out/lib/"
cp -p "$sources"/claims/*.v "$out/claims/"
cd "$out"

# Words that leave a gap. The kernel's own answers below say the same; this one names file and line.
if grep -nwE 'Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?' lib/*.v claims/*.v >&2; then
    fail "these lines leave a gap"
fi

# A line per theorem: claim, part, name, file, and what it takes as given. The mark stands right before the theorem, or
# before its comment; there is no theorem without one, and no mark without a theorem.
LC_ALL=C awk '
    function stop(text) { printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"; failed = 1; exit 1 }
    FNR == 1 && mark != "" { stop("a mark without a theorem") }
    /\(\*\* claim:/ {
        if (mark != "") stop("two marks in a row")
        if ($0 !~ /^\(\*\* claim: [a-z0-9-]+, part: [a-z0-9-]+(, given: [^*]+[^* ])? \*\)$/)
            stop("expected (** claim: ID, part: PART *) or (** claim: ID, part: PART, given: TEXT *)")
        mark = substr($0, 12, length($0) - 14)
        next
    }
    /^[ \t]*(Global |Local |#\[.*\] *)?Theorem / {
        if (mark == "") stop("a theorem without a mark; what belongs to no claim is a lemma")
        name = $2; sub(/[:(].*/, "", name)
        given = mark; if (!sub(/^[^,]*, part: [^,]*, given: /, "", given)) given = ""
        part = mark; sub(/^[^,]*, part: /, "", part); sub(/,.*/, "", part)
        claim = mark; sub(/,.*/, "", claim)
        printf "theorem\t%s\t%s\t%s\t%s\t%s\n", claim, part, name, FILENAME, given
        mark = ""
    }
    /^[ \t]*(Lemma|Definition|Fixpoint|Record|Section|Corollary|Fact|Proposition|Remark) / && mark != "" {
        stop("expected a theorem after the mark")
    }
    END { if (!failed && mark != "") stop("a mark without a theorem") }
' claims/*.v >theorems.txt || fail "a mark is not as it should be"
[ -s theorems.txt ] || fail "there is no theorem"
LC_ALL=C sort -o theorems.txt theorems.txt

# Claims and parts are those of the pages.
while IFS="$(printf '\t')" read -r _ claim part name _; do
    page=../../proofs/$claim.md
    [ -e "$page" ] || fail "$name: there is no claim $claim"
    grep -q "^- \`$part\`: observed " "$page" || fail "$name: the claim $claim has no part $part"
done <theorems.txt

# Which theorems there should be is known before anything is built.
awk -F '\t' -v OFS='\t' -v folder="$sources/" '{ $5 = folder $5; print }' theorems.txt >named.txt
if [ "${1-}" != --record ] && ! grep '^theorem' "../../$record" | diff -u - named.txt >&2; then
    fail "these are not the theorems of $record: if it is meant, make proofs-record"
fi

coq_makefile -R . Partita lib/*.v claims/*.v -o Makefile.coq >/dev/null
make --no-print-directory -f Makefile.coq -j "$jobs" COQEXTRAFLAGS='-w -ambiguous-paths' >build.log 2>&1 || {
    grep -v '^COQ' build.log >&2
    fail "Coq does not accept a file"
}

# What all theorems together depend on, by Coq itself. Their full names also show that each is there; one by one it takes a
# minute longer.
modules=$(for file in claims/*.v; do name=${file#claims/}; printf 'Partita.claims.%s\n' "${name%.v}"; done)
{
    printf 'Require'
    # shellcheck disable=SC2086  # one word per module
    printf ' %s' $modules
    printf '.\n'
    printf 'Definition all_theorems := (tt'
    while IFS="$(printf '\t')" read -r _ _ _ name file _; do
        file=${file#claims/}
        printf ',\n  @Partita.claims.%s.%s' "${file%.v}" "$name"
    done <theorems.txt
    printf ').\nPrint Assumptions all_theorems.\n'
} >Assumptions.v
coqc -q -w -ambiguous-paths -R . Partita Assumptions.v >assumptions.txt 2>assumptions.log || {
    cat assumptions.log >&2
    fail "a theorem is missing"
}
# Axioms stand at the beginning of a line, their types after a colon or on the lines below.
sed -n '/^Axioms:$/d; /^Closed under the global context$/d; s/^\([A-Za-z_][^ :]*\).*/\1/p' assumptions.txt |
    LC_ALL=C sort -u >axioms.txt
answers=$(grep -c -e '^Axioms:$' -e '^Closed under the global context$' assumptions.txt)
[ "$answers" -eq 1 ] || fail "Coq did not say what the theorems depend on"
grep -v '^#' "../../$sources/axioms.txt" | LC_ALL=C sort >allowed.txt
LC_ALL=C comm -23 axioms.txt allowed.txt >extra.txt
if [ -s extra.txt ]; then
    cat extra.txt >&2
    fail "these axioms are not allowed: see $sources/axioms.txt"
fi

# The same once more by the independent checker, from the compiled files alone, libraries included: they depend on what
# is in its summary. It takes most of the time, and its answer changes only with the files.
key=$({ cat lib/*.vo claims/*.vo; coqchk --version; } | cksum)
if ! [ -e coqchk.key ] || [ "$key" != "$(cat coqchk.key)" ]; then
    # shellcheck disable=SC2086  # one word per module
    coqchk -silent -o -R . Partita $modules >coqchk.txt 2>&1 || {
        tail -n 20 coqchk.txt >&2
        fail "coqchk does not accept what Coq compiled"
    }
    printf '%s\n' "$key" >coqchk.key
fi
sed -n '/^CONTEXT SUMMARY/,$p' coqchk.txt | sed '/^=*$/d; /^CONTEXT SUMMARY$/d; s/^ *//; s/ *$//; /^$/d' >summary.txt
[ -s summary.txt ] || fail "coqchk gave no summary"

{
    echo '# What Coq has checked: written by make proofs-record, compared by make proofs.'
    echo '# theorem, claim, part, name, file, given. axiom, name. coqchk, line of its summary.'
    cat named.txt
    sed 's/^/axiom\t/' axioms.txt
    sed 's/^/coqchk\t/' summary.txt
} >checked.txt
cd ../..
if [ "${1-}" = --record ]; then
    cp "$out/checked.txt" "$record"
elif ! diff -u "$record" "$out/checked.txt" >&2; then
    fail "$record is not what came out: look at the difference, then make proofs-record"
fi
awk -F '\t' '
    $1 == "theorem" { theorems++; if (!seen[$2]++) claims++ }
    $1 == "axiom" { axioms++ }
    END { printf "proofs: %d theorems on %d claims, %d axioms\n", theorems, claims, axioms }
' "$record"
