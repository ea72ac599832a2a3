#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh: what the tests of build/coverage reached. Lines and branches by folder, then the lines
# of node, link and endpoint that no test reaches. Branches that only an exception takes do not
# count.
set -eu
cd "$(dirname "$0")/.."
report=build/coverage/coverage.csv
gcovr --root . --object-directory build/coverage --filter 'libtwc/' --filter 'tools/' \
  --exclude-throw-branches --exclude-unreachable-branches --csv "$report"

echo "folder                            lines         branches"
# filename,line_total,line_covered,line_percent,branch_total,branch_covered,...
awk -F, 'NR > 1 {
  folder = $1
  sub("/[^/]*$", "", folder)
  lines[folder] += $2; reached[folder] += $3; branches[folder] += $5; taken[folder] += $6
}
END {
  for (folder in lines) {
    printf "%-32s %5d %5.1f %%  %6d %5.1f %%\n", folder, lines[folder],
      100 * reached[folder] / (lines[folder] + !lines[folder]), branches[folder],
      100 * taken[folder] / (branches[folder] + !branches[folder])
  }
}' "$report" | sort

# The lines of node, link and endpoint that no test reaches, but for those that have a reason in unreached.txt.
gcovr --root . --object-directory build/coverage --filter 'libtwc/.*/node/' \
  --filter 'libtwc/.*/link/' --filter 'tools/endpoint/' --json build/coverage/core.json
echo
echo "Lines that no test reaches:"
jq -r '.files[] | .file as $file | .lines[]
  | select(.count == 0 and (."gcovr/noncode" | not)) | "\($file) \(.line_number)"' \
  build/coverage/core.json | cmake/unreached.sh tests/unreached.txt
