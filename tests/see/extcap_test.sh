#!/bin/sh
# SPDX-License-Identifier: MIT
# tshark lists what twc-sniff can listen to, and captures live from a pseudo-terminal:
# extcap_test.sh TOOLS_DIR PROJECT_DIR
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C TZ=UTC
tools=$1
project=$2
for program in tshark socat; do
  command -v "$program" >/dev/null || {
    echo "skipped: there is no $program here"
    exit 77
  }
done
work=$(mktemp -d)
line=
master=
end() {
  [ -z "$line" ] || kill "$line" 2>/dev/null || true
  [ -z "$master" ] || kill "$master" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap end EXIT
# Version 4.0 looks in the first folder, 4.4 in the second one.
export HOME="$work" XDG_CONFIG_HOME="$work/.config"
for folder in "$work/.config/wireshark/extcap" "$work/.local/lib/wireshark/extcap"; do
  mkdir -p "$folder"
  ln -s "$tools/twc-sniff" "$folder/twc-sniff"
done

tshark -D 2>/dev/null >"$work/interfaces"
grep -q 'twc (Wall Connectors over TCP, or elsewhere)' "$work/interfaces" || {
  echo "tshark does not list the interface:" >&2
  cat "$work/interfaces" >&2
  exit 1
}
tshark -i twc -L 2>&1 | grep -q 'USER0' || {
  echo "tshark does not know the link type" >&2
  exit 1
}

# A master announces itself at one end of a line made of two pseudo-terminals; tshark listens at the
# other end.
socat "pty,raw,echo=0,link=$work/bus" "pty,raw,echo=0,link=$work/bus-of-master" &
line=$!
for try in 1 2 3 4 5 6 7 8 9 10; do
  [ -e "$work/bus-of-master" ] && break
  sleep 0.2
done
"$tools/twc-fakemaster" -q "$work/bus-of-master" --max-current 32 --id AB12 >/dev/null 2>"$work/master" &
master=$!
tshark -q -i twc -o "extcap.twc.endpoint:$work/bus" -a duration:20 -c 5 \
  -w "$work/live.pcapng" 2>"$work/said" || {
  cat "$work/said" >&2
  exit 1
}
"$tools/twc-sniff" "$work/live.pcapng" >"$work/heard"
grep -qE ' AB12 > .*master_linkready[12]' "$work/heard" || {
  echo "tshark heard no master on $work/bus:" >&2
  cat "$work/heard" "$work/said" >&2
  exit 1
}
