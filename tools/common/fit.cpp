// SPDX-License-Identifier: MIT
#include "common/fit.hpp"

#include <algorithm>

#include <sys/ioctl.h>
#include <unistd.h>

#include "common/cut.hpp"

namespace twc::tools {
namespace {

/// The end of the colour sequence that begins at `at`.
std::size_t end_of_color(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('m', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

/// The place where a row ends, and the place where the next one begins.
struct Cut {
  std::size_t end = 0;
  std::size_t next = 0;
};
Cut cut_of(std::string_view text, std::size_t columns) {
  std::size_t seen = 0;
  Cut blank;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\x1b') {
      at = end_of_color(text, at);
      continue;
    }
    const bool begins_gap = text[at] == ' ' && seen > 0 && text[at - 1] != ' ';
    if (begins_gap) {
      blank = {.end = at, .next = std::min(text.find_first_not_of(' ', at), text.size())};
    }
    if (++seen > columns) return blank.end != 0 ? blank : Cut{.end = at, .next = at};
    ++at;
  }
  return {.end = text.size(), .next = text.size()};
}

void put_line(std::string& out, std::string_view line, std::size_t columns, std::size_t indent) {
  std::size_t room = columns;
  while (true) {
    const Cut cut = cut_of(line, room);
    out += line.substr(0, cut.end);
    line.remove_prefix(cut.next);
    if (line.empty() || cut.next == 0) return;
    out += '\n';
    out.append(indent, ' ');
    room = columns - indent;
  }
}

}  // namespace

std::size_t columns_of(int fd) {
  constexpr std::size_t least = 80;
  winsize size{};
  if (::isatty(fd) == 0) return 0;
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0) return least;
  return std::max<std::size_t>(size.ws_col, least);
}

std::string fitted(std::string_view text, std::size_t columns, std::size_t indent) {
  if (columns == 0) return std::string{text};
  std::string out;
  while (!text.empty()) {
    const bool has_end = text.find('\n') != std::string_view::npos;
    put_line(out, take_until(text, '\n'), columns, indent);
    if (has_end) out += '\n';
  }
  return out;
}

}  // namespace twc::tools
