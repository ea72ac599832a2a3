#include "capture/exchange.hpp"

#include <twc/wire/decoder.hpp>

#include "capture/body.hpp"
#include "capture/hex.hpp"

namespace twc::tools {
namespace {

bool is_frame(const wire::Event& event) {
  return std::holds_alternative<wire::Frame>(event) ||
         std::holds_alternative<wire::BadFrame>(event);
}

/// Gives what `bytes` are: with a C0 at the front as on the wire, otherwise a body.
template <typename Sink>
void judge_either(Bytes bytes, Sink sink) {
  if (bytes.empty()) return;
  if (bytes.front() != wire::slip_end) {
    sink(judge_body(bytes));
    return;
  }
  wire::Decoder decoder;
  decoder.feed({}, bytes, [&](const wire::Event& event) { sink(event); });
  decoder.finish([&](const wire::Event& event) { sink(event); });
}

}  // namespace

void Exchange::take(const LoggedLine& line, RecordSink& sink) {
  take_before(line, sink);
  const SpelledBytes spelled{line.frame};
  judge_either(spelled.bytes(), [&](const wire::Event& event) {
    if (!is_frame(event)) {
      assembler_->on_event(event, line.when, {}, sink);
    } else if (line.says == LoggedLine::Says::sent) {
      give_sent(event, line, sink);
    } else {
      give_received(event, line, sink);
    }
  });
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

void Exchange::give_sent(const wire::Event& event, const LoggedLine& line, RecordSink& sink) {
  last_sent_ = event;
  assembler_->on_event(event, line.when, Direction::sent, sink);
}

void Exchange::give_received(const wire::Event& event, const LoggedLine& line, RecordSink& sink) {
  const bool is_repeated = line.says == LoggedLine::Says::repeated;
  const bool is_shown = is_repeated && last_received_ == event;
  last_received_.reset();
  if (is_shown) return;
  if (!is_repeated) last_received_ = event;
  const Direction direction = last_sent_ == event ? Direction::echo : Direction::received;
  last_sent_.reset();
  assembler_->on_event(event, line.when, direction, sink);
}

}  // namespace twc::tools
