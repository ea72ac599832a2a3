#!/bin/sh
# SPDX-License-Identifier: MIT
# The output of the tools fits a terminal of 80 columns. Its lines stay whole in a pipe. The tools
# explain a wrong option in words: screens_test.sh TOOLS_DIR PROJECT_DIR
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C TZ=UTC TERM=xterm
tools=$1
captures=$2/tests/captures
command -v script >/dev/null || {
  echo "skipped: there is no script here"
  exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fail() {
  echo "$1" >&2
  failed=1
}

# On a terminal of 80 columns; what it shows goes to $work/shown, without colours.
on_terminal() {
  script -qec "stty cols 80 rows 40; $1" "$work/typed" </dev/null >/dev/null 2>&1 || true
  sed -e '/^Script /d' -e 's/\x1b\[[0-9;]*m//g' "$work/typed" | tr -d '\r' >"$work/shown"
}
fits() { # command, how many lines it has at least
  on_terminal "$1"
  wide=$(awk 'length > 80' "$work/shown" | head -n 3)
  [ -z "$wide" ] || fail "$1: lines of more than 80 columns:
$wide"
  [ "$(wc -l <"$work/shown")" -ge "$2" ] || fail "$1: says next to nothing: $(cat "$work/shown")"
}

fits "$tools/twc-fakemaster sim:3 --max-current 32 --seed 1 --speed 500 --run-for 10m" 30
fits "$tools/twc-fakemaster -vv sim:3 --max-current 32 --seed 1 --speed 500 --run-for 1m" 300
fits "$tools/twc-fakeslave --unit 2019 --run-for 1s pty:" 4
fits "$tools/twc-sniff -x --speed 1000 --seed 1 -n 3000 sim:3" 3000
for capture in gh-dracoventions-9.log field/questions-flood-no-heartbeat.twclog \
  gh-ngardiner-453.bin ukoda-master-first-power-on.pcapng; do
  fits "$tools/twc-sniff $captures/$capture" 6
  fits "$tools/twc-sniff --diagnose --stats $captures/$capture" 6
done
fits "$tools/twc-sniff --explain-serial A17I0039399" 3
for tool in twc-sniff twc-fakemaster twc-fakeslave twc-mqtt; do
  [ ! -x "$tools/$tool" ] || fits "$tools/$tool --help" 30
done

# No word is lost in rows, and none is added; in a pipe a line is a line.
"$tools/twc-sniff" -x "$captures/gh-dracoventions-9.log" >"$work/whole"
on_terminal "$tools/twc-sniff -x $captures/gh-dracoventions-9.log"
[ "$(tr -d ' \n' <"$work/whole")" = "$(tr -d ' \n' <"$work/shown")" ] ||
  fail "rows of a terminal say something else than the lines of a pipe"
[ "$(wc -l <"$work/whole")" -lt "$(wc -l <"$work/shown")" ] || fail "no line had to be cut"
awk 'length > 80 { wide = 1 } END { exit !wide }' "$work/whole" || fail "a pipe gets rows"

# Colours: on a terminal, unless somebody does not want them or the terminal cannot have them.
colored() {
  script -qec "$1 $tools/twc-sniff $captures/gh-dracoventions-9.log" "$work/typed" </dev/null \
    >/dev/null 2>&1
  grep -q "$(printf '\033')" "$work/typed"
}
colored "" || fail "a terminal has no colours"
colored "NO_COLOR=1" && fail "NO_COLOR is not heard"
colored "TERM=dumb" && fail "a dumb terminal gets colours"

# Wrong options.
says() { # words, command
  words=$1
  shift
  timeout 20 "$@" >"$work/said" 2>&1 </dev/null && fail "$*: is not refused"
  grep -qF -e "$words" "$work/said" || fail "$*: says $(cat "$work/said"), and not: $words"
}
says 'there is no option --speeed; did you mean --speed?' "$tools/twc-sniff" --speeed 3 sim:
says 'there is no option -Z; --help lists what there is' "$tools/twc-sniff" -Z sim:
says '--count: expected a value, COUNT' "$tools/twc-sniff" --count
says '--count: expected once; it was given more often' "$tools/twc-sniff" --count 3 --count 4 sim:
says 'did you mean json?' "$tools/twc-sniff" -F jsn sim:
says 'did you mean meter?' "$tools/twc-sniff" --kind metre sim:
says 'did you mean priority?' "$tools/twc-fakemaster" --policy prority --max-current 32 sim:
says 'did you mean serial?' "$tools/twc-fakemaster" --poll seral --max-current 32 sim:
says 'there is no option --max-curent; did you mean --max-current?' \
  "$tools/twc-fakemaster" --max-curent 32 sim:
says 'expected no value' "$tools/twc-sniff" --redact=5x sim:

# Options that belong together stand together.
for title in Output Filters Reports Input 'When to end' 'Without a bus' General; do
  "$tools/twc-sniff" --help | grep -qx "$title:" || fail "--help has no '$title:'"
done
for title in Currents Sharing Safety Output Line General; do
  "$tools/twc-fakemaster" --help | grep -qx "$title:" || fail "--help has no '$title:'"
done
exit "$failed"
