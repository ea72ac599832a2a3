// SPDX-License-Identifier: MIT
#pragma once
/// Stopping knows how one unit is being stopped, and whether it did (S9).

#include <chrono>
#include <optional>
#include <utility>

#include <twc/node/exposure.hpp>
#include <twc/node/master_config.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// How `chosen` ends a charge at a unit of `protocol`.
[[nodiscard]] StopBy stop_method(StopBy chosen, Protocol protocol);

class Stopping {
 public:
  enum class News : std::uint8_t { none, stopped, still_drawing };

  /// A unit that was told to stop draws nothing for so long before it counts as stopped (S9).
  static constexpr Duration still_for = std::chrono::seconds{10};
  /// How long a unit may stay linked before its stop is verified. A Protocol 2 unit that was told 0
  /// goes on at 6 A unless it says 0, and what draws on is told after 30 s. A contactor is told
  /// again once to open, after a minute.
  [[nodiscard]] static constexpr Duration rests_for(StopBy method) {
    return method == StopBy::zero ? std::chrono::seconds{32} : std::chrono::seconds{90};
  }

  /// The master wants the unit to stop. A stop that is under way goes on.
  void begin(Time now);
  /// The unit could not be told anything for a while: it has its time to fall again.
  void begin_again(Time now) {
    if (begun_ && !is_silenced_) begun_ = now;
  }
  /// The unit may charge again.
  void end();
  /// The master addresses it no longer.
  void silenced() { is_silenced_ = true; }
  /// A heartbeat leaves for it all the same: what it says counts again.
  void addressed() { is_silenced_ = false; }
  /// The unit answered a heartbeat.
  void answered(Time now, Centiamps echo, Centiamps drawn);
  /// Its contactor was told to open or to close, and has acknowledged it.
  void switched(Time now, bool opens);
  void acknowledged(bool opened) { is_acked_ = is_acked_ || (opened && is_opened_); }
  /// The contactor may have closed by itself, or not: it is told to close before the next charge.
  void may_have_closed() { is_acked_ = false; }

  /// The news of the stop, each given once. `is_freed`: it was silenced for so long that it has
  /// stopped.
  [[nodiscard]] News news(Time now, bool is_freed);

  [[nodiscard]] bool is_under_way() const { return begun_.has_value(); }
  [[nodiscard]] std::optional<Time> begun() const { return begun_; }
  /// It is known to draw nothing any more.
  [[nodiscard]] bool is_verified() const { return is_told_; }
  /// It was heard to draw on. True the first time in one stop: told once.
  bool doubt() { return !std::exchange(is_doubted_, true); }
  /// It was told that the car draws on, and not yet that it has stopped.
  [[nodiscard]] bool draws_on() const { return is_doubted_ && !is_told_; }
  [[nodiscard]] bool has_opened() const { return is_opened_; }
  [[nodiscard]] bool is_acknowledged() const { return is_acked_; }
  /// Contactors are switched once a minute at most.
  [[nodiscard]] bool may_switch(Time now) const { return !switched_ || now >= may_switch_at(); }
  /// The earliest time for another switch.
  [[nodiscard]] Time may_switch_at() const {
    return switched_ ? *switched_ + std::chrono::minutes{1} : Time{};
  }

  /// How often the master made it stop in this plug-in.
  void count() { ++count_; }
  [[nodiscard]] unsigned stops() const { return count_; }
  void forget_count() { count_ = 0; }

 private:
  [[nodiscard]] bool is_still(Time now) const {
    return still_since_ && now - *still_since_ >= still_for;
  }

  std::optional<Time> begun_;
  bool is_silenced_ = false;
  unsigned zeros_ = 0;  // answers in a row that say 0
  std::optional<Time> still_since_;
  bool draws_ = false;
  Time heard_{};  // when it said so
  bool is_told_ = false;
  bool is_doubted_ = false;  // still_drawing was told
  bool is_opened_ = false;
  bool is_acked_ = false;
  std::optional<Time> switched_;
  unsigned count_ = 0;
};

}  // namespace twc::node
