#!/bin/sh
# SPDX-License-Identifier: MIT
# The table of sentences is complete: sentences_test.sh PROJECT
set -eu
here=$(dirname "$0")
"$here/sentences.sh" "$1" | diff -u "$here/sentences.txt" - || {
  cat >&2 <<'TXT'
The sources have other sentences (+) than the table (-). Read each new one as the owner of a Wall
Connector would, who has neither a meter nor the source. Then write the table anew:
  tests/docs/sentences.sh . >tests/docs/sentences.txt
TXT
  exit 1
}
