// SPDX-License-Identifier: MIT
#pragma once
/// Offers and answers: the heartbeat of a master and the one of a slave.

#include <optional>
#include <string_view>

#include <twc/msg/field.hpp>
#include <twc/types.hpp>

namespace twc::msg {

/// The commands that a master may give in a heartbeat. Only these values exist, so that no other
/// can be sent. 02 (error) is MasterError, and a command that nobody has explained is
/// UnlistedCommand.
class Command {
 public:
  static const Command none;               ///< 00: no change, tell me your state. A
  static const Command set_initial_limit;  ///< 05: Protocol 1 always; Protocol 2 before charging. A
  static const Command raise;              ///< 06: +2 A, Protocol 2. B
  static const Command lower;              ///< 07: -2 A for 10 s, Protocol 2. B
  static const Command stop_ack;           ///< 08: grants to a slave in state 08. B
  static const Command set_limit;          ///< 09: Protocol 2, before and while charging. A

  /// The same values, for switch: `switch (command) { case Command::raise: … }` names all or warns.
  enum class Code : std::uint8_t {
    none = 0x00,
    set_initial_limit = 0x05,
    raise = 0x06,
    lower = 0x07,
    stop_ack = 0x08,
    set_limit = 0x09,
  };

  constexpr Command() = default;
  [[nodiscard]] static constexpr std::optional<Command> of(std::uint8_t byte) {
    const bool known = byte == 0 || (byte >= 5 && byte <= 9);
    return known ? std::optional{Command{byte}} : std::nullopt;
  }
  [[nodiscard]] constexpr std::uint8_t value() const { return value_; }
  // NOLINTNEXTLINE(google-explicit-constructor): a command in a switch is its code
  constexpr operator Code() const { return static_cast<Code>(value_); }
  /// Whether the heartbeat carries a current: 05, 08 and 09 do.
  [[nodiscard]] constexpr bool has_limit() const {
    return value_ == 5 || value_ == 8 || value_ == 9;
  }
  friend constexpr bool operator==(Command, Command) = default;

 private:
  explicit constexpr Command(std::uint8_t value) : value_{value} {}
  std::uint8_t value_ = 0;
};

inline constexpr Command Command::none{0x00};
inline constexpr Command Command::set_initial_limit{0x05};
inline constexpr Command Command::raise{0x06};
inline constexpr Command Command::lower{0x07};
inline constexpr Command Command::stop_ack{0x08};
inline constexpr Command Command::set_limit{0x09};

[[nodiscard]] constexpr std::string_view to_string(Command command) {
  switch (command) {
    case Command::none: return "none";
    case Command::set_initial_limit: return "set_initial_limit";
    case Command::raise: return "raise";
    case Command::lower: return "lower";
    case Command::stop_ack: return "stop_ack";
    case Command::set_limit: return "set_limit";
  }
  return "unknown";
}

constexpr void read(wire::Reader& in, Command& command) {
  command = Command::of(in.u8()).value_or(Command::none);
}
constexpr void write(wire::Writer& out, Command command) {
  out.u8(command.value());
}

/// Whether the plug of the master itself is in a car. Only 00 and 01 have been seen.
enum class MasterPlug : std::uint8_t { out = 0, in = 1 };
[[nodiscard]] constexpr std::string_view to_string(MasterPlug plug) {
  return plug == MasterPlug::out ? "out" : "in";
}

/// FB E0: a master asks one slave how it is and sets its limit. Answered within 0.2 s by FD E0.
/// Confidence A.
///
///     FB E0 | from | to | command | limit | plug | 00 ...
struct MasterHeartbeat {
  static constexpr wire::Function function = wire::Function::master_heartbeat;
  TwcId from{};
  TwcId to{};
  Command command{};
  Centiamps limit{};  ///< counts for the commands that have one; zero otherwise
  MasterPlug plug = MasterPlug::out;

  [[nodiscard]] constexpr bool has_limit() const { return command.has_limit(); }

  static constexpr auto fields = std::make_tuple(
      Field("src", &MasterHeartbeat::from), Field("dst", &MasterHeartbeat::to),
      Field("command", &MasterHeartbeat::command),
      Field("limit_a", &MasterHeartbeat::limit).when(&MasterHeartbeat::has_limit).joined(),
      Field("master_plugged", &MasterHeartbeat::plug, "master plugged"));
  friend constexpr bool operator==(const MasterHeartbeat&, const MasterHeartbeat&) = default;
};

/// Why a master stops a slave. The red LED of the slave then blinks the reason. The lowest bit
/// wins. Bits 08 to 80 have no visible effect; F0 to F7 need a power cycle afterwards. Confidence
/// B.
enum class ErrorBits : std::uint8_t {
  rotary_switch = 0x01,     ///< 3 blinks: invalid switch setting
  too_many_slaves = 0x02,   ///< 5 blinks: more than three
  differing_rating = 0x04,  ///< 6 blinks: units of different maximum current
};
/// The word of one bit; "unknown" for several together and for others.
[[nodiscard]] constexpr std::string_view to_string(ErrorBits bit) {
  switch (bit) {
    case ErrorBits::rotary_switch: return "wrong rotary switch";
    case ErrorBits::too_many_slaves: return "more than three slaves";
    case ErrorBits::differing_rating: return "maximum currents differ";
  }
  return "unknown";
}

/// FB E0 with command 02: the slave shows an error, answers once and is mute until somebody holds
/// its reset button. Sending it takes wire::HarmAccepted. Confidence A (sent by real masters).
///
///     FB E0 | from | to | 02 | bits | 00 | plug | 00 ...
struct MasterError {
  static constexpr wire::Function function = wire::Function::master_heartbeat;
  static constexpr std::uint8_t command = 0x02;
  TwcId from{};
  TwcId to{};
  ErrorBits bits{};
  std::uint8_t second = 0;  ///< zero in all that was seen
  MasterPlug plug = MasterPlug::out;

