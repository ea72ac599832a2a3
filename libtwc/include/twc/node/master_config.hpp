// SPDX-License-Identifier: MIT
#pragma once
/// The settings that a master begins with: its id, the current that the wiring carries, its policy.

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include <twc/node/exposure.hpp>
#include <twc/node/share.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// The way from the master to the bus. It decides how late an answer may come.
struct Line {
  bool is_network = false;
  /// The longest time from sending to hearing the answer.
  Duration round_trip = std::chrono::milliseconds{500};
  /// False: nothing that is heard is taken for an echo of what was sent. Set it behind a
  /// link::Port, which drops echoes.
  bool may_echo = true;

  /// L: units obey late, and say so late.
  [[nodiscard]] constexpr Duration vouches_after() const { return node::vouches_after(round_trip); }

  [[nodiscard]] static constexpr Line serial() { return {}; }
  /// An adapter in the network, or anything that holds bytes back.
  [[nodiscard]] static constexpr Line network() {
    return {.is_network = true, .round_trip = std::chrono::seconds{3}};
  }
};

/// How the master stops a charge. PROTOCOL.md, "Ways to stop a car", says how each treats the car.
enum class StopBy : std::uint8_t {
  automatic,  ///< Protocol 1: zero. Protocol 2: lower to the minimum, then silence
  zero,       ///< a limit of 0; a Protocol 2 unit rests at 6 A then
  contactor,  ///< open the contactor under load; a Tesla must be plugged in again. Protocol 2
  silence,    ///< stop the heartbeats: the unit stops by itself. About three times a session
};
[[nodiscard]] constexpr std::string_view to_string(StopBy way) {
  switch (way) {
    case StopBy::automatic: return "auto";
    case StopBy::zero: return "zero";
    case StopBy::contactor: return "contactor";
    case StopBy::silence: return "silence";
  }
  return "unknown";
}

/// Information that Protocol 2 units are asked for in idle time.
struct Polls {
  bool meter = false;
  bool vin = false;
  bool serial = false;
  bool firmware = false;
  bool plug = false;
};

/// The settings of the user for one unit.
struct UnitSettings {
  TwcId id{};
  std::optional<Centiamps> most{};
  std::optional<Centiamps> least{};
  int priority = 0;
  /// Set while an earlier master ran, and remembered.
  std::optional<Centiamps> ceiling{};
  bool is_stopped = false;
};

struct MasterConfig {
  static constexpr std::size_t most_settings = 8;

  /// Sets what the user wants of one unit: `config.add({.id = TwcId{0x2019}, .most = 16_A})`.
  /// Replaces earlier settings of the same unit. False when there is no room for another one.
  constexpr bool add(const UnitSettings& settings) {
    std::size_t at = 0;
    while (at < unit_count && units[at].id != settings.id) ++at;
    if (at == most_settings) return false;
    units[at] = settings;
    unit_count = std::max(unit_count, at + 1);
    return true;
  }

  /// With a hex letter in it: no healthy unit has such an id (unit/serial_number.hpp).
  TwcId id{};
  Sign sign{};
  /// The current that the wiring carries for all units together. With zero, the default, the master
  /// hands out nothing.
  Centiamps max_current{};
  /// The current to hand out at the start; nothing: max_current.
  std::optional<Centiamps> limit{};
  Centiamps least = 6_A;       ///< smaller offers are not made; 5 A is the least of Protocol 1
  Centiamps unit_most = 80_A;  ///< for each unit
  std::array<UnitSettings, most_settings> units{};
  std::size_t unit_count = 0;
  Policy policy = Policy::fair;
  /// Length of a turn under Policy::rotate. A Protocol 2 car tolerates about three silences in one
  /// plug-in, so turns are long (S5).
  Duration rotate_every = std::chrono::hours{2};
  Line line = Line::serial();
  StopBy stop_by = StopBy::automatic;
  Polls polls{};
  bool raise_spike = false;  ///< 16 or 21 A for 5 s when raising, for cars stuck at 6 A
  bool idle_offer = false;   ///< keep one minimum standing for cars that never ask

  /// The quiet time after the start ends early when so many units have answered twice.
  std::optional<std::size_t> expect_units{};
  bool bus_idle = false;  ///< nothing was charging: there is no quiet time

  /// A total that nobody renewed for so long falls to `fallback`, if that is less.
  std::optional<Duration> stale_after{};
  Centiamps fallback{};
  /// The total counts as stale until the first set_limit() or renew(): an earlier master was told
  /// it, and nobody knows how long ago.
  bool begins_stale = false;

  /// A limit above 0 and below the minima of the charging units leaves them at their minima for so
  /// long before they are stopped. Zero, the default, stops them at once.
  Duration hold{};
  /// Leaves current with a car that does not use it (S7 is off).
  bool keep_shares = false;
  /// All units are stopped by the user from the start.
  bool begins_stopped = false;

  Duration listen_first = std::chrono::seconds{3};
  /// A real master gives up on a slave after 26 s.
  Duration lost_after = std::chrono::seconds{26};
  /// Units stop 20 to 30 s after the last heartbeat.
  Duration stop_after = std::chrono::seconds{30};
  Duration margin = std::chrono::seconds{10};

  /// A unit that no master has addressed for so long has stopped, provided that it announced itself
  /// or was given up (Exposure::is_free).
  [[nodiscard]] constexpr Duration free_after() const { return stop_after + margin; }
};

}  // namespace twc::node
