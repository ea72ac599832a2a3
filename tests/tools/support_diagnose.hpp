// SPDX-License-Identifier: MIT
#pragma once
/// Captures for twc-sniff --diagnose, and the names of what it finds in them.

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/monitor_bench.hpp"
#include "tools/support_program.hpp"

namespace twc::test {

inline const std::string captures{TWC_CAPTURES};

/// A twclog in the making.
class Log {
 public:
  Log& add(Duration passed, char kind, const std::string& rest) {
    now_ += passed;
    text_ += fmt::format("({}.{:06}) bus0 {} {}\n", now_.count() / 1'000'000,
                         now_.count() % 1'000'000, kind, rest);
    return *this;
  }
  Log& add(Duration passed, const wire::Frame& frame, char kind = 'R') {
    std::string hex = to_hex(frame.bytes());
    std::erase(hex, ' ');
    return add(passed, kind, hex);
  }
  Log& beats(int times, const wire::Frame& beat = ask(), const wire::Frame& reply = answer()) {
    for (int time = 0; time < times; ++time) add(850ms, beat).add(150ms, reply);
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_ = "# twclog 1 clock=epoch\n";
  Duration now_ = std::chrono::hours{490'000};
};

/// The names of what is found, in order, notes and what is past in brackets.
inline std::string found_in(const Outcome& outcome) {
  std::string names;
  bool has_problem = false;
  for (const std::string& line : lines_of(outcome.out)) {
    constexpr std::string_view finding = R"({"finding":")";
    constexpr std::string_view note = R"({"note":")";
    const bool is_note = line.starts_with(note);
    if (!is_note && !line.starts_with(finding)) continue;
    const std::size_t begin = is_note ? note.size() : finding.size();
    const auto name = line.substr(begin, line.find('"', begin) - begin);
    const bool is_past = line.find(R"("past":true)") != std::string::npos;
    has_problem = has_problem || (!is_note && !is_past);
    names += (names.empty() ? "" : " ") + (is_note || is_past ? "(" + name + ")" : name);
  }
  CHECK(outcome.exit == (has_problem ? 8 : 0));
  return names;
}
inline std::string found(const Log& log) {
  return found_in(sniff({"--diagnose", "-F", "json", "-"}, log.text()));
}
inline std::string found_in_capture(const std::string& name) {
  INFO(name);
  return found_in(sniff({"--diagnose", "-F", "json", captures + "/" + name}));
}

inline wire::Frame reply(Centiamps limit, Centiamps drawn,
                         msg::ChargeState state = msg::ChargeState::charging) {
  return answer(slave_id, master_id, limit, drawn, state);
}

}  // namespace twc::test
