// SPDX-License-Identifier: MIT
#pragma once
/// Watches what a master offers to a unit and what the unit makes of it.

#include <array>
#include <optional>

#include <twc/bus/finding.hpp>

namespace twc::bus {

/// The traits of a unit, as far as it was heard.
struct Traits {
  std::optional<Protocol> protocol;
  std::optional<Centiamps> rating;

  /// The smallest limit that lets a car charge (PROTOCOL.md, "Zero and odd limits").
  [[nodiscard]] Centiamps minimum() const { return protocol == Protocol::one ? 5_A : 6_A; }
};

/// Whether a limit that was sent comes back in the answers. Units obey up to some seconds late, so
/// that any of the last limits sent will do.
class LimitWatch {
 public:
  void send(const Moment& now, const msg::MasterHeartbeat& heartbeat);
  void answer(const Moment& now, const msg::SlaveHeartbeat& heartbeat, const Traits& unit);

  [[nodiscard]] const std::optional<Case<NeverEchoed>>& failed() const { return failed_; }

 private:
  static constexpr std::size_t remembered = 4;

  [[nodiscard]] bool is_echo(const msg::SlaveHeartbeat& heartbeat, const Traits& unit) const;
  /// Whether a limit that the line damaged may be the one that is reported.
  [[nodiscard]] bool may_have_missed_one(const Moment& now, Centiamps reported) const;
  void forget();

  std::array<msg::MasterHeartbeat, remembered> sent_{};
  std::size_t count_ = 0;
  Moment since_;
  Centiamps reported_{};         ///< last
  Centiamps reported_before_{};  ///< the first of the limits was sent
  std::uint32_t answers_ = 0;
  std::optional<Case<NeverEchoed>> failed_;
};

/// Whether a unit asks for a limit and gets none that lets its car charge.
class AskWatch {
 public:
  void send(const When& now, const msg::MasterHeartbeat& heartbeat, const Traits& unit);
  void answer(const Moment& now, const msg::SlaveHeartbeat& heartbeat);

  [[nodiscard]] const std::optional<Case<AsksInVain>>& found() const { return found_; }

 private:
  void begin(const When& now);
  void end();

  When since_;
  When last_sent_;
  std::uint32_t heartbeats_ = 0;
  Centiamps offered_{};
  TwcId master_{};
  std::optional<Case<AsksInVain>> found_;
};

/// Whether a car goes on although its unit is sent 0 A.
class ZeroWatch {
 public:
  void send(const When& now, const msg::MasterHeartbeat& heartbeat);
  void answer(const When& now, const msg::SlaveHeartbeat& heartbeat, const Traits& unit);

  [[nodiscard]] const std::optional<Case<ZeroIgnored>>& found() const { return found_; }

 private:
  When since_;
  std::uint32_t zeros_ = 0;
  msg::MasterHeartbeat last_;
  std::optional<Case<ZeroIgnored>> found_;
};

/// Whether a unit stays in state 08 at 6 A after a pause from the car. The same limit again does
/// not free it, another one does (jnicolson-esphome 7).
class StuckWatch {
 public:
  void send(const msg::MasterHeartbeat& heartbeat);
  void answer(const When& now, const msg::SlaveHeartbeat& heartbeat);

  [[nodiscard]] const std::optional<Case<StuckStarting>>& found() const { return found_; }

 private:
  Centiamps wanted_{};  // sent, or echoed and not taken back since
  TwcId master_{};
  When since_;
  std::optional<Case<StuckStarting>> found_;
};

/// Whether the limit that a unit is sent changes all the time.
class FlapWatch {
 public:
  void send(const When& now, const msg::MasterHeartbeat& heartbeat);

  [[nodiscard]] std::optional<Case<Flapping>> found(const When& end) const;

 private:
  static constexpr std::size_t window = 10;  // minutes

  void go_to(std::int64_t minute);

  std::optional<Centiamps> last_;
  When first_;
  std::int64_t minute_ = 0;  // since the first
  std::array<std::uint32_t, window> changes_{};
  std::optional<Case<Flapping>> worst_;
};

}  // namespace twc::bus
