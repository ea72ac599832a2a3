#!/bin/sh
# SPDX-License-Identifier: MIT
# Pictures of captures are the golden ones, and well-formed: plot_test.sh TOOLS_DIR PROJECT_DIR
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C TZ=UTC
sniff=$1/twc-sniff
project=$2
golden=$project/tests/see/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

for capture in field/three-units-master-ended.twclog field/our-own-stop.twclog gh-ngardiner-453.bin; do
  name=$(basename "$capture").svg
  "$sniff" -q --plot "$work/$name" "$project/tests/captures/$capture" >"$work/said"
  [ ! -s "$work/said" ] || failed=1
  [ -z "${UPDATE_GOLDEN:-}" ] || cp "$work/$name" "$golden/$name"
  diff "$golden/$name" "$work/$name" >&2 || {
    echo "$name: golden (<) and drawn (>) differ" >&2
    failed=1
  }
done

# Every capture gives a picture, and a second run draws the same one.
for capture in "$project"/tests/captures/*.* "$project"/tests/captures/field/*; do
  "$sniff" -q --plot "$work/one.svg" "$capture" >/dev/null 2>&1 || true
  "$sniff" -q --plot "$work/two.svg" "$capture" >/dev/null 2>&1 || true
  cmp "$work/one.svg" "$work/two.svg" || failed=1
  grep -q '^</svg>$' "$work/one.svg" || {
    echo "$capture: no picture" >&2
    failed=1
  }
  ! grep -E '(nan|inf)[ VHZ"]' "$work/one.svg" >&2 || failed=1
  ! command -v xmllint >/dev/null || xmllint --noout "$work/one.svg" || failed=1
done

# A name that is no text is shown as one. The picture on standard output is in no file.
hostile="$work/$(printf 'a<b&\377\033.twclog')"
cp "$project/tests/captures/field/our-own-stop.twclog" "$hostile"
"$sniff" --plot - "$hostile" >"$work/hostile.svg" 2>"$work/said"
grep -qF '<title>a&lt;b&amp;\xFF\x1B.twclog</title>' "$work/hostile.svg" || {
  echo "the title of a hostile name: $(grep -a '<title>' "$work/hostile.svg" | head -n 1)" >&2
  failed=1
}
[ ! -s "$work/said" ] || failed=1

# Only a picture is replaced, and only by a whole one.
refused() { # exit status, words on standard error, arguments
  status=$1 words=$2
  shift 2
  result=0
  "$sniff" "$@" >/dev/null 2>"$work/said" || result=$?
  if [ "$result" != "$status" ] || ! grep -qF -e "$words" "$work/said"; then
    echo "$*: exit $result, expected $status and '$words'" >&2
    cat "$work/said" >&2
    failed=1
  fi
}
capture=$project/tests/captures/field/our-own-stop.twclog
mkdir "$work/house"
echo 'the list of our fuses' >"$work/house/fuses.txt"
refused 2 "fuses.txt is there already, and is no picture" --plot "$work/house/fuses.txt" "$capture"
[ "$(cat "$work/house/fuses.txt")" = 'the list of our fuses' ] || failed=1
refused 3 "nowhere.twclog" --plot "$work/house/none.svg" "$work/nowhere.twclog"
cp "$work/one.svg" "$work/house/old.svg"
refused 3 "nowhere.twclog" --plot "$work/house/old.svg" "$work/nowhere.twclog"
cmp "$work/one.svg" "$work/house/old.svg" || failed=1
refused 1 "none/x.svg: cannot be written" --plot "$work/none/x.svg" "$capture"
refused 2 "--plot: expected a FILE" --plot '' "$capture"
ln -s old.svg "$work/house/link.svg"
"$sniff" -q --plot "$work/house/link.svg" "$capture"
[ -L "$work/house/link.svg" ] && ! cmp -s "$work/one.svg" "$work/house/old.svg" || failed=1
[ "$(ls "$work/house")" = "$(printf 'fuses.txt\nlink.svg\nold.svg')" ] || {
  echo "left behind: $(ls "$work/house")" >&2
  failed=1
}

# A simulated bus, while it runs.
"$sniff" -q --speed 1000 --seed 1 -n 2000 --plot "$work/sim.svg" sim:3 >/dev/null
grep -q '>6617, protocol 2, rated 32.00 A<' "$work/sim.svg" || failed=1
"$sniff" -q --speed 1000 --seed 1 -n 2000 --plot "$work/again.svg" sim:3 >/dev/null
cmp "$work/sim.svg" "$work/again.svg" || failed=1
exit "$failed"
