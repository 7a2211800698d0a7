#!/bin/sh
# Lists the texts that are built into the command. A test fails where the list is not that of the folders.
set -eu
cd -- "$(dirname -- "$0")/.."
for file in Sources/Site/*.css plots/*.gp plots/palettes/*.pal proofs/*.md proofs/coq/checked.txt; do
    [ -e "$file" ] || continue
    printf '{"%s", (const char[]){\n#embed "../../%s"\n    , 0}},\n' "$file" "$file"
done | LC_ALL=C cat >Sources/CTexts/table.inc
