#!/bin/sh
# SPDX-License-Identifier: MIT
# The entities that Home Assistant makes of two units, rendered by its template engine, and the recipes
# for it, for evcc and for openHAB: home_assistant_test.sh TOOLS_DIR PROJECT_DIR WORK_DIR
set -eu
export LC_ALL=C.UTF-8
tools=$1
work=$3
rm -rf "$work"
mkdir -p "$work"
. "$2/tests/docs/support_house.sh"

open_house 2
# Both cars charge, and both units have told their meter and firmware.
everything_is_known() {
  mosquitto_sub -p "$port" -W 3 -F '%t %p' -t 'twc/#' -t 'homeassistant/#' >"$work/retained" \
    2>/dev/null || true
  [ "$(grep -c '"energy_kwh".*"firmware"' "$work/retained")" -ge 2 ] &&
    grep -q 'drawn_a":30' "$work/retained"
}
wait_until "both units to tell everything" everything_is_known
python3 "$2/tests/docs/home_assistant.py" "$work/retained" "$2/examples/recipes"
echo "Home Assistant, evcc, openHAB: the entities and the recipes are as their pages want them"
