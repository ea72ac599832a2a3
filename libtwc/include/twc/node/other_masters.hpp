#pragma once
/// Whether somebody else plays master.

#include <chrono>
#include <optional>

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
    constexpr std::uint8_t answer = 0xFD;
    const std::uint8_t first = frame.bytes()[0];
    if (first == answer) return !from_slave && is_own_report(frame.function());
    // FC E0, FC E2, FC EB and so on are answers of slaves with a damaged first bit.
    return wire::find(frame.function()) != nullptr || !is_answer(frame.bytes()[1]);
  }
  /// A master with firmware 4.5.3 says these of itself, unasked.
  static bool is_own_report(wire::Function code) {
    using enum wire::Function;
    return code == meter || code == firmware || code == serial || code == vin_1 || code == vin_2 ||
           code == vin_3;
  }
  static bool is_answer(std::uint8_t second) {
    constexpr std::uint16_t answers = 0xFD00;
    return wire::find(static_cast<wire::Function>(answers | second)) != nullptr;
  }

  std::optional<Time> last_;
};

}  // namespace twc::node
