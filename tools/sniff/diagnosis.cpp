// SPDX-License-Identifier: MIT
#include "sniff/diagnosis.hpp"

#include <algorithm>
#include <iterator>
#include <variant>

#include <fmt/format.h>

#include "common/hear.hpp"
#include "common/stamp.hpp"
#include "sniff/explain_words.hpp"

namespace twc::tools {
namespace {

/// The units, as far as they are worth naming.
template <typename Put>
void put_units(const bus::Monitor& monitor, const Put& put) {
  for (const bus::Watch& unit : monitor.units()) {
    if (monitor.is_named(unit)) put(unit, monitor.roster().find(unit.id));
  }
}

void put_unit(std::string& out, const bus::Watch& unit, const bus::Unit* known) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{}  {}", hex(unit.id), to_string(bus::Monitor::role(unit)));
  if (unit.frames == 0) out += "  never heard";
  if (known != nullptr && known->protocol) {
    fmt::format_to(to, "  protocol {}", static_cast<unsigned>(*known->protocol));
  }
  if (known != nullptr && known->rating) fmt::format_to(to, "  rated {}", amps(*known->rating));
  if (const bus::Answers& answers = unit.answers; answers.asked() != 0) {
    fmt::format_to(to, "  answered {} of {}", answers.answered(), answers.asked());
    if (answers.longest() != Duration{}) {
      fmt::format_to(to, " after {:.0f} to {:.0f} ms", in_milliseconds(answers.shortest()),
                     in_milliseconds(answers.longest()));
    }
  }
  if (unit.damaged != 0) fmt::format_to(to, "  damaged {}", unit.damaged);
  out += '\n';
}

void put_unit_json(std::string& out, const bus::Watch& unit, const bus::Unit* known) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, R"({{"unit":"{}","role":"{}")", hex(unit.id),
                 to_string(bus::Monitor::role(unit)));
  if (known != nullptr && known->protocol) {
    fmt::format_to(to, R"(,"protocol":{})", static_cast<unsigned>(*known->protocol));
  }
  if (known != nullptr && known->rating) {
    fmt::format_to(to, R"(,"max_a":{:.2f})", static_cast<double>(known->rating->value()) / 100);
  }
  if (const bus::Answers& answers = unit.answers; answers.asked() != 0) {
    fmt::format_to(to, R"(,"asked":{},"answered":{})", answers.asked(), answers.answered());
    if (answers.longest() != Duration{}) {
      fmt::format_to(to, R"(,"min_ms":{:.0f},"mean_ms":{:.0f},"max_ms":{:.0f})",
                     in_milliseconds(answers.shortest()), in_milliseconds(answers.mean()),
                     in_milliseconds(answers.longest()));
    }
  }
  fmt::format_to(to, "}}\n");
}

std::string_view title_of(bus::Standing standing) {
  if (standing == bus::Standing::note) return "note";
  return standing == bus::Standing::past ? "past problem" : "problem";
}

void put_finding(std::string& out, const bus::Finding& finding, const Explanation& words,
                 const Timeline& times) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "\n{}: {}\n  evidence: {}\n", title_of(finding.standing), words.what,
                 words.evidence);
  if (finding.since && finding.until) {
    const bool is_past = finding.standing == bus::Standing::past;
    fmt::format_to(to, "  when: from {} to {} ({}){}\n", times.time_of_day(*finding.since),
                   times.time_of_day(*finding.until), in_seconds(*finding.until - *finding.since),
                   is_past ? ", and it is over" : "");
  }
  fmt::format_to(to, "  what to do: {}\n  what else it may be: {}\n", words.advice,
                 words.otherwise);
}

void put_finding_json(std::string& out, const bus::Finding& finding, const Explanation& words,
                      const Timeline& times) {
  const auto to = std::back_inserter(out);
  const bool is_note = finding.standing == bus::Standing::note;
  fmt::format_to(to, R"({{"{}":"{}","units":[)", is_note ? "note" : "finding", words.name);
  std::string_view before;
  for (const TwcId id : words.units) {
    fmt::format_to(to, R"({}"{}")", before, hex(id));
    before = ",";
  }
  out += ']';
  if (finding.standing == bus::Standing::past) out += R"(,"past":true)";
  if (finding.since && finding.until) {
    fmt::format_to(to, R"(,"since_s":{:.3f},"until_s":{:.3f})", times.seconds(*finding.since),
                   times.seconds(*finding.until));
  }
  fmt::format_to(to,
                 R"(,"what":"{}","evidence":"{}","advice":"{}","otherwise":"{}"}})"
                 "\n",
                 words.what, words.evidence, words.advice, words.otherwise);
}

