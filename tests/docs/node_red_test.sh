#!/bin/sh
# SPDX-License-Identifier: MIT
# The flow of node_red.json in Node-RED: node_red_test.sh TOOLS_DIR PROJECT_DIR NODE_RED_DIR WORK_DIR
set -eu
export LC_ALL=C
tools=$1
recipe=$2/examples/recipes/node_red.json
node_red=$3
work=$4
rm -rf "$work"
mkdir -p "$work/user"
. "$2/tests/docs/support_house.sh"

open_house 1
# Only the broker is another one, and what is shown in the side bar goes to the log as well.
jq --arg port "$port" 'map(if .type == "mqtt-broker" then .broker = "127.0.0.1" | .port = $port
  elif .type == "debug" then .console = true else . end)' "$recipe" >"$work/flow.json"
admin=$((port + 1))
printf 'module.exports = { uiHost: "127.0.0.1", uiPort: %s, flowFile: "%s" };\n' "$admin" "$work/flow.json" \
  >"$work/settings.js"
"$node_red/node_modules/.bin/node-red" --userDir "$work/user" --settings "$work/settings.js" \
  >"$work/node-red.log" 2>&1 &
children="$children $!"
wait_until "Node-RED" says 'Connected to broker' "$work/node-red.log"
wait_until "the current of the cars" says '\[debug:amps\]' "$work/node-red.log"

: >"$work/answers.log"
mosquitto_sub -p "$port" -t 'twc/garage/+' -v >"$work/answers.log" 2>&1 &
children="$children $!"
press() {
  node -e 'fetch(process.argv[1], { method: "POST" }).then(r => process.exit(r.ok ? 0 : 1))' \
    "http://127.0.0.1:$admin/inject/twc-limit"
}
press
wait_until "16 A" says '^twc/garage/answer {"ok":true,"requested_a":16.00,"granted_a":16.00' "$work/answers.log"
shows_less() { tail -n 1 "$work/node-red.log" | grep -q '\[debug:amps\] 1[0-5]'; }
wait_until "less than 16 A" shows_less
echo "Node-RED: its button sets 16 A, and it shows what is drawn"
