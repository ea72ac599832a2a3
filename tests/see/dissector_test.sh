#!/bin/sh
# SPDX-License-Identifier: MIT
# tshark with the dissector and twc-sniff -F json agree on every field of every capture, as packets
# of the bus and over TCP: dissector_test.sh TOOLS_DIR PROJECT_DIR
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C TZ=UTC
sniff=$1/twc-sniff
project=$2
for program in tshark text2pcap jq; do
  command -v "$program" >/dev/null || {
    echo "skipped: there is no $program here"
    exit 77
  }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Version 4.4 runs no Lua as root, and does not say so.
chmod 755 "$work"
cp "$project/tools/wireshark/twc.lua" "$work"
as_user=
[ "$(id -u)" != 0 ] || as_user="setpriv --reuid=65534 --regid=65534 --clear-groups"
export HOME="$work" XDG_CONFIG_HOME="$work"
shark() {
  $as_user tshark -X "lua_script:$work/twc.lua" "$@" 2>"$work/said" || {
    cat "$work/said" >&2
    exit 1
  }
  ! grep -i 'lua' "$work/said" >&2
}
said_by() { jq -r --arg from "$1" -f "$project/tests/see/dissector.jq"; }

same=0
compare() { # the capture, its kind, the arguments of tshark, the keys to leave out
  "$sniff" -F json "$work/file" 2>/dev/null | said_by sniff | sed -E "s/$4//g" >"$work/sniff.txt"
  # shellcheck disable=SC2086
  shark -r "$work/file" $3 -T json --no-duplicate-keys | said_by tshark | sed -E "s/$4//g" \
    >"$work/tshark.txt"
  diff "$work/sniff.txt" "$work/tshark.txt" >"$work/diff" || {
    echo "$1, $2: twc-sniff (<) and tshark (>) differ" >&2
    head -n 20 "$work/diff" >&2
    exit 1
  }
  same=$((same + $(wc -l <"$work/tshark.txt")))
}
port="-d tcp.port==8899,twc"
nothing="^$"

for capture in "$project"/tests/captures/* "$project"/tests/captures/field/* \
  "$project"/tests/see/*.hex; do
  case $capture in *README.md | */field) continue ;; esac
  name=${capture##*/}
  rm -f "$work/x.pcapng" "$work/x.pcap"
  "$sniff" -q -F null -w "$work/x.pcapng" -w "$work/x.pcap" "$capture" 2>/dev/null || continue
  mv "$work/x.pcapng" "$work/file"
  compare "$name" "as pcapng" "" "$nothing"
  case $name in
    every-*)
      mv "$work/x.pcap" "$work/file"
      compare "$name" "as pcap" "" "$nothing"
      ;;
  esac
  # Each frame as a segment from the port of a converter.
  "$sniff" -F hex "$capture" 2>/dev/null | sed 's/^/000000 /' >"$work/hex"
  text2pcap -q -T 8899,40000 "$work/hex" "$work/file" >/dev/null 2>&1
  compare "$name" "over TCP" "$port" "$nothing"
done

# Segments end anywhere. The end byte of a complete frame may be in the next segment.
for capture in every-kind every-damage; do
  "$sniff" -F hex "$project/tests/see/$capture.hex" 2>/dev/null | tr -d ' \n' | fold -w 14 |
    sed -e 's/../& /g' -e 's/^/000000 /' -e 's/$/\n/' >"$work/hex"
  text2pcap -q -T 8899,40000 "$work/hex" "$work/file" >/dev/null 2>&1
  compare "$capture" "in segments of 7 bytes" "$port" ' (end|t)="[^"]*"'
done

# Both ends speak: a master sends through a converter that echoes its announcements.
"$sniff" -F hex "$project/tests/captures/program-13-byte-contactor-frames.twclog" |
  sed -e 's/^C0 FD/I &/' -e 's/^C0 FB/O &/' -e 's/^C0 FC.*/O &\nI &/' |
  sed -E 's/^([IO]) /\1\n000000 /' >"$work/hex"
text2pcap -q -D -T 8899,40000 "$work/hex" "$work/file" >/dev/null 2>&1
compare "both directions" "over TCP" "$port" "$nothing"
for direction in tx rx echo; do
  grep -q "dir=\"$direction\"" "$work/tshark.txt"
done

# Answers are linked with their requests, and take what the statistics of twc-sniff say.
capture=$project/tests/captures/ukoda-master-and-slave.twclog
"$sniff" -q -F null --stats -w "$work/x.pcapng" "$capture" 2>"$work/stats"
shark -r "$work/x.pcapng" -Y twc.latency -T fields -e twc.latency | sort -n >"$work/took"
answered=$(sed -n 's/.*answered \([0-9]*\)  unanswered.*/\1/p' "$work/stats")
[ "$(wc -l <"$work/took")" = "$answered" ]
spread=$(awk 'NR == 1 { low = $1 } END { printf "min %.0f max %.0f", 1000 * low, 1000 * $1 }' "$work/took")
[ "$spread" = "$(sed -nE 's/.*(min [0-9]+).*(max [0-9]+).*/\1 \2/p' "$work/stats")" ]
shark -2 -r "$work/x.pcapng" -Y 'twc.answer_in' -T fields -e frame.number |
  head -n 1 | grep -qx 14

# Expert infos.
"$sniff" -q -F null -w "$work/x.pcap" "$project/tests/see/every-damage.hex" 2>/dev/null
shark -r "$work/x.pcap" -q -z expert >"$work/experts"
"$sniff" -q -F null -w "$work/x.pcap" "$project/tests/see/every-kind.hex" 2>/dev/null
shark -r "$work/x.pcap" -q -z expert >>"$work/experts"
for word in "Damaged frame" "Recovered" "Dangerous"; do
  grep -q "$word" "$work/experts" || {
    echo "no expert info says: $word" >&2
    cat "$work/experts" >&2
    exit 1
  }
done

echo "$same frames agree"
[ "$same" -gt 5000 ]
