// SPDX-License-Identifier: MIT
#include "watch/terminal.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace twc::tools {
namespace {

// The alternate screen without a cursor, where long lines do not wrap; and the way back.
constexpr std::string_view enter = "\x1b[?1049h\x1b[?25l\x1b[?7l";
constexpr std::string_view leave = "\x1b[?7h\x1b[?25h\x1b[?1049l";

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Runs in the watcher. The pipe `alive` ends when the process that draws has died. A byte before
/// that says that this process gives the screen back by itself.
[[noreturn]] void watch_over(int alive) {
  ::setsid();  // the watcher must survive Ctrl-C
  ::dup2(alive, STDIN_FILENO);
  ::close(STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  char byte = 0;
  ssize_t got = 0;
  do {
    got = ::read(STDIN_FILENO, &byte, 1);
  } while (got < 0 && errno == EINTR);
  if (got == 0) write_all(STDOUT_FILENO, leave);
  ::_exit(0);
}

/// Handles Ctrl-Z: gives the shell its screen, and takes ours again after `fg`. Calls only
/// functions that a signal handler may call.
void step_aside(int /*signal*/) {
  const int error = errno;
  write_all(STDOUT_FILENO, leave);
  static_cast<void>(::raise(SIGSTOP));
  write_all(STDOUT_FILENO, enter);
  errno = error;
}

/// Leaves Ctrl-Z ignored where a shell without job control started this process with it ignored.
void on_ctrl_z(void (*handler)(int)) {
  struct sigaction now {};
  if (::sigaction(SIGTSTP, nullptr, &now) != 0 || now.sa_handler == SIG_IGN) return;
  now = {};
  now.sa_handler = handler;
  now.sa_flags = SA_RESTART;
  ::sigaction(SIGTSTP, &now, nullptr);
}

}  // namespace

std::optional<ScreenSize> screen_size(int fd) {
  winsize size{};
  if (::isatty(fd) == 0) return std::nullopt;
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return ScreenSize{};
  }
  return ScreenSize{.columns = size.ws_col, .rows = size.ws_row};
}

std::optional<std::string> objection_to_screen() {
  if (::isatty(STDOUT_FILENO) == 0) return "expected a terminal; for a pipe there is --format";
  const char* const kind = std::getenv("TERM");
  if (kind == nullptr || std::string_view{kind} == "dumb" || *kind == '\0') {
    return "expected a terminal that can move its cursor; TERM says that this one cannot";
  }
  return std::nullopt;
}

std::string redrawn(const std::vector<std::string>& lines, const ScreenSize& size) {
  std::string out = "\x1b[H";
  const std::size_t count = std::min(lines.size(), size.rows - std::min<std::size_t>(size.rows, 1));
  for (std::size_t at = 0; at < count; ++at) {
    out.append(lines[at], 0, size.columns);
    out += "\x1b[K\r\n";
  }
  out += "\x1b[J";
  return out;
}

Screen::Screen() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  watcher_ = ::fork();
  if (watcher_ == 0) {
    ::close(ends[1]);
    watch_over(ends[0]);
  }
  ::close(ends[0]);
  alive_ = Fd{ends[1]};
  on_ctrl_z(step_aside);
}

Screen::~Screen() {
  if (!alive_) return;
  on_ctrl_z(SIG_DFL);
  alive_.reset();
  constexpr int patience_ms = 500;
  for (int waited = 0; waited < patience_ms; ++waited) {
    if (::waitpid(watcher_, nullptr, WNOHANG) != 0) return;
    ::usleep(1000);
  }
}

std::string_view Screen::begin() {
  return enter;
}

std::string_view Screen::end() {
  return leave;
}

void Screen::dismiss() {
  if (!alive_) return;
  on_ctrl_z(SIG_DFL);
  write_all(alive_.get(), "x");
  alive_.reset();
  while (::waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace twc::tools
