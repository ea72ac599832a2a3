// SPDX-License-Identifier: MIT
#pragma once
/// OtherMasters knows whether somebody else plays master.

#include <chrono>
#include <optional>

#include <twc/bus/speaker.hpp>
#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::node {

/// Counts frames that only a master sends and that are not ours. One may be a damaged frame of a
/// slave, because the checksum does not cover the first byte; two within 10 s are a master.
class OtherMasters {
 public:
  /// `from_slave`: its sender is known as a slave, or was asked for it. True once there is another
  /// master.
  bool hear(Time now, const wire::Frame& frame, bool from_slave) {
    if (!is_masters(frame, from_slave)) return false;
    const bool again = last_ && now - *last_ <= window;
    last_ = now;
    return again;
  }

 private:
  static constexpr Duration window = std::chrono::seconds{10};

  static bool is_masters(const wire::Frame& frame, bool from_slave) {
    const wire::Function code = frame.function();
    const bus::Speaker speaker = bus::speaker_of(code);
    if (speaker != bus::Speaker::master) return speaker == bus::Speaker::either && !from_slave;
    // FC E0, FC E2, FC EB and so on are answers of slaves with a damaged first bit.
    const wire::Function answer = bus::as_kind(wire::FrameKind::report, code);
    return wire::find(code) != nullptr || wire::find(answer) == nullptr;
  }

  std::optional<Time> last_;
};

}  // namespace twc::node
