// SPDX-License-Identifier: MIT
#include "soak/timing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <twc/msg/message.hpp>

#include "endpoint/clock.hpp"
#include "soak/load.hpp"
#include "soak/process.hpp"
#include "soak/programs.hpp"

namespace twc::soak {
namespace {

using std::chrono::seconds;

double in_ms(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

double time_start() {
  Line line;
  const Time begin = tools::now();
  const Process master{master_on(line.device(Side::master))};
  std::optional<Time> first;
  constexpr auto patience = seconds{10};
  line.carry(
      Clock::now() + patience, [&](const Heard& heard) { first = first.value_or(heard.came); },
      [&] { return first.has_value(); });
  return first ? in_ms(*first - begin) : std::nan("");
}

double time_greeting() {
  Line line;
  const Process master{master_on(line.device(Side::master))};
  const Process slave{slave_on(line.device(Side::slave))};
  Timing timing;
  constexpr auto patience = seconds{20};
  line.carry(
      Clock::now() + patience, [&](const Heard& heard) { timing.hear(heard); },
      [&] { return timing.greeting.has_value(); });
  return timing.greeting.value_or(std::nan(""));
}

/// How far the period that a share of the heartbeats keeps is from a second.
double lateness(const std::vector<double>& periods, double share) {
  constexpr double period = 1000;
  std::vector<double> off;
  for (const double each : periods) off.push_back(std::abs(each - period));
  return quantile(std::move(off), share);
}

/// Listens to a bus that is at work, one second after the other.
Timing listen(Line& line, Clock::duration time, Growth& growth) {
  Timing timing;
  const auto end = Clock::now() + time;
  while (Clock::now() < end) {
    growth.look();
    line.carry(std::min(end, Clock::now() + seconds{1}),
               [&](const Heard& heard) { timing.hear(heard); });
  }
  return timing;
}

/// The same without the seconds in which other programs used a tenth of the machine or more, and
/// without the second after each: there the figures would show those programs. If less than half of
/// the time is left, there are no figures.
Timing listen_while_idle(Line& line, Clock::duration time, Growth& growth) {
  Timing timing;
  constexpr double little = 0.1;
  bool was_idle = false;
  int all = 0;
  int idle = 0;
  for (const auto end = Clock::now() + time; Clock::now() < end; ++all) {
    const auto periods = timing.periods.size();
    const auto answers = timing.answers.size();
    const Usage usage;
    growth.look();
    line.carry(Clock::now() + seconds{1}, [&](const Heard& heard) { timing.hear(heard); });
    const bool is_idle = usage.share() < little;
    if (is_idle && was_idle) {
      ++idle;
    } else {
      timing.forget_since(periods, answers);
    }
    was_idle = is_idle;
  }
  const bool is_enough = 2 * idle >= all;
  fmt::print("  (the machine was idle in {} of {} s{})\n", idle, all,
             is_enough ? "" : ", too few for figures of an idle machine");
  if (!is_enough) timing.forget_since(0, 0);
  return timing;
}

void add_answers(Table& table, const Timing& idle, const Timing& busy) {
  constexpr double character = 10 * 1000.0 / 9600;  // 8N1
  table.add({.name = "answer of the slave after the closing C0, earliest",
             .measured = std::min(quantile(idle.pauses, 0), quantile(busy.pauses, 0)),
             .unit = "ms",
             .least = 2 * character});
  // Real ones begin 0.15 to 0.2 s after the question.
  constexpr double first = 150;
  constexpr double last = 200;
  for (const double share : {0.0, 1.0}) {
    table.add({.name = fmt::format("answer of the slave after a heartbeat, idle machine: {}",
                                   share == 0 ? "first" : "last"),
               .measured = quantile(idle.answers, share),
               .unit = "ms",
               .least = first,
               .most = last});
  }
}

}  // namespace

void Timing::hear(const Heard& heard) {
  if (!heard.passed) return;
  const msg::Message message = msg::decode(heard.frame);
  if (std::holds_alternative<msg::SlaveLinkready>(message) && !announced_) {
    announced_ = heard.came;
  }
  if (std::holds_alternative<msg::MasterHeartbeat>(message)) {
    if (beat_) periods.push_back(in_ms(heard.came - *beat_));
    if (announced_ && !greeting) greeting = in_ms(heard.came - *announced_);
    beat_ = heard.came;
    asked_ = heard;
  }
  if (std::holds_alternative<msg::SlaveHeartbeat>(message) && asked_) {
    answers.push_back(in_ms(heard.came - asked_->came));
    pauses.push_back(in_ms(heard.came - *asked_->passed));
    asked_.reset();
  }
}

void Timing::forget_since(std::size_t periods_before, std::size_t answers_before) {
  periods.resize(periods_before);
  answers.resize(answers_before);
}

void time_starts(Table& table) {
  std::vector<double> starts;
  constexpr int rounds = 21;
  for (int round = 0; round < rounds; ++round) starts.push_back(time_start());
  table.add({.name = "start of the master to its first frame, median of 21",
             .measured = quantile(starts, 0.5),
             .unit = "ms",
             .most = 15});
}

void time_greetings(Table& table) {
  std::vector<double> greetings;
  constexpr int rounds = 5;
  for (int round = 0; round < rounds; ++round) greetings.push_back(time_greeting());
  // A real master was heard to take 0.401 s; captures tell times within 50 ms.
  for (const double share : {0.0, 1.0}) {
    table.add({.name = fmt::format("first linkready to first heartbeat, {} of 5",
                                   share == 0 ? "soonest" : "latest"),
               .measured = quantile(greetings, share),
               .unit = "ms",
               .least = 350,
               .most = 450});
  }
}

void time_heartbeats(Table& table, Clock::duration time, Growth& growth) {
  Line line;
  const Process master{master_on(line.device(Side::master))};
  const Process slave{slave_on(line.device(Side::slave))};
  listen(line, std::min<Clock::duration>(time, seconds{15}), growth);  // until they know each other

  const double cpu = master.cpu_seconds();
  const Timing idle = listen_while_idle(line, time, growth);
  const double minutes = std::chrono::duration<double, std::ratio<60>>(time).count();
  table.add({.name = fmt::format("{} heartbeats, idle machine: off schedule (st. dev.)",
                                 idle.periods.size()),
             .measured = deviation(idle.periods, 1000),
             .unit = "ms",
             .most = 1});
  table.add({.name = "CPU of the master",
             .measured = (master.cpu_seconds() - cpu) / minutes,
             .unit = "s/min",
             .most = 0.03});
  table.add({.name = "resident memory of the master",
             .measured = static_cast<double>(master.footprint().resident) / 1024,
             .unit = "MB",
             .most = 6});

  Timing busy;
  {
    const Load load;
    busy = listen(line, time, growth);
  }
  table.add({.name = fmt::format("{} heartbeats, busy machine: 99 % are off schedule by",
                                 busy.periods.size()),
             .measured = lateness(busy.periods, 0.99),
             .unit = "ms",
             .most = 50});
  add_answers(table, idle, busy);
}

}  // namespace twc::soak
