// SPDX-License-Identifier: MIT
#pragma once
/// Two serial ports with a relay between them, and the time at which each frame passes.

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "soak/process.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_relay.hpp"

namespace twc::soak {

enum class Side : std::uint8_t { master, slave };

struct Heard {
  Side from{};
  Time came{};                 ///< out of the port of its sender
  std::optional<Time> passed;  ///< into the other port; nothing: no program had it open
  wire::Frame frame;
};

class Line : private test::Relay::Witness {
 public:
  using Listener = std::function<void(const Heard&)>;

  Line();
  [[nodiscard]] std::string device(Side side) { return port(side).name(); }
  /// Carries bytes from one side to the other until `end`, or until `enough` says so.
  void carry(
      Clock::time_point end, const Listener& listener,
      const std::function<bool()>& enough = [] { return false; });

 private:
  [[nodiscard]] test::RelayPort& port(Side side) {
    return relay_.port(static_cast<std::size_t>(side));
  }
  void joined(Time now, std::size_t who) override;
  void said(Time now, std::size_t by, const wire::Frame& frame) override;
  void heard(Time now, std::size_t by, const wire::Frame& frame) override;
  void lost(Time now, std::size_t there, const wire::Frame& frame) override;
  void tell(std::size_t to, std::optional<Time> passed, const wire::Frame& frame);

  test::Folder folder_;
  test::Relay relay_{*this};
  std::array<std::deque<Time>, 2> came_;  ///< for each side, the frames that are on their way
  Listener listener_;
};

}  // namespace twc::soak
