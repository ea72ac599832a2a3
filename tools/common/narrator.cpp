// SPDX-License-Identifier: MIT
#include "common/narrator.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "common/show.hpp"

namespace twc::tools {
namespace {

double in_ms(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

Narrator::Narrator(const SharedOptions& shared, const LineOptions& line,
                   std::optional<Redactor> redactor, RecordSink& next, Say say)
    : verbosity_{shared.verbosity},
      sends_nothing_{line.driver.sends_nothing},
      redactor_{std::move(redactor)},
      next_{next},
      say_{std::move(say)} {}

void Narrator::take(const Record& record) {
  next_.take(record);
  const bool is_kept_back = sends_nothing_ && record.direction == Direction::sent;
  const bool is_damaged = std::holds_alternative<wire::BadFrame>(record.heard);
  if (!is_kept_back && verbosity_ < (is_damaged ? 1 : 2)) return;
  const Record shown = redactor_ ? redactor_->redact(record) : record;
  std::string line = is_kept_back ? "would send  " : "";
  append_text(line, decode(shown), Paint::plain);
  say_(line);
}

void Narrator::measured(Duration longest_pause, Duration patience) {
  if (verbosity_ == 0) return;
  say_(
      fmt::format("the longest pause within a frame so far: {:.0f} ms; the rest of a frame is "
                  "awaited for {:.0f} ms",
                  in_ms(longest_pause), in_ms(patience)));
}

}  // namespace twc::tools