  static constexpr auto fields = std::make_tuple(
      Field("src", &MasterError::from), Field("dst", &MasterError::to),
      FixedByte("command", command, "error"), Field("error_bits", &MasterError::bits).joined(),
      Field("", &MasterError::second, "and").unless_zero(),
      Field("master_plugged", &MasterError::plug, "master plugged"));
  friend constexpr bool operator==(const MasterError&, const MasterError&) = default;
};

/// FB E0 with a command that no master was seen to send and nobody has explained: can be heard, not
/// sent.
struct UnlistedCommand {
  static constexpr wire::Function function = wire::Function::master_heartbeat;
  static constexpr bool is_only_heard = true;
  TwcId from{};
  TwcId to{};
  std::uint8_t command = 0;
  std::uint16_t argument = 0;
  MasterPlug plug = MasterPlug::out;

  static constexpr auto fields =
      std::make_tuple(Field("src", &UnlistedCommand::from), Field("dst", &UnlistedCommand::to),
                      Field("command", &UnlistedCommand::command, "command").named("unknown"),
                      Field("", &UnlistedCommand::argument, "argument"),
                      Field("master_plugged", &UnlistedCommand::plug, "master plugged"));
  friend constexpr bool operator==(const UnlistedCommand&, const UnlistedCommand&) = default;
};

/// The state that a slave says it is in. Never derive "draws nothing" from it: 16.86 A was seen in
/// state 02, and 13.10 A in state 03. Values beyond 0A are kept as they are.
enum class ChargeState : std::uint8_t {
  ready = 0x00,            ///< idle; a car may or may not be plugged. A
  charging = 0x01,         ///< A
  error = 0x02,            ///< for example no heartbeat for too long. A
  do_not_charge = 0x03,    ///< plugged; the driver stopped, the target is reached. A
  ready_to_charge = 0x04,  ///< with limit 0 it asks for one. A
  busy = 0x05,             ///< about 1 s at a time. B
  raise_ack = 0x06,        ///< Protocol 2. B
  lower_ack = 0x07,        ///< Protocol 2. B
  starting = 0x08,         ///< a few seconds, or long; with limit 0 it asks for one. A
  set_limit_ack = 0x09,    ///< Protocol 2, 10 to 12 s after a new limit. A
  adjusted = 0x0A,         ///< Protocol 2, 44 s after 06 and 13 s after 07. B
};
[[nodiscard]] constexpr std::string_view to_string(ChargeState state) {
  switch (state) {
    case ChargeState::ready: return "ready";
    case ChargeState::charging: return "charging";
    case ChargeState::error: return "error";
    case ChargeState::do_not_charge: return "do_not_charge";
    case ChargeState::ready_to_charge: return "ready_to_charge";
    case ChargeState::busy: return "busy";
    case ChargeState::raise_ack: return "raise_ack";
    case ChargeState::lower_ack: return "lower_ack";
    case ChargeState::starting: return "starting";
    case ChargeState::set_limit_ack: return "set_limit_ack";
    case ChargeState::adjusted: return "adjusted";
  }
  return "unknown";
}

/// FD E0: the answer of a slave to the heartbeat for it. Confidence A.
///
///     FD E0 | from | to | state | limit | drawn | 00 ...
struct SlaveHeartbeat {
  static constexpr wire::Function function = wire::Function::slave_heartbeat;
  TwcId from{};
  TwcId to{};
  ChargeState state = ChargeState::ready;
  Centiamps limit{};  ///< in force; zero: none granted yet, or unplugged
  Centiamps drawn{};  ///< the current that the car takes; idle units may report up to 0.33 A

  static constexpr auto fields =
      std::make_tuple(Field("src", &SlaveHeartbeat::from), Field("dst", &SlaveHeartbeat::to),
                      Field("state", &SlaveHeartbeat::state, "state"),
                      Field("limit_a", &SlaveHeartbeat::limit, "limit"),
                      Field("actual_a", &SlaveHeartbeat::drawn, "draws"));
  friend constexpr bool operator==(const SlaveHeartbeat&, const SlaveHeartbeat&) = default;
};

}  // namespace twc::msg
