#!/bin/sh
# Builds the documentation of the libraries as a static site, from modules that are built. No network is needed.
#
#   Scripts/documentation.sh BIN OUT     BIN: the build's binary path, as `swift build --show-bin-path` says it
#
# Fails, with the place, where a link leads nowhere, a public declaration has no documentation, or a module's page does not
# name one of its declarations. DOCS_BASE is the path under which the site will be served, if that is not the root.
set -eu

# Of the link that the package manager sets, what it leads to.
bin=$(cd "$1" && pwd -P)
out=$2
work=$out.work
swift=${SWIFT:-swift}
# What comes later may link to what comes before.
modules='LinearAlgebra PartialTraining Claims Figures PaperFigures Site Lessons Verification'

tool() {
    command -v "$1" || xcrun --find "$1" 2>/dev/null || ls "$(dirname "$(readlink -f "$(command -v "$swift")")")/$1"
}
docc=$(tool docc)
checkouts=$(dirname "$(dirname "$bin")")/checkouts
target=$("$swift" -print-target-info | sed -n 's/^ *"unversionedTriple": "\(.*\)",*/\1/p')
sdk=
case $target in *-apple-macosx) target=${target}15.0 sdk="-sdk $(xcrun --show-sdk-path)" ;; esac

rm -rf "$work"
mkdir -p "$work"

maps=
for map in Sources/*/module.modulemap Sources/*/include/module.modulemap "$checkouts"/*/Sources/*/include/module.modulemap; do
    [ ! -e "$map" ] || maps="$maps -Xcc -fmodule-map-file=$map"
done
for module in $modules; do
    mkdir "$work/$module"
    # shellcheck disable=SC2086  # one word per option
    "$swift" symbolgraph-extract -module-name "$module" -I "$bin/Modules" -target "$target" $sdk $maps \
        -minimum-access-level public -skip-synthesized-members -output-dir "$work/$module"
done

archives=
dependencies=
for module in $modules; do
    catalogue=Sources/$module/$module.docc
    archive=$work/$module.doccarchive
    # shellcheck disable=SC2086
    "$docc" convert "$catalogue" --additional-symbol-graph-dir "$work/$module" --output-path "$archive" \
        --fallback-display-name "$module" --fallback-bundle-identifier "$module" --fallback-default-module-kind Library \
        --warnings-as-errors --enable-experimental-external-link-support $dependencies \
        ${DOCS_BASE:+--hosting-base-path "$DOCS_BASE"} >"$work/messages" 2>&1 || { cat "$work/messages" >&2; exit 1; }
    archives="$archives $archive"
    dependencies="$dependencies --dependency $archive"
done

# shellcheck disable=SC2086
"$swift" -swift-version 6 Scripts/documentation-check.swift "$work" $modules

# The old site stays until the new one is whole.
# shellcheck disable=SC2086
"$docc" merge $archives --output-path "$work/site" --synthesized-landing-page-name Partita \
    --synthesized-landing-page-topics-style list
cat >"$work/site/index.html" <<'END'
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=documentation/">
<title>Partita</title>
<p><a href="documentation/">Documentation of Partita's libraries</a></p>
</html>
END
rm -rf "$out"
mv "$work/site" "$out"
rm -rf "$work"
