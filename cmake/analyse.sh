#!/bin/sh
# SPDX-License-Identifier: MIT
# analyse.sh: cppcheck on the library and the tools. clang's analyzer runs with clang-tidy. The
# suppressed warnings are those that cppcheck 2.10 gets wrong in C++20, or a matter of taste.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build/cppcheck
cppcheck --quiet --std=c++20 --language=c++ --enable=warning,performance,portability \
  --error-exitcode=1 --inline-suppr --cppcheck-build-dir=build/cppcheck \
  --template='{file}:{line}: {severity}: {id}: {message}' \
  --suppress=internalAstError --suppress=syntaxError --suppress=cppcheckError \
  -I libtwc/include -I tools "$@" libtwc/src tools
