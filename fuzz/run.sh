#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD_DIR [TARGET] [SECONDS]: fuzzes one target or all of them, 60 s each by default. It
# keeps inputs that reach new code in BUILD_DIR/learned, and inputs that break a target in BUILD_DIR.
set -eu
build=$1
target=${2:-}
seconds=${3:-60}
case $target in
  '' | *[!0-9]*) ;;
  *) seconds=$target target= ;; # a number alone is the time
esac
corpus=$(dirname "$0")/corpus
captures=$(dirname "$0")/../tests/captures

if [ -n "$target" ] && [ ! -x "$build/${target}_fuzz" ]; then
  echo "fuzz: there is no target '$target'. There are:" >&2
  for program in "$build"/*_fuzz; do basename "$program" _fuzz >&2; done
  exit 2
fi

for program in "$build"/${target:-*}_fuzz; do
  name=$(basename "$program" _fuzz)
  learned=$build/learned/$name
  mkdir -p "$learned"
  set -- "$learned" "$corpus/$name"
  if [ "$name" = reader ]; then set -- "$@" "$captures"; fi
  echo "fuzz: $name for $seconds s"
  "$program" -max_total_time="$seconds" -max_len=512 -timeout=10 -rss_limit_mb=1024 \
    -artifact_prefix="$build/$name-" -print_final_stats=1 -print_funcs=0 -verbosity=0 \
    "$@"
done
