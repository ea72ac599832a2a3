#include "sniff/diagnosis.hpp"

#include <algorithm>
#include <iterator>
#include <variant>

#include <fmt/format.h>

#include "common/stamp.hpp"
#include "sniff/explain_words.hpp"

namespace twc::tools {
namespace {

bus::Origin origin_of(const std::optional<Direction>& direction) {
  if (direction == Direction::sent) return bus::Origin::sent;
  return direction == Direction::echo ? bus::Origin::echo : bus::Origin::heard;
}

std::string_view role_of(const bus::Unit& unit) {
  if (unit.role == bus::Role::master) return "master";
  return unit.role == bus::Role::slave ? "slave" : "unknown";
}

void put_unit(std::string& out, const bus::Unit& unit, const bus::Monitor& monitor) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{}  {}", hex(unit.id), role_of(unit));
  if (unit.protocol) fmt::format_to(to, "  protocol {}", static_cast<unsigned>(*unit.protocol));
  if (unit.rating) fmt::format_to(to, "  rated {}", amps(*unit.rating));
  if (const bus::Answers* const answers = monitor.answers(unit.id)) {
    fmt::format_to(to, "  answered {} of {}", answers->answered(), answers->asked());
    if (answers->longest() != Duration{}) {
      fmt::format_to(to, " after {:.0f} to {:.0f} ms", in_milliseconds(answers->shortest()),
                     in_milliseconds(answers->longest()));
    }
  }
  if (const auto damaged = monitor.damaged(unit.id)) fmt::format_to(to, "  damaged {}", damaged);
  out += '\n';
}

void put_unit_json(std::string& out, const bus::Unit& unit, const bus::Monitor& monitor) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, R"({{"unit":"{}","role":"{}")", hex(unit.id), role_of(unit));
  if (unit.protocol) {
    fmt::format_to(to, R"(,"protocol":{})", static_cast<unsigned>(*unit.protocol));
  }
  if (unit.rating) {
    fmt::format_to(to, R"(,"max_a":{:.2f})", static_cast<double>(unit.rating->value()) / 100);
  }
  if (const bus::Answers* const answers = monitor.answers(unit.id)) {
    fmt::format_to(to, R"(,"asked":{},"answered":{})", answers->asked(), answers->answered());
    if (answers->longest() != Duration{}) {
      fmt::format_to(to, R"(,"min_ms":{:.0f},"mean_ms":{:.0f},"max_ms":{:.0f})",
                     in_milliseconds(answers->shortest()), in_milliseconds(answers->mean()),
                     in_milliseconds(answers->longest()));
    }
  }
  fmt::format_to(to, "}}\n");
}

void put_finding_json(std::string& out, const Explanation& finding) {
  fmt::format_to(std::back_inserter(out), R"({{"finding":"{}","units":[)", finding.name);
  std::string_view before;
  for (const TwcId id : finding.units) {
    fmt::format_to(std::back_inserter(out), R"({}"{}")", before, hex(id));
    before = ",";
  }
  fmt::format_to(std::back_inserter(out),
                 R"(],"what":"{}","evidence":"{}","advice":"{}"}})"
                 "\n",
                 finding.what, finding.evidence, finding.advice);
}

}  // namespace

bus::When Diagnosis::time_of(const Stamp& when) {
  if (when.clock == Clock::none) return std::nullopt;
  now_ += std::max(elapsed(before_, when).value_or(Duration{}), Duration{});
  before_ = when;
  return now_;
}

void Diagnosis::take(const Record& record) {
  const bus::When now = time_of(record.when);
  const bus::Origin origin = origin_of(record.direction);
  std::visit(
      [&](const auto& heard) {
        using Kind = std::decay_t<decltype(heard)>;
        if constexpr (!std::same_as<Kind, wire::Recovered> && !std::same_as<Kind, StatusLine>) {
          monitor_.hear(now, heard, origin);
        }
      },
      record.heard);
}

void Diagnosis::pass(const Stamp& when) {
  if (const auto now = time_of(when)) monitor_.pass(*now);
}

std::string Diagnosis::text() const {
  const bus::Totals& totals = monitor_.totals();
  std::string out;
  const auto to = std::back_inserter(out);
  if (totals.first) fmt::format_to(to, "{}: ", in_seconds(totals.lasted()));
  fmt::format_to(to, "{} good frames, {} bad, {} noise bytes, ", totals.good, totals.bad,
                 totals.noise_bytes);
  out += totals.echoes == 0 ? "no echo\n" : fmt::format("{} echoes\n", totals.echoes);
  for (const bus::Unit& unit : monitor_.roster().units()) put_unit(out, unit, monitor_);
  const bus::Findings findings = monitor_.findings();
  for (const bus::Finding& finding : findings) {
    const Explanation words = explain(finding);
    fmt::format_to(to, "\nproblem: {}\n  evidence: {}\n  what to do: {}\n", words.what,
                   words.evidence, words.advice);
  }
  if (findings.empty()) {
    out += "verdict: nothing wrong\n";
  } else {
    fmt::format_to(to, "\nverdict: {} problem{}\n", findings.size(),
                   findings.size() == 1 ? "" : "s");
  }
  return out;
}

std::string Diagnosis::json() const {
  const bus::Totals& totals = monitor_.totals();
  const bus::Findings findings = monitor_.findings();
  std::string out;
  for (const bus::Unit& unit : monitor_.roster().units()) put_unit_json(out, unit, monitor_);
  for (const bus::Finding& finding : findings) put_finding_json(out, explain(finding));
  const auto to = std::back_inserter(out);
  fmt::format_to(to, R"({{"verdict":"{}","findings":{})", findings.empty() ? "ok" : "problem",
                 findings.size());
  if (totals.first)
    fmt::format_to(to, R"(,"seconds":{:.3f})", in_milliseconds(totals.lasted()) / 1000);
  fmt::format_to(to,
                 R"(,"good":{},"bad":{},"noise_bytes":{},"sent":{},"echoes":{}}})"
                 "\n",
                 totals.good, totals.bad, totals.noise_bytes, totals.sent, totals.echoes);
  return out;
}

}  // namespace twc::tools
