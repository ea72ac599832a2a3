// SPDX-License-Identifier: MIT
#pragma once
/// RecordAssembler: what a decoder hears, made into records. A frame's record is held back until
/// the next event, because its end byte comes after it.

#include <optional>
#include <variant>

#include <twc/wire/event.hpp>

#include "capture/record.hpp"

namespace twc::tools {

class RecordAssembler {
 public:
  void on_event(const wire::Event& event, Stamp when, std::optional<Direction> direction,
                RecordSink& sink) {
    std::visit([&](const auto& one) { on_event(one, when, direction, sink); }, event);
  }

  // The same for one kind of event: faster for a decoder that knows which it has.
  void on_event(const wire::Frame& frame, Stamp when, std::optional<Direction> direction,
                RecordSink& sink) {
    hold(frame, when, direction, sink);
    holds_ = has_heard_ = true;
  }
  void on_event(wire::TrailingByte end, Stamp when, std::optional<Direction> direction,
                RecordSink& sink) {
    if (!holds_) {  // flush() was faster than the byte
      on_event(wire::Noise{wire::Stretch{{&end.value, 1}}}, when, direction, sink);
      return;
    }
    record_.end = end.value;
    flush(sink);
  }
  void on_event(const wire::Noise& noise, Stamp when, std::optional<Direction> direction,
                RecordSink& sink) {
    hold(noise, when, direction, sink);
    sink.take(record_);
  }
  void on_event(const wire::BadFrame& bad, Stamp when, std::optional<Direction> direction,
                RecordSink& sink) {
    hold(bad, when, direction, sink);
    has_heard_ = true;
    sink.take(record_);
  }

  void on_status(const StatusLine& status, Stamp when, RecordSink& sink) {
    hold(status, when, {}, sink);
    sink.take(record_);
  }

  /// Whether a frame waits for its end byte.
  [[nodiscard]] bool holds_frame() const { return holds_; }

  /// Whether there was a frame yet, good or bad.
  [[nodiscard]] bool has_heard() const { return has_heard_; }

  /// Gives the frame that waits, if one does: no end byte will come for it.
  void flush(RecordSink& sink) {
    if (!holds_) return;
    holds_ = false;
    sink.take(record_);
  }

 private:
  template <typename Kind>
  void hold(const Kind& heard, Stamp when, std::optional<Direction> direction, RecordSink& sink) {
    flush(sink);
    record_.when = when;
    record_.direction = direction;
    record_.heard = heard;
    record_.end.reset();
  }

  Record record_;  // one for all: nothing is allocated for a record
  bool holds_ = false;
  bool has_heard_ = false;
};

}  // namespace twc::tools
