#!/bin/sh
# SPDX-License-Identifier: MIT
# unreached.sh REASONS: reads lines "FILE NUMBER" and prints what stands there, but for lines that
# REASONS explains. Each row of REASONS is "FILE | the line | the reason".
set -eu
explained=0
while read -r file number; do
  line=$(sed -n "${number}p" "$file" | sed 's/^ *//; s/ *$//')
  row="$file | $line | "
  if row="$row" awk 'index($0, ENVIRON["row"]) == 1 { found = 1 } END { exit !found }' "$1"; then
    explained=$((explained + 1))
  else
    echo "  $file:$number: $line"
  fi
done
echo "$explained more have a reason in $1."
