// SPDX-License-Identifier: MIT
#pragma once
/// A talk on a bus, overheard by a monitor: who says what, how much later.

#include <chrono>
#include <string_view>
#include <vector>

#include <twc/bus/monitor.hpp>

#include "support/hex.hpp"

namespace twc::test {

using namespace std::chrono_literals;

/// The checksum is added: for frames that nobody posted.
[[nodiscard]] inline wire::Frame made_up(std::string_view hex) {
  ByteVector bytes = from_hex(hex);
  bytes.push_back(wire::checksum(bytes));
  return as_frame(bytes);
}

constexpr TwcId master_id{0x7777};
constexpr TwcId slave_id{0x2019};

[[nodiscard]] inline wire::Frame linkready(TwcId from, Sign sign = Sign{0xA8},
                                           Centiamps maximum = Centiamps{3200}) {
  return encode(msg::SlaveLinkready{.from = from, .sign = sign, .maximum = maximum}, Protocol::two);
}
[[nodiscard]] inline wire::Frame ask(TwcId to = slave_id, TwcId from = master_id) {
  return encode(msg::MasterHeartbeat{.from = from, .to = to}, Protocol::two);
}
[[nodiscard]] inline wire::Frame offer(Centiamps limit, msg::Command command) {
  return encode(
      msg::MasterHeartbeat{.from = master_id, .to = slave_id, .command = command, .limit = limit},
      Protocol::two);
}
[[nodiscard]] inline wire::Frame answer(TwcId from = slave_id, TwcId to = master_id,
                                        Centiamps limit = {}, Centiamps drawn = {},
                                        msg::ChargeState state = msg::ChargeState::ready) {
  return encode(
      msg::SlaveHeartbeat{.from = from, .to = to, .state = state, .limit = limit, .drawn = drawn},
      Protocol::two);
}

class MonitorBench {
 public:
  /// Times are not known, as in a post of some bytes.
  MonitorBench& without_times() {
    has_times_ = false;
    return *this;
  }
  MonitorBench& after(Duration passed, const wire::Event& event,
                      bus::Origin origin = bus::Origin::heard) {
    now_ += passed;
    monitor_.hear(has_times_ ? bus::When{now_} : std::nullopt, event, origin);
    return *this;
  }
  /// A heartbeat and its answer, once a second, `times` over.
  MonitorBench& beats(int times, const wire::Frame& beat = ask(),
                      const wire::Frame& reply = answer()) {
    for (int time = 0; time < times; ++time) after(850ms, beat).after(150ms, reply);
    return *this;
  }
  MonitorBench& pass(Duration passed) {
    now_ += passed;
    monitor_.pass(now_);
    return *this;
  }

  [[nodiscard]] const bus::Monitor& monitor() const { return monitor_; }
  [[nodiscard]] std::size_t problems() const { return monitor_.findings().size(); }
  /// The finding of this kind, if it is the only one of all and stands as `standing` says.
  template <typename Kind>
  [[nodiscard]] std::optional<Kind> only(bus::Standing standing = bus::Standing::problem) const {
    const bus::Findings findings = monitor_.findings();
    if (findings.size() != 1 || findings.begin()->standing != standing) return std::nullopt;
    const auto* const found = std::get_if<Kind>(&findings.begin()->cause);
    return found != nullptr ? std::optional{*found} : std::nullopt;
  }

 private:
  bus::Monitor monitor_;
  Time now_{1h};
  bool has_times_ = true;
};

}  // namespace twc::test
