#!/bin/sh
# SPDX-License-Identifier: MIT
# Each sentence that the programs print stands in the table: printed_test.sh PROJECT TOOLS
#
# It runs the diagnosis of every capture, and the two players with good and bad commands and
# options.
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C
project=$1
tools=$2
table=$project/tests/docs/sentences.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Makes regular expressions of the sentences under the titles $1, which are joined with "|". A
# sentence with less than five letters of its own would fit everything.
patterns() {
  awk -v titles="$1" '
    /^# / { is_wanted = index("|" titles "|", "|" substr($0, 3) "|"); next }
    is_wanted {
      letters = $0
      gsub(/[^A-Za-z]/, "", letters)
      if (length(letters) < 5)
        next
      gsub(/[][\\.*^$+?()|]/, "\\\\&")
      gsub(/\{\}/, ".*")
      gsub(/[{}]/, "\\\\&")
      print
    }
  ' "$table"
}

# Fails with the lines of standard input that no pattern in the file $1 fits. The name of an option, a
# file or an endpoint may stand before a sentence.
compare() {
  sed 's/.*/([^ ]+: )*&/' "$1" >"$work/patterns"
  ! grep -vxE -f "$work/patterns" >"$work/strange" || {
    echo "printed, but not in $table:" >&2
    cat "$work/strange" >&2
    exit 1
  }
}

patterns "twc-sniff --diagnose" >"$work/diagnosis"
for capture in "$project"/tests/captures/*.* "$project"/tests/captures/field/*.*; do
  case $capture in *.md) continue ;; esac
  "$tools/twc-sniff" --diagnose "$capture" 2>/dev/null || [ $? = 8 ] || [ $? = 4 ] || [ $? = 1 ]
done >"$work/diagnosed"
# The first line of a diagnosis and the lines of units are figures. A verdict ends with the number of
# problems.
titles='problem|past problem|note|  evidence|  what to do|  what else it may be|verdict'
sed -nE "s/^($titles): //p" "$work/diagnosed" |
  sed -E 's/^(.*; )?([0-9]+ problems?|nothing wrong)(,.*)?$/\1/; s/; $//; /^$/d' >"$work/said"
[ -s "$work/said" ]
compare "$work/diagnosis" <"$work/said"

# Runs the player $1 with the other arguments and keeps what it says to people.
play() {
  player=$1
  shift
  timeout 60 "$tools/$player" "$@" 2>"$work/err" >"$work/out" || [ $? -le 6 ]
  sed -nE "s/^$player: //p" "$work/err"
  sed -nE 's/^err [^ ]+ //p' "$work/out"
}

patterns "twc-fakemaster|both players" >"$work/master"
{
  printf '%s\n' 'limit 20' 'limit 2019' 'limit x' bogus 'unit' 'unit 2001 ceiling' 'stop 9999' \
    'policy rotate:0s' 'policy x:1h' 'format x' 'start 2001 2002' |
    play twc-fakemaster sim:2 --max-current 32 --run-for 90s --seed 1 --speed 100 -v
  play twc-fakemaster sim:1 </dev/null
  for options in '--max-current 0' '--max-current 999' '--max-current 32 --id 0000' \
    '--max-current 32 --stop-after 1s' '--max-current 32 --min-current 1' \
    '--max-current 5' '--max-current 32 --unit 2019:max=4' '--max-current 32 --stale 0s' \
    '--max-current 32 --margin -1s' '--max-current 32 --policy x'; do
    # Words are to be split.
    # shellcheck disable=SC2086
    play twc-fakemaster $options sim:1 </dev/null
  done
  play twc-fakemaster --max-current 32 /dev/null </dev/null
  play twc-fakemaster --max-current 32 sim:99 </dev/null
  play twc-fakemaster --max-current 32 tcp://nowhere </dev/null
  play twc-fakemaster --max-current 32 carrier-pigeon </dev/null
} >"$work/said"
[ -s "$work/said" ]
compare "$work/master" <"$work/said"

patterns "twc-fakeslave|both players" >"$work/slave"
echo '3495 explode' >"$work/script"
{
  printf '%s\n' '3495 plug' '9999 plug' '3495' bogus '3495 silent' '3495 plug want=x' |
    play twc-fakeslave pty: --run-for 1s
  for options in '--units 0' '--fault x' '--fault drop=x' '--expect x' '--unit 1' \
    "--script $work/script"; do
    # shellcheck disable=SC2086
    play twc-fakeslave $options pty: </dev/null
  done
  play twc-fakeslave --speed 2 /dev/ttyUSB0 </dev/null
} >"$work/said"
[ -s "$work/said" ]
compare "$work/slave" <"$work/said"
