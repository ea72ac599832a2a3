// SPDX-License-Identifier: MIT
#include "common/event_line.hpp"

#include <fmt/format.h>

#include "capture/line.hpp"
#include "common/printable.hpp"
#include "common/quantities.hpp"
#include "common/stamp.hpp"

namespace twc::tools {
namespace {

std::string in_utc(const Stamp& when) {
  Line line;
  put_date(line, when.microseconds);
  line.put('T');
  put_time_of_day(line, when.microseconds, Precision::microseconds);
  line.put('Z');
  return std::string{line.view()};
}

}  // namespace

std::string text_line(TimeColumn& time, const EventHead& head, const Facts& facts) {
  std::string out;
  time.append(out, head.when);
  const std::string id = head.unit ? in_hex(*head.unit) : "-";
  out += fmt::format("{:<4}  {:<12}{}", id, head.name, facts.text());
  return out;
}

std::string json_line(const EventHead& head, const Facts& facts) {
  Facts front{Style::json};
  front.word("t", in_utc(head.when)).word("event", head.name);
  if (head.unit) front.id(*head.unit);
  return fmt::format("{{{}{}}}", front.text().substr(1), facts.text());
}

std::string ok_line(const Facts& facts) {
  if (facts.style() == Style::text) return "ok" + facts.text();
  return fmt::format(R"({{"ok":true{}}})", facts.text());
}

std::string error_line(Style style, std::string_view word, std::string_view what) {
  if (style == Style::text) return fmt::format("err {} {}", word, printable(what));
  Facts facts{style};
  facts.word("error", word).word("text", what);
  return fmt::format(R"({{"ok":false{}}})", facts.text());
}

}  // namespace twc::tools
