#!/bin/sh
# SPDX-License-Identifier: MIT
# The man page against the program: man_page_test.sh PROGRAM MAN_PAGE
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C
program=$1
name=$(basename "$program")
page=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

plain() { sed 's/\\-/-/g; s/\\f[BIRP]//g' "$page"; }

section() { plain | awk -v name="$1" '/^\.SH / { inside = $0 == ".SH " name } inside'; }

tags() { awk 'after_tp { sub(/^\.[BIR]+ /, ""); print } { after_tp = $0 == ".TP" }'; }

# "-F, --format KIND" to "-F --format"
names() {
  awk '{
    gsub(/,/, " ")
    line = ""
    for (at = 1; at <= NF && match($at, /^--?[A-Za-z][-a-z0-9]*/); at++)
      line = line (at > 1 ? " " : "") substr($at, 1, RLENGTH)
    print line
  }' | sort
}

agree() { # what, how many there are at least; the files "program" and "page"
  [ "$(wc -l <"$work/program")" -ge "${2-10}" ] || {
    echo "$1: found next to nothing in what the program says" >&2
    failed=1
  }
  diff -U0 "$work/program" "$work/page" >&2 || {
    echo "$1: - only $name has, + only the man page has" >&2
    failed=1
  }
}

# Descriptions stand further right than names.
"$program" --help | awk 'match($0, /^ +-/) && RLENGTH < 12' | names >"$work/program"
section OPTIONS | tags | names >"$work/page"
agree options

tr ' ' '\n' <"$work/program" | grep '^--' | sort >"$work/known"
plain | grep -oE -e '--[a-z][-a-z0-9]*' | sort -u | comm -13 "$work/known" - >"$work/unknown"
if [ -s "$work/unknown" ]; then
  echo "the man page speaks of options that do not exist:" $(cat "$work/unknown") >&2
  failed=1
fi

if [ "$name" = twc-sniff ]; then
  { "$program" --kind none - 2>&1 || true; } | sed 's/.*expected one of //' | tr ' ' '\n' >"$work/program"
  section KINDS | awk -F '\t' '/\t/ && $2 != "" && $2 != "kind" { print $2 }' | sort -u >"$work/page"
  agree kinds

  "$program" --help | sed -n 's/.*Input format: //p' | sed 's/ or /, /; s/, /\n/g' | sort >"$work/program"
  plain | awk '/-read/ { inside = 1 } inside && /^\.BR? / { print } inside && / or / { exit }' |
    sed '/-read/d; s/^\.BR\{0,1\} //; s/"[^"]*"/\n/g; s/ \.$//' | tr -d ' ' | grep . | sort >"$work/page"
  agree formats 5

  # All keys are columns; that of the time of day is no key.
  echo | "$program" -F csv - 2>/dev/null | tr ',' '\n' | sed 's/_[123]$//' | grep -vx time_of_day |
    sort -u >"$work/program"
  section 'OUTPUT FORMATS' | tags | grep -oE '[a-z_]+' | sort >"$work/page"
  agree keys
fi

if command -v man >/dev/null; then
  LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$page" 2>"$work/warnings" >/dev/null
  if [ -s "$work/warnings" ]; then
    cat "$work/warnings" >&2
    failed=1
  fi
fi
exit "$failed"
