// SPDX-License-Identifier: MIT
#pragma once
/// Exchange: a talk between a program and the bus, as the program's log tells it. Knows an echo
/// from an answer, and a frame that the log shows twice from one that was heard twice.

#include <array>
#include <optional>
#include <string_view>

#include "capture/assembler.hpp"

namespace twc::tools {

/// The record of one line of a log.
struct LoggedLine {
  enum class Says : std::uint8_t {
    sent,
    received,
    repeated,  // received, and maybe shown already
  };
  Says says = Says::received;
  Stamp when;
  std::string_view before;  // hex: what was heard before the frame
  std::string_view frame;   // hex: from its C0 on as on the wire, or its body
};

class Exchange {
 public:
  explicit Exchange(RecordAssembler& assembler) : assembler_{&assembler} {}

  void take(const LoggedLine& line, RecordSink& sink);
  /// The same for what is decoded already. An echo is received.
  void hear(const wire::Event& event, Stamp when, std::optional<Direction> direction,
            RecordSink& sink);
  [[nodiscard]] bool holds_frame() const { return assembler_->holds_frame(); }

 private:
  void take_before(const LoggedLine& line, RecordSink& sink);
  void give(const wire::Event& event, LoggedLine::Says says, Stamp when, RecordSink& sink);
  void give_received(const wire::Event& event, LoggedLine::Says says, Stamp when, RecordSink& sink);

  RecordAssembler* assembler_;
  std::optional<wire::Event> last_sent_;      // by the line before
  std::optional<wire::Event> last_received_;  // that no other line has repeated
};

}  // namespace twc::tools
