// SPDX-License-Identifier: MIT
#include "common/process.hpp"

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace twc::tools {
namespace {

/// Opened the wrong way round, so that it fails as one that is closed does.
void hold(int number) {
  if (::fcntl(number, F_GETFD) >= 0) return;
  const int way = number == STDIN_FILENO ? O_WRONLY : O_RDONLY;
  const int held = ::open("/dev/null", way);  // gets the lowest number that is free
  if (held >= 0 && held != number) ::close(held);
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void prepare_process() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) hold(number);
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGTTOU}) std::signal(signal, SIG_IGN);
}

std::vector<int> ending_signals() {
  std::vector<int> signals{SIGINT, SIGTERM};
  if (!is_ignored(SIGHUP)) signals.push_back(SIGHUP);
  return signals;
}

}  // namespace twc::tools
