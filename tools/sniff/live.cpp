// SPDX-License-Identifier: MIT
#include "sniff/live.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "common/counted.hpp"
#include "common/process.hpp"

namespace twc::tools {
namespace {

/// A simulated bus with a seed says the same in every run, and at the same times.
std::optional<Stamp> begin_of(const SniffOptions& options) {
  constexpr std::int64_t year_2026 = 1'767'225'600'000'000;
  if (!options.line.seed) return std::nullopt;
  return Stamp{.clock = Clock::epoch, .microseconds = year_2026};
}

}  // namespace

Live::Live(const SniffOptions& options, Pipeline& pipeline, Talk& talk)
    : options_{options},
      pipeline_{pipeline},
      talk_{talk},
      endpoint_{make_endpoint(io_, options.sources.front(), options.line)},
      driver_{io_,       *endpoint_,
              *this,     pipeline,
              {.echo = EchoMode::off, .baud = options.line.baud, .speed = options.line.speed, .begins = begin_of(options)}},
      silence_{io_, driver_.time(), [this] { end(heard_ ? Exit::done : Exit::silence); }},
      report_{io_, driver_.time(), [this] { report(); }},
      verdict_{io_, driver_.time(), [this] { end(Exit::done); }} {}

Exit Live::run() {
  for (const int signal : ending_signals()) signals_.add(signal);
  signals_.async_wait([this](const asio::error_code& error, int /*signal*/) {
    if (!error) end(Exit::done);
  });
  const Time start = driver_.now();
  if (options_.silence) silence_.set(start + *options_.silence);
  if (options_.stats_every) report_.set(start + *options_.stats_every);
  if (options_.watch) redraw();
  driver_.open();
  io_.run();
  pipeline_.pass(driver_.stamp());
  if (options_.shared.verbosity > 0) {
    talk(fmt::format("{}, {} bad", counted(pipeline_.good(), "good frame"), pipeline_.bad()));
  }
  return exit_.value_or(Exit::done);
}

void Live::end(Exit exit) {
  if (exit_) return;
  exit_ = exit;
  driver_.close();
  for (Alarm* const alarm : {&silence_, &report_, &verdict_}) alarm->cancel();
  redraw_.cancel();
  signals_.cancel();
}

void Live::talk(std::string_view line) const {
  if (pipeline_.is_watched()) return pipeline_.say(line);
  if (!options_.shared.quiet) talk_.say(line);
}

void Live::link_up(Time now, std::string_view where) {
  talk(fmt::format("listening on {}", where));
  if (!options_.diagnose || std::exchange(was_up_, true)) return;
  verdict_.set(now + *options_.diagnose);
  pipeline_.pass(driver_.stamp());
}

void Live::link_down(Time /*now*/, Outage outage, std::string_view why) {
  pipeline_.is_watched() ? pipeline_.say(why) : talk_.say(why);
  if (outage == Outage::never_opened || options_.no_reconnect) end(Exit::endpoint);
}

void Live::put_off_silence(Time now) {
  heard_ = true;
  if (options_.silence && !exit_) silence_.set(now + *options_.silence);
}

void Live::turned(Time /*now*/) {
  pipeline_.flush();
  if (pipeline_.has_too_many_errors() || pipeline_.is_full()) end(Exit::done);
}

void Live::redraw() {
  if (exit_) return;
  pipeline_.redraw(driver_.stamp());
  redraw_.expires_after(std::chrono::milliseconds{500});
  redraw_.async_wait([this](const asio::error_code& error) {
    if (!error) redraw();
  });
}

void Live::report() {
  talk_.report(pipeline_.statistics());
  report_.set(driver_.now() + *options_.stats_every);
}

}  // namespace twc::tools
