#!/bin/sh
# SPDX-License-Identifier: MIT
# threads.sh [CXX]: runs both queues under the thread sanitizer (tools/THREADS.md).
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
"${1:-g++}" -std=c++20 -O1 -g -fsanitize=thread -Wall -Wextra -Werror -I libtwc/include -I tools \
  tests/threads/queues.cpp tools/common/write_queue.cpp tools/common/steady_output.cpp \
  tools/capture/writer_thread.cpp -lfmt -pthread -o build/queues
TSAN_OPTIONS=halt_on_error=1 build/queues
