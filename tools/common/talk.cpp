// SPDX-License-Identifier: MIT
#include "common/talk.hpp"

#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "common/fit.hpp"
#include "common/printable.hpp"

namespace twc::tools {
namespace {

std::string line_of(std::string_view tool, std::string_view line) {
  return fmt::format("{}: {}\n", tool, printable(line));
}

/// On a terminal lines fit.
std::string in_rows(std::string_view lines) {
  constexpr std::size_t indent = 2;
  return fitted(lines, columns_of(STDERR_FILENO), indent);
}

}  // namespace

void complain(std::string_view tool, std::string_view line) {
  const std::string text = line_of(tool, line);
  report(text);
}

void report(std::string_view whole) {
  const std::string rows = in_rows(whole);
  std::string_view lines = rows;
  while (!lines.empty()) {
    const ssize_t count = ::write(STDERR_FILENO, lines.data(), lines.size());
    if (count < 0 && errno == EAGAIN) {
      pollfd one{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
      ::poll(&one, 1, -1);
    } else if (count < 0 && errno != EINTR) {
      return;
    }
    if (count > 0) lines.remove_prefix(static_cast<std::size_t>(count));
  }
}

Talk::Talk(std::string tool, bool never_waits) : tool_{std::move(tool)} {
  if (!never_waits) return;
  queue_ = std::make_unique<SteadyOutput>(STDERR_FILENO, "standard error",
                                          [this](std::string_view what) { say(what); });
}

void Talk::say(std::string_view line) {
  const std::string text = line_of(tool_, line);
  report(text);
}

void Talk::report(std::string_view lines) {
  if (!queue_) return tools::report(lines);
  queue_->put(in_rows(lines));
}

void Talk::tell_news() {
  if (queue_) queue_->tell_news();
}

void Talk::finish() {
  if (queue_) queue_->finish();
}

}  // namespace twc::tools