/// "2 problems, 1 in the past".
std::string conclusion(const bus::Findings& findings) {
  const std::size_t problems = findings.count(bus::Standing::problem);
  const std::size_t past = findings.count(bus::Standing::past);
  std::string text = problems == 0 ? "nothing wrong" : counted(problems, "problem");
  if (past == 0) return text;
  return problems == 0 ? fmt::format("nothing wrong now, {} in the past", counted(past, "problem"))
                       : fmt::format("{}, {} more in the past", text, past);
}

}  // namespace

void Diagnosis::take(const Record& record) {
  tell(monitor_, timeline_, record);
}

void Diagnosis::pass(const Stamp& when) {
  if (const auto now = timeline_.at(when)) monitor_.pass(*now);
}

Explanation Diagnosis::words_for(const bus::Cause& cause) const {
  const auto* const text = std::get_if<bus::ImpossibleText>(&cause);
  if (text == nullptr || !hides_texts_) return explain(cause);
  bus::ImpossibleText hidden = *text;
  hidden.text = {};
  return explain(hidden);
}

std::string Diagnosis::text() const {
  const bus::Totals& totals = monitor_.totals();
  std::string out;
  const auto to = std::back_inserter(out);
  if (totals.first) fmt::format_to(to, "{}: ", in_seconds(totals.lasted()));
  fmt::format_to(to, "{}, {} bad, {}, ", counted(totals.good, "good frame"), totals.bad,
                 counted(totals.noise_bytes, "noise byte"));
  out += totals.echoes == 0 ? "no echo\n" : counted(totals.echoes, "echo", "echoes") + '\n';
  put_units(monitor_,
            [&out](const bus::Watch& unit, const bus::Unit* known) { put_unit(out, unit, known); });
  const bus::Findings findings = put_findings(out);
  fmt::format_to(to, "verdict: {}\n", conclusion(findings));
  return out;
}

bus::Findings Diagnosis::put_findings(std::string& out) const {
  const bus::Findings findings = monitor_.findings();
  for (const bus::Finding& finding : findings) {
    put_finding(out, finding, words_for(finding.cause), timeline_);
  }
  if (!findings.empty()) out += '\n';
  return findings;
}

bus::Findings Diagnosis::put_findings_json(std::string& out) const {
  const bus::Findings findings = monitor_.findings();
  for (const bus::Finding& finding : findings) {
    put_finding_json(out, finding, words_for(finding.cause), timeline_);
  }
  return findings;
}

std::string Diagnosis::text_without_frames(const NoFrames& words) const {
  std::string out;
  const bus::Findings findings = has_log() ? put_findings(out) : bus::Findings{};
  const std::string found = has_log() ? "; " + conclusion(findings) : std::string{};
  fmt::format_to(std::back_inserter(out), "verdict: {}{}\n  what to do: {}\n", words.what, found,
                 words.advice);
  return out;
}

std::string Diagnosis::json_without_frames(const NoFrames& words) const {
  std::string out;
  const bus::Findings findings = has_log() ? put_findings_json(out) : bus::Findings{};
  fmt::format_to(std::back_inserter(out),
                 R"({{"verdict":"no_frames","content":"{}","findings":{},"past":{},)"
                 R"("what":"{}","advice":"{}"}})"
                 "\n",
                 words.name, findings.count(bus::Standing::problem),
                 findings.count(bus::Standing::past), words.what, words.advice);
  return out;
}

std::string Diagnosis::json() const {
  const bus::Totals& totals = monitor_.totals();
  std::string out;
  put_units(monitor_, [&out](const bus::Watch& unit, const bus::Unit* known) {
    put_unit_json(out, unit, known);
  });
  const bus::Findings findings = put_findings_json(out);
  const auto to = std::back_inserter(out);
  const std::size_t problems = findings.count(bus::Standing::problem);
  fmt::format_to(to, R"({{"verdict":"{}","findings":{},"past":{})",
                 problems == 0 ? "ok" : "problem", problems, findings.count(bus::Standing::past));
  if (totals.first)
    fmt::format_to(to, R"(,"seconds":{:.3f})", in_milliseconds(totals.lasted()) / 1000);
  fmt::format_to(to,
                 R"(,"good":{},"bad":{},"noise_bytes":{},"sent":{},"echoes":{}}})"
                 "\n",
                 totals.good, totals.bad, totals.noise_bytes, totals.sent, totals.echoes);
  return out;
}

}  // namespace twc::tools
