// SPDX-License-Identifier: MIT
#pragma once
/// The roster lists the nodes on the bus and the last words of each. It learns them from any
/// traffic, whoever that was for.

#include <array>
#include <optional>
#include <string_view>

#include <twc/msg/message.hpp>
#include <twc/types.hpp>
#include <twc/unit/vin.hpp>
#include <twc/wire/frame.hpp>

namespace twc::bus {

/// FD does not mean "from a slave": a master reports its own meter and identity too. So FC E1, FB
/// E2 and requests make a master, FD E2 and FD E0 a slave, and other reports tell nothing.
enum class Role : std::uint8_t { unknown, master, slave };
[[nodiscard]] constexpr std::string_view to_string(Role role) {
  switch (role) {
    case Role::unknown: return "unknown";
    case Role::master: return "master";
    case Role::slave: return "slave";
  }
  return "unknown";
}

/// Something that was said, and when.
template <typename T>
struct Heard {
  Time at{};
  T what{};
};

struct Unit {
  TwcId id{};
  Role role = Role::unknown;
  std::optional<Protocol> protocol;
  std::optional<Sign> sign;
  std::optional<Centiamps> rating;  ///< only for a slave, from its linkready
  Time first_heard{};
  Time last_heard{};
  std::optional<Heard<msg::SlaveHeartbeat>> heartbeat;
  std::optional<Heard<msg::Meter>> meter;
  std::optional<Heard<msg::Plug>> plug;
  std::optional<msg::SerialNumber> serial;
  std::optional<std::array<std::uint8_t, 4>> firmware;
  std::optional<msg::Text<11>> model;                          ///< from the old identification
  std::optional<std::array<std::uint8_t, 3>> legacy_firmware;  ///< the same
  unit::VinAssembly vin;
};

/// Room for 16 units; a seventeenth takes the place of the one that was silent longest.
class Roster {
 public:
  static constexpr std::size_t capacity = 16;

  /// The unit that sent `frame`, brought up to date; nullptr where the frame does not tell, or
  /// tells 0000, which names nobody. Frames that were recovered or are our own echo must not be
  /// told.
  const Unit* hear(Time now, const wire::Frame& frame) {
    return hear(now, frame, msg::decode(frame));
  }
  /// The same for a caller that has decoded the frame.
  const Unit* hear(Time now, const wire::Frame& frame, const msg::Message& message);

  [[nodiscard]] std::span<const Unit> units() const { return std::span{units_}.first(count_); }
  [[nodiscard]] const Unit* find(TwcId id) const;

 private:
  /// A request whose answer carries no id (FB 19, 1A, 1B), just heard.
  struct Asked {
    TwcId who{};
    wire::Function answer{};
  };
  [[nodiscard]] std::optional<TwcId> sender_of(const wire::Frame& frame,
                                               const msg::Message& message) const;
  void remember_request(const wire::Frame& frame);
  Unit& enter(Time now, TwcId id);

  std::array<Unit, capacity> units_{};
  std::size_t count_ = 0;
  std::optional<Asked> asked_;
};

}  // namespace twc::bus
