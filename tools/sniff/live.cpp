#include "sniff/live.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "common/counted.hpp"
#include "common/process.hpp"
#include "endpoint/spacing.hpp"

namespace twc::tools {
Live::Live(const SniffOptions& options, Pipeline& pipeline, Talk& talk)
    : options_{options},
      pipeline_{pipeline},
      talk_{talk},
      time_{options.line.speed},
      endpoint_{make_endpoint(io_, options.sources.front(), options.line)},
      decoder_{spacing_of(options.sources.front()).partial_frame},
      end_byte_wait_{time_.on_bus(spacing_of(options.sources.front()).end_byte)} {}

Exit Live::run() {
  for (const int signal : ending_signals()) signals_.add(signal);
  signals_.async_wait([this](const asio::error_code& error, int /*signal*/) {
    if (!error) end(Exit::done);
  });
  const Time start = time_.now();
  if (options_.silence) silence_at_ = start + *options_.silence;
  if (options_.stats_every) report_at_ = start + *options_.stats_every;
  endpoint_->open(*this);
  sleep();
  io_.run();
  decoder_.finish([this](const wire::Event& event) {
    assembler_.on_event(event, time_.stamp(), Direction::received, pipeline_);
  });
  assembler_.flush(pipeline_);
  pipeline_.pass(time_.stamp());
  if (options_.shared.verbosity > 0) {
    talk(fmt::format("{}, {} bad", counted(pipeline_.good(), "good frame"), pipeline_.bad()));
  }
  return exit_.value_or(Exit::done);
}

void Live::end(Exit exit) {
  if (exit_) return;
  exit_ = exit;
  endpoint_->close();
  timer_.cancel();
  signals_.cancel();
}

void Live::talk(std::string_view line) const {
  if (!options_.shared.quiet) talk_.say(line);
}

void Live::up(std::string_view where) {
  talk(fmt::format("listening on {}", where));
  if (!options_.diagnose || verdict_at_) return;
  verdict_at_ = time_.now() + *options_.diagnose;
  pipeline_.pass(time_.stamp());
  sleep();
}

void Live::note(std::string_view what) {
  talk(what);
}

void Live::down(Outage outage, std::string_view why) {
  talk_.say(why);
  if (outage == Outage::never_opened || options_.no_reconnect) end(Exit::endpoint);
}

void Live::bytes(Bytes chunk) {
  heard_ = true;
  if (options_.silence) silence_at_ = time_.now() + *options_.silence;
  feed(chunk);
  sleep();
}

void Live::feed(Bytes chunk) {
  const Time at = time_.now();
  const Stamp when = time_.stamp();
  decoder_.feed(at, chunk, [&](const auto& event) {
    assembler_.on_event(event, when, Direction::received, pipeline_);
  });
  held_until_ = assembler_.holds_frame() ? std::optional{at + end_byte_wait_} : std::nullopt;
  pipeline_.flush();
  if (pipeline_.has_too_many_errors() || pipeline_.is_full()) end(Exit::done);
}

/// Sets the timer to whatever is due next.
void Live::sleep() {
  if (exit_) return;
  std::optional<Time> next;
  for (const auto& due : {decoder_.deadline(), held_until_, silence_at_, report_at_, verdict_at_}) {
    if (due) next = std::min(*due, next.value_or(*due));
  }
  if (!next) {
    timer_.cancel();
    return;
  }
  constexpr Duration just_after{1};  // a frame has to be older than its limit
  timer_.expires_after(time_.in_life(*next - time_.now() + just_after));
  timer_.async_wait([this](const asio::error_code& error) {
    if (!error) wake();
  });
}

void Live::wake() {
  const Time at = time_.now();
  if (held_until_ && at >= *held_until_) assembler_.flush(pipeline_);
  feed({});
  if (report_at_ && at >= *report_at_) {
    talk_.report(pipeline_.statistics());
    report_at_ = at + *options_.stats_every;
  }
  if (verdict_at_ && at >= *verdict_at_) end(Exit::done);
  if (silence_at_ && at >= *silence_at_) end(heard_ ? Exit::done : Exit::silence);
  sleep();
}

}  // namespace twc::tools
