#!/bin/sh
# SPDX-License-Identifier: MIT
# Live tables on real terminals, made by tmux. The screens are the golden ones, and the programs
# give the terminal back whatever ends them: watch_test.sh TOOLS_DIR PROJECT_DIR
set -eu
unset TWC_SEED TWC_SEEDS TWC_WAY # the tools refuse variables that only tests know
export LC_ALL=C TZ=UTC
tools=$1
golden=$2/tests/see/golden
command -v tmux >/dev/null || {
  echo "skipped: there is no tmux here"
  exit 77
}
work=$(mktemp -d)
failed=0
server=0
mux() { tmux -S "$work/tmux$server" -f /dev/null "$@"; }
trap 'mux kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

# A terminal of a size, with a shell that says nothing.
open_terminal() { # columns, rows
  mux kill-server 2>/dev/null || true
  server=$((server + 1))
  mux new-session -d -x "$1" -y "$2" "env PS1='ready> ' ENV= PATH='$PATH' TERM=screen sh"
  mux set-option -g status off
  mux resize-window -x "$1" -y "$2"
  await 'ready>'
}
screen() { mux capture-pane -p; }
type_in() { mux send-keys -l "$1" && mux send-keys Enter; }
await() { # the text that the screen has to show
  tries=0
  until screen | grep -q -e "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || {
      echo "waited in vain for: $1" >&2
      screen >&2
      exit 1
    }
    sleep 0.1
  done
}
# Types a command and waits for its end. A prompt on the screen may be an earlier one.
run_through() {
  rm -f "$work/ended"
  type_in "clear; $1; : >$work/ended"
  tries=0
  until [ -e "$work/ended" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || {
      echo "does not end: $1" >&2
      screen >&2
      exit 1
    }
    sleep 0.1
  done
  await 'ready>'
}
# The golden screens leave out the event lines of the master.
compare() { # the golden screen
  screen | sed -e '/^[0-9:.]\{12\}  /d' >"$work/screen"
  [ -z "${UPDATE_GOLDEN:-}" ] || cp "$work/screen" "$golden/$1"
  diff "$golden/$1" "$work/screen" >&2 || {
    echo "$1 (<) and the screen (>) differ" >&2
    failed=1
  }
}
pane() { mux display-message -p "#{$1}"; }
remember() { type_in "stty -a >$work/before; echo ke''pt"; await 'kept'; type_in clear; sleep 0.3; }
# The terminal has its modes, its cursor and its screen as before. Where a program was killed, its
# watcher gives the screen back, maybe after the shell wrote its prompt.
check_given_back() { # after what
  tries=0
  until [ "$(pane alternate_on) $(pane cursor_flag) $(pane wrap_flag)" = "0 1 1" ] ||
    [ "$tries" -ge 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  [ "$tries" -lt 100 ] || {
    echo "after $1: alternate screen $(pane alternate_on), cursor $(pane cursor_flag)," \
      "wrap $(pane wrap_flag)" >&2
    failed=1
  }
  mux send-keys Enter
  await 'ready>'
  type_in "stty -a >$work/after; echo loo''ked"
  await 'looked'
  sed 's/rows [0-9]*; columns [0-9]*;//' "$work/before" >"$work/one"
  sed 's/rows [0-9]*; columns [0-9]*;//' "$work/after" >"$work/two"
  diff "$work/one" "$work/two" >&2 || failed=1
}

# The screen of twc-sniff stays as it is while the pipe is open and nothing more comes.
mkfifo "$work/bus"
"$tools/twc-sniff" --speed 1000 --seed 1 -n 900 -F "log:$work/evening.twclog" sim:3 2>/dev/null
for size in "80 24" "200 50"; do
  # shellcheck disable=SC2086
  open_terminal $size
  remember
  name="watch-sniff-$(echo "$size" | tr ' ' x).txt"
  type_in "$tools/twc-sniff --watch --speed 1000 - <$work/bus"
  exec 3>"$work/bus"
  cat "$work/evening.twclog" >&3
  await ' 900 good'
  compare "$name"
  exec 3>&-
  check_given_back "the end of the input"
done

# The same through a simulated bus, to the end: the last table stays.
for size in "80 24" "200 50"; do
  # shellcheck disable=SC2086
  open_terminal $size
  remember
  run_through "$tools/twc-sniff --watch --speed 600 --seed 1 -n 900 sim:3"
  await ' 900 good'
  compare "watch-sim-$(echo "$size" | tr ' ' x).txt"
  check_given_back "-n"
  run_through "$tools/twc-fakemaster --watch --speed 600 --seed 1 --max-current 32 --run-for 5m sim:3"
  compare "watch-master-$(echo "$size" | tr ' ' x).txt"
  [ "$(screen | grep -c '^[0-9:.]\{12\}  ')" -ge 10 ] || failed=1
  check_given_back "--run-for"
done

# Ctrl-Z gives the screen to the shell, and fg takes it again.
for program in "twc-sniff --watch" "twc-fakemaster --watch --max-current 32"; do
  open_terminal 80 24
  type_in 'set -m'
  remember
  type_in "$tools/$program --seed 1 --speed 60 sim:3"
  await '^2019 .*charging'
  mux send-keys C-z
  check_given_back "Ctrl-Z"
  type_in fg
  await '^2019 .*charging'
  [ "$(pane alternate_on) $(pane cursor_flag)" = "1 0" ] || {
    echo "$program: no screen of its own after fg" >&2
    failed=1
  }
  mux send-keys C-c
  check_given_back "Ctrl-Z, fg and Ctrl-C"
done

# Each way to end it, and a terminal that becomes smaller.
for program in "twc-sniff --watch" "twc-fakemaster --watch --max-current 32"; do
  for way in INT TERM HUP KILL Ctrl-C; do
    open_terminal 80 24
    remember
    type_in "$tools/$program --seed 1 --speed 60 sim:3"
    await '^2019 .*charging'
    [ "$(pane alternate_on)" = 1 ] || failed=1
    mux resize-window -x 60 -y 15
    sleep 0.7
    screen | grep -q '^2019 ' || {
      echo "$program: no table after a resize" >&2
      screen >&2
      failed=1
    }
    if [ "$way" = Ctrl-C ]; then
      mux send-keys C-c
    else
      pkill "-$way" -o -P "$(pane pane_pid)"
    fi
    check_given_back "$way"
  done
done

# Ctrl-S stops the terminal. TERM ends the program all the same, and after Ctrl-Q the screen is back.
for program in "twc-sniff --watch --stats" "twc-fakemaster --watch --max-current 32"; do
  open_terminal 80 24
  remember
  type_in "$tools/$program --seed 1 --speed 60 sim:3"
  await '^2019 .*charging'
  mux send-keys C-s
  sleep 1.5 # the program has drawn, and the terminal has not taken it
  process=$(pgrep -o -P "$(pane pane_pid)")
  kill -TERM "$process"
  tries=0
  while kill -0 "$process" 2>/dev/null && [ "$tries" -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  [ "$tries" -lt 100 ] || {
    echo "$program: hangs after Ctrl-S and TERM" >&2
    kill -KILL "$process"
    failed=1
  }
  mux send-keys C-q
  check_given_back "Ctrl-S, TERM and Ctrl-Q"
done

# No terminal, and one that cannot move its cursor.
"$tools/twc-sniff" --watch sim: >"$work/out" 2>"$work/err" && failed=1
grep -q 'expected a terminal; for a pipe' "$work/err" || failed=1
open_terminal 80 24
type_in "TERM=dumb $tools/twc-sniff --watch sim:; echo exit \$?"
await 'exit 2'
screen | grep -q 'TERM says that' || failed=1
exit "$failed"
