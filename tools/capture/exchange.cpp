// SPDX-License-Identifier: MIT
#include "capture/exchange.hpp"

#include <twc/wire/decoder.hpp>

#include "capture/body.hpp"
#include "capture/spelled_bytes.hpp"

namespace twc::tools {
namespace {

bool is_frame(const wire::Event& event) {
  return std::holds_alternative<wire::Frame>(event) ||
         std::holds_alternative<wire::BadFrame>(event);
}

bool is_good(const wire::Event& event) {
  return std::holds_alternative<wire::Frame>(event);
}

/// The Perl TWCManager shows delimiters around bytes that it has unescaped: what is between the C0
/// at the front and the last one, or the one before the end byte.
std::optional<wire::Event> judge_unescaped(Bytes bytes) {
  constexpr std::size_t around = 2;
  for (const std::size_t behind : {1U, 2U}) {
    if (bytes.size() < wire::Frame::shortest + around + behind - 1) break;
    if (bytes[bytes.size() - behind] != wire::slip_end) continue;
    const wire::Event event = judge_body(bytes.subspan(1, bytes.size() - behind - 1));
    if (is_good(event)) return event;
  }
  return std::nullopt;
}

/// Gives what `bytes` are: with a C0 at the front as on the wire, otherwise a body.
template <typename Sink>
void judge_either(Bytes bytes, Sink sink) {
  if (bytes.empty()) return;
  if (bytes.front() != wire::slip_end) {
    sink(judge_body(bytes));
    return;
  }
  bool has_good = false;
  const auto decode = [bytes](const auto& take) {
    wire::Decoder decoder;
    decoder.feed({}, bytes, take);
    decoder.finish(take);
  };
  decode([&](const wire::Event& event) { has_good = has_good || is_good(event); });
  const auto unescaped = has_good ? std::nullopt : judge_unescaped(bytes);
  if (unescaped) {
    sink(*unescaped);
    if (bytes.back() != wire::slip_end) sink(wire::TrailingByte{bytes.back()});
  } else {
    decode([&](const wire::Event& event) { sink(event); });
  }
}

}  // namespace

void Exchange::take(const LoggedLine& line, RecordSink& sink) {
  take_before(line, sink);
  const SpelledBytes spelled{line.frame};
  judge_either(spelled.bytes(),
               [&](const wire::Event& event) { give(event, line.says, line.when, sink); });
}

void Exchange::hear(const wire::Event& event, Stamp when, std::optional<Direction> direction,
                    RecordSink& sink) {
  using Says = LoggedLine::Says;
  if (direction) {
    give(event, *direction == Direction::sent ? Says::sent : Says::received, when, sink);
  } else {
    assembler_->on_event(event, when, {}, sink);
  }
}

/// A single byte is the end byte of the frame before, whoever sent it.
void Exchange::take_before(const LoggedLine& line, RecordSink& sink) {
  const SpelledBytes before{line.before};
  if (before.bytes().empty()) return;
  if (before.bytes().size() == 1 && assembler_->holds_frame()) {
    assembler_->on_event(wire::TrailingByte{before.bytes()[0]}, {}, {}, sink);
  } else {
    assembler_->on_event(wire::Noise{wire::Stretch{before.bytes()}}, line.when, {}, sink);
  }
}

void Exchange::give(const wire::Event& event, LoggedLine::Says says, Stamp when, RecordSink& sink) {
  if (!is_frame(event)) {
    assembler_->on_event(event, when, {}, sink);
  } else if (says == LoggedLine::Says::sent) {
    last_sent_ = event;
    assembler_->on_event(event, when, Direction::sent, sink);
  } else {
    give_received(event, says, when, sink);
  }
}

void Exchange::give_received(const wire::Event& event, LoggedLine::Says says, Stamp when,
                             RecordSink& sink) {
  const bool is_repeated = says == LoggedLine::Says::repeated;
  const bool is_shown = is_repeated && last_received_ == event;
  last_received_.reset();
  if (is_shown) return;
  if (!is_repeated) last_received_ = event;
  const Direction direction = last_sent_ == event ? Direction::echo : Direction::received;
  last_sent_.reset();
  assembler_->on_event(event, when, direction, sink);
}

}  // namespace twc::tools
