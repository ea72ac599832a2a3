#!/bin/sh
# SPDX-License-Identifier: MIT
# The recipes against a simulated bus: recipes_test.sh TOOLS_DIR PROJECT_DIR WORK_DIR
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C
tools=$1
recipes=$2/examples/recipes
work=$3
failed=0
rm -rf "$work"
mkdir -p "$work"
socket=$(mktemp -d)/garage.sock # paths of sockets are short
trap 'kill $master 2>/dev/null; rm -rf "$(dirname "$socket")"' EXIT

fail() {
  echo "$*" >&2
  failed=1
}

"$tools/twc-fakemaster" sim:2 --max-current 32 --hold 2m --speed 20 --poll meter,plug --socket "$socket" \
  >"$work/events" 2>&1 </dev/null &
master=$!
waited=0
until grep -q 'state_name=charging' "$work/events" && [ -S "$socket" ]; do
  sleep 0.1
  waited=$((waited + 1))
  [ "$waited" -lt 600 ] || { cat "$work/events" >&2; exit 1; }
done

"$recipes/prometheus.sh" "$socket" "$work/twc.prom"
# jq 1.7 keeps the digits of a number as they are written.
grep -qE '^twc_granted_amps\{bus="garage"\} 32(\.00)?$' "$work/twc.prom" || fail "prometheus: $(cat "$work/twc.prom")"
[ "$(grep -cE '^twc_unit_drawn_amps\{bus="garage",unit="[0-9A-F]{4}"\} [0-9.]+$' "$work/twc.prom")" = 2 ] ||
  fail "prometheus: two units: $(cat "$work/twc.prom")"

printf '%s\n' -100000 1000 100000 | "$recipes/solar_surplus.sh" "$socket" 690 >"$work/solar"
jq -se 'length == 3 and .[0].requested_a == 0 and .[1].requested_a > 0 and .[2].granted_a == 32' \
  "$work/solar" >/dev/null || fail "solar surplus: $(cat "$work/solar")"

# The expressions of evcc.yaml on units of this bus; `plugged` is what twc-mqtt adds.
state() { # charging, plugged, reason
  jq -n --arg charging "$1" --argjson plugged "$2" --arg reason "$3" \
    '{charging: $charging, plugged: $plugged, reason: $reason, power_w: 3817}'
}
expression() { awk -v wanted="$1:" '$1 == wanted { inside = 1 } inside && $1 == "jq:" {
  sub(/^ *jq: ./, ""); sub(/.$/, ""); print; exit }' "$recipes/evcc.yaml"; }
expect() { # key, state, value
  [ "$(echo "$2" | jq -r "$(expression "$1")")" = "$3" ] || fail "evcc $1: $2 is not $3"
}
expect status "$(state charging true '')" C
expect status "$(state paused true stopped)" B
expect status "$(state idle true '')" B
expect status "$(state idle false '')" A
expect enabled "$(state paused true stopped)" false
expect enabled "$(state charging true shared)" true
expect power "$(state charging true '')" 3817

jq -e 'map(select(.type == "mqtt out")) | all(.retain == "false")' "$recipes/node_red.json" >/dev/null ||
  fail "node_red.json: a retained command is refused"
# Topics are those of the man page.
known='^twc/garage/((2019/)?(state|availability|limit/set|charging/set)|policy/set|renew|event|answer)$'
grep -ohE 'twc/garage/[a-z0-9/_]+' "$recipes"/* | sort -u >"$work/topics"
[ "$(wc -l <"$work/topics")" -ge 5 ] || fail "found next to no topics"
if grep -vE "$known" "$work/topics" >&2; then fail "topics that nobody has"; fi
exit "$failed"
