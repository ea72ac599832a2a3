// SPDX-License-Identifier: MIT
#include "sniff/watch.hpp"

#include <algorithm>
#include <array>
#include <system_error>
#include <thread>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <unistd.h>

#include "common/clock.hpp"
#include "common/exit.hpp"
#include "common/hear.hpp"
#include "common/quantities.hpp"
#include "sniff/explain.hpp"
#include "watch/table.hpp"

namespace twc::tools {
namespace {

constexpr Duration picture_lasts = std::chrono::milliseconds{500};

constexpr auto columns_of_units = std::to_array<Column>({
    {.title = "unit",        .width = 4,  .rank = 0, .is_right = false},
    {.title = "role",        .width = 7,  .rank = 2, .is_right = false},
    {.title = "P",           .width = 1,  .rank = 5, .is_right = false},
    {.title = "state",       .width = 15, .rank = 0, .is_right = false},
    {.title = "limit A",     .width = 7,  .rank = 0, .is_right = true },
    {.title = "drawn A",     .width = 7,  .rank = 0, .is_right = true },
    {.title = "drawn|limit", .width = 11, .rank = 1, .is_right = false},
    {.title = "volts",       .width = 11, .rank = 9, .is_right = false},
    {.title = "plug",        .width = 9,  .rank = 8, .is_right = false},
    {.title = "loss %",      .width = 6,  .rank = 7, .is_right = true },
    {.title = "ms",          .width = 4,  .rank = 6, .is_right = true },
    {.title = "heard",       .width = 7,  .rank = 3, .is_right = true }
});

std::string with_blanks(std::string_view word) {
  std::string out{word};
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::string volts_of(const bus::Unit& unit) {
  if (!unit.meter) return {};
  const auto& volts = unit.meter->what.volts;
  return fmt::format("{}/{}/{}", volts[0].value, volts[1].value, volts[2].value);
}

std::string words_of(const bus::Cause& cause, bool hides_texts) {
  bus::Cause shown = cause;
  if (auto* const text = std::get_if<bus::ImpossibleText>(&shown); text && hides_texts) {
    text->text = {};
  }
  return explain(shown).what;
}

}  // namespace

void BusTable::take(const Record& record) {
  tell(monitor_, timeline_, record);
  if (const auto at = timeline_.at(record.when)) now_ = at;
  if (!began_) began_ = now_;
}

void BusTable::pass(const Stamp& when) {
  const auto at = timeline_.at(when);
  if (!at) return;
  now_ = at;
  if (!began_) began_ = at;
  monitor_.pass(*at);
}

std::vector<std::string> BusTable::row(const bus::Watch& unit) const {
  const bus::Unit* const known = monitor_.roster().find(unit.id);
  const bus::Role role = bus::Monitor::role(unit);
  std::string state;
  std::string limit;
  std::string drawn;
  std::string drawn_bar;
  if (known != nullptr && known->heartbeat) {
    const msg::SlaveHeartbeat& said = known->heartbeat->what;
    state = with_blanks(to_string(said.state));
    limit = in_amps(said.limit);
    drawn = in_amps(said.drawn);
    drawn_bar = bar(said.drawn, said.limit, known->rating.value_or(32_A));
  } else if (unit.frames == 0) {
    state = "never heard";
  }
  const bus::Answers& answers = unit.answers;
  const std::string loss = answers.asked() == 0
                               ? std::string{}
                               : fmt::format("{}", 100ULL * answers.unanswered() / answers.asked());
  const std::string took =
      answers.measured() == 0
          ? std::string{}
          : fmt::format("{}",
                        std::chrono::round<std::chrono::milliseconds>(answers.median()).count());
  const bool is_known = known != nullptr;
  return {in_hex(unit.id),
          role == bus::Role::unknown ? std::string{} : std::string{to_string(role)},
          is_known && known->protocol ? fmt::format("{}", static_cast<unsigned>(*known->protocol))
                                      : std::string{},
          state,
          limit,
          drawn,
          drawn_bar,
          is_known ? volts_of(*known) : std::string{},
          is_known && known->plug ? std::string{to_string(known->plug->what)} : std::string{},
          loss,
          took,
          is_known && now_ ? age(*now_ - known->last_heard) : std::string{}};
}

void BusTable::put_findings(std::vector<std::string>& lines, std::size_t width) const {
  const bus::Findings findings = monitor_.findings();
  if (findings.empty()) lines.emplace_back("nothing wrong");
  for (const bus::Finding& finding : findings) {
    lines.push_back(cut_to(
        fmt::format("{}: {}", to_string(finding.standing), words_of(finding.cause, hides_texts_)),
        width));
  }
}

std::vector<std::string> BusTable::lines(const ScreenSize& size) const {
  const bus::Totals& totals = monitor_.totals();
  std::string head = fmt::format("twc-sniff  {}", source_);
  if (now_ && began_) head += "  " + stopwatch(*now_ - *began_);
  head += fmt::format("  {} good, {} bad frames", totals.good + totals.sent, totals.bad);
  std::vector<std::string> lines{cut_to(head, size.columns), cut_to(said_, size.columns)};
  std::vector<std::vector<std::string>> rows;
  for (const bus::Watch& unit : monitor_.units()) {
    if (monitor_.is_named(unit)) rows.push_back(row(unit));
  }
  std::ranges::sort(rows);
  for (std::string& line : table_lines(columns_of_units, rows, size.columns)) {
    lines.push_back(std::move(line));
  }
  lines.emplace_back();
  put_findings(lines, size.columns);
  return lines;
}

Watch::Watch(std::string source, bool hides_texts, std::optional<double> pace,
             std::function<bool()> is_interrupted)
    : out_{STDOUT_FILENO, "standard output", {}},
      table_{std::move(source), hides_texts},
      pace_{pace},
      is_interrupted_{std::move(is_interrupted)} {
  out_.put_line(Screen::begin());
}

void Watch::take(const Record& record) {
  if (pace_) wait_for(record.when);
  table_.take(record);
  if (pace_ && now() - drawn_ >= picture_lasts) draw();
}

/// Waits until the replay has come to the time of this record.
void Watch::wait_for(const Stamp& when) {
  const auto at = schedule_.at(when);
  if (!at) return;
  if (!began_) began_ = now();
  const auto after = static_cast<double>(at->time_since_epoch().count()) / *pace_;
  const Time due = *began_ + Duration{std::llround(after)};
  while (!is_interrupted_() && now() < due) {
    if (now() - drawn_ >= picture_lasts) draw();
    std::this_thread::sleep_for(std::min<Duration>(due - now(), picture_lasts / 5));
  }
}

void Watch::redraw(const Stamp& when) {
  table_.pass(when);
  draw();
}

void Watch::draw() {
  ScreenSize size = screen_size(STDOUT_FILENO).value_or(ScreenSize{});
  size.rows = std::max<std::size_t>(size.rows, 2) - 1;  // put_line() adds a row at the end
  out_.put_line(redrawn(table_.lines(size), size));
  drawn_ = now();
  if (const int error = out_.error(); error != 0) {
    throw Failure{Exit::failure, fmt::format("standard output: cannot be written: {}",
                                             std::generic_category().message(error))};
  }
}

void Watch::finish() {
  const ScreenSize size = screen_size(STDOUT_FILENO).value_or(ScreenSize{});
  std::string last{Screen::end()};
  for (const std::string& line : table_.lines(size)) last += line + '\n';
  const bool has_room = out_.put(last);
  out_.finish();
  if (has_room && out_.is_written()) screen_.dismiss();
}

}  // namespace twc::tools
