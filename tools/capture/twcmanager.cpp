// SPDX-License-Identifier: MIT
#include "capture/twcmanager.hpp"

#include <algorithm>

#include "capture/clock_text.hpp"
#include "capture/spelled_bytes.hpp"

namespace twc::tools {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool spells_bytes(std::string_view text) {
  return !SpelledBytes{text}.bytes().empty();
}

/// The text between the parentheses at the front of `text`, which it takes off.
std::string_view take_parenthesis(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::size_t close = text.find(')');
  if (!text.starts_with('(') || close == npos) return {};
  const std::string_view inside = text.substr(1, close - 1);
  text.remove_prefix(close + 1);
  return inside;
}

/// `at` is where `Tx@` or `Rx@` stands.
std::optional<LoggedLine> parse_frame_line(std::string_view line, std::size_t at) {
  std::string_view rest = line.substr(at + 3);
  const auto time = take_time_of_day(rest);
  if (!rest.starts_with(':')) return std::nullopt;
  rest.remove_prefix(1);
  LoggedLine said;
  said.says = line[at] == 'T' ? LoggedLine::Says::sent : LoggedLine::Says::received;
  said.when = time ? Stamp{Clock::day, *time} : find_time_of_day(line.substr(0, at));
  said.before = take_parenthesis(rest);
  said.frame = rest;
  if (!spells_bytes(said.frame)) return std::nullopt;
  return said;
}

/// Lines that complain about a frame, and show it behind a colon.
std::optional<LoggedLine> parse_complaint(std::string_view line) {
  constexpr std::string_view unknown = "UNKNOWN MESSAGE";
  constexpr std::string_view ignoring = "Ignoring message";
  const std::size_t at = std::min(line.find(unknown), line.find(ignoring));
  if (at == npos) return std::nullopt;
  const std::size_t colon = line.find(':', at);
  if (colon == npos || !spells_bytes(line.substr(colon + 1))) return std::nullopt;
  return LoggedLine{.says = LoggedLine::Says::repeated,
                    .when = find_time_of_day(line.substr(0, at)),
                    .before = {},
                    .frame = line.substr(colon + 1)};
}

}  // namespace

std::optional<LoggedLine> parse_twcmanager_line(std::string_view line) {
  const std::size_t at = std::min(line.find("Tx@"), line.find("Rx@"));
  return at != npos ? parse_frame_line(line, at) : parse_complaint(line);
}

}  // namespace twc::tools
