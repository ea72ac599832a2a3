#!/bin/sh
# SPDX-License-Identifier: MIT
# The examples in the documents work, and print what the documents show:
# examples_test.sh TOOLS_DIR PROJECT_DIR WORK_DIR
set -eu
export LC_ALL=C
tools=$1
sniff=$tools/twc-sniff
project=$2
work=$3
readme=$project/README.md
unset TWC_SEED TWC_SEEDS # they belong to the tests of promises
ran=0
skipped=0
failed=0

fail() {
  echo "$*" >&2
  failed=1
}

rm -rf "$work"
mkdir -p "$work/bin" "$work/here/tests"
ln -s "$sniff" "$tools/twc-fakemaster" "$tools/twc-fakeslave" "$tools/twc-mqtt" "$work/bin"
cp -r "$project/tests/captures" "$work/here/tests"
cd "$work/here"
cp tests/captures/gh-ngardiner-453.log old-debug.log
cp tests/captures/ukoda-master-and-slave.twclog garage.twclog
export PATH="$work/bin:$PATH" TZ=UTC TWC_SPEED=20

run() { # command; what it prints goes to $work/said
  case $1 in
    './dev demo') set -- "'$project/examples/demo.sh' '$sniff'" ;;
    *twc-sniff* | *twc-fakemaster* | *twc-fakeslave* | *twc-mqtt* | *UNIX-CONNECT:*) ;;
    mosquitto_pub*) ;;
    *) fail "no example of a tool: $1" ;;
  esac
  case $1 in
    *tcp://* | *' /dev/'* | *' /etc/'* | *UNIX-CONNECT:* | mosquitto_pub*)
      skipped=$((skipped + 1))
      return 0
      ;;
  esac
  ran=$((ran + 1))
  sh -c "$1" >"$work/said" 2>&1 </dev/null || fail "$1: exit status $?: $(cat "$work/said")"
}

# "..." stands for any number of lines.
compare() { # command; with the files "said" and "shown"
  awk '
    NR == FNR { said[++lines] = $0; next }
    $0 == "..." { gap = 1; next }
    {
      at++
      while (gap && at <= lines && said[at] != $0) at++
      if (said[at] != $0) { wrong = "not there, or not there yet: " $0; exit }
      gap = 0
    }
    END {
      if (!wrong && !gap && at < lines) wrong = "there is more: " said[at + 1]
      if (wrong) { print wrong > "/dev/stderr"; exit 1 }
    }' "$work/said" "$work/shown" || fail "$1: does not print what is shown"
}

# A console block of ./dev demo is one command; in others each "$ " begins one.
awk -v out="$work/console" '
  /^```console/ { inside = 1; demo = 0; next }
  /^```/ { inside = 0 }
  !inside { next }
  /^\$ / && !demo {
    name = out "." ++count
    demo = $0 == "$ ./dev demo"
    print substr($0, 3) > (name ".command")
    printf "" > (name ".shown")
    next
  }
  { print > (name ".shown") }' "$readme"
for command in "$work"/console.*.command; do
  run "$(cat "$command")"
  cp "${command%.command}.shown" "$work/shown"
  compare "$(cat "$command")"
done

unroff() { sed "s/\\\\-/-/g; s/\\\\(aq/'/g; s/\\\\f[BIRP]//g" "$project/tools/man/$1.1"; }
blocks() { # tool, section
  unroff "$1" | awk -v name=".SH $2" '
    /^\.SH / { here = $0 == name }
    /^\.EE/ { inside = 0 }
    here && inside
    /^\.EX/ { inside = 1 }'
}
{
  blocks twc-sniff EXAMPLES
  blocks twc-fakemaster EXAMPLES
  blocks twc-fakeslave EXAMPLES
  blocks twc-mqtt EXAMPLES
  sed -n 's/^    twc-sniff/twc-sniff/p' "$readme" "$project/CONTRIBUTING.md"
} >"$work/commands"
while read -r command; do run "$command"; done <"$work/commands"

echo me:secret >mqtt.password
for tool in twc-sniff twc-fakemaster twc-fakeslave twc-mqtt; do
  # The port is on no machine but the reader's.
  blocks $tool FILES | sed 's,/etc/twc/,,; s,^endpoint = .*,endpoint = "pty:",' >"$work/example.toml"
  run "TWC_SPEED=1 $tool --check-config --config '$work/example.toml'"
done

blocks twc-sniff 'CAPTURE FORMATS' >"$work/shown"
run "twc-sniff -F log '$work/shown'"
compare 'the twclog of the man page'

# The demo: one screen, from anywhere.
(cd / && "$project/examples/demo.sh" "$sniff") >"$work/said"
awk 'length > 80 { exit 1 } END { exit NR > 20 }' "$work/said" ||
  fail "the demo needs more than half a screen of 80 columns and 40 rows"

# The first lines of C++ stand in an example. The second ones are a program of their own.
snippet() {
  awk -v number="$1" '/^```cpp/ { inside = ++seen == number; next } /^```/ { inside = 0 } inside' \
    "$readme"
}
decoder=$(snippet 1)
export decoder
sed 's/^  //' "$project"/examples/*.cpp | awk '
  { text = text $0 "\n" }
  END { exit ENVIRON["decoder"] == "" || !index(text, ENVIRON["decoder"] "\n") }' ||
  fail "README.md: the lines of C++ that decode stand in no example"
{
  printf '#include <%s>\n' array cstdio iostream poll.h twc/twc.hpp unistd.h
  echo 'using namespace twc::literals; twc::Time now(); int main() { const int fd = 0;'
  snippet 2
  echo '}'
} >"$work/master.cpp"
grep -q 'link::Port' "$work/master.cpp" || fail "README.md: no master on a Port"
"${CXX:-c++}" -std=c++20 -Wall -Werror -fsyntax-only -I "$project/libtwc/include" \
  "$work/master.cpp" || fail "README.md: the master in fifteen lines does not compile"

echo "$ran examples ran, $skipped need hardware or a network"
[ "$ran" -ge 17 ] || fail "expected at least 17 examples that run"
exit "$failed"
