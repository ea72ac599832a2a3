// SPDX-License-Identifier: MIT
#pragma once
/// Status lines of TWCManager: what its log says of a unit where it shows no frames.
///
///     2026-07-09 11:09:40,267 - Slave 20 SHB 2118: 01 06.59/06.00A 0000 0000  M: 09 00.00/19.00A …
///     2026-07-09 11:09:40,269 - Slave 20 Slave power for TWCID 2118, status: 1
///     09:25:00 Manager  20 32.00 amp slave TWC 4085 is ready to link.  Sign: 1D
///     2026-07-09 11:09:54,846 - Manager  20 Slave TWC 2118: Delivered 8732946 kWh, voltage per …

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <twc/msg/heartbeat.hpp>
#include <twc/types.hpp>

namespace twc::tools {

struct StatusLine {
  enum class Kind : std::uint8_t {
    heartbeat,      ///< SHB: a heartbeat of the unit, and the last one of the master
    power,          ///< only the state
    ready_to_link,  ///< the unit announced itself
    delivered,      ///< its meter
  };
  /// The words of the line from its kind on, as far as they fit.
  static constexpr std::size_t longest_text = 96;

  Kind kind = Kind::heartbeat;
  std::optional<TwcId> unit;
  std::optional<msg::ChargeState> state;
  std::optional<Centiamps> limit;
  std::optional<Centiamps> drawn;
  std::optional<Centiamps> rating;      ///< in `ready_to_link`
  std::optional<msg::Command> command;  ///< that the master sent last, in `heartbeat`
  std::optional<Centiamps> offered;     ///< with it

  void set_text(std::string_view text) {
    text_size_ = static_cast<std::uint8_t>(std::min(text.size(), longest_text));
    std::ranges::copy(text.substr(0, text_size_), text_.begin());
  }
  [[nodiscard]] std::string_view text() const { return {text_.data(), text_size_}; }

  friend bool operator==(const StatusLine&, const StatusLine&) = default;

 private:
  std::array<char, longest_text> text_{};
  std::uint8_t text_size_ = 0;
};

/// Nothing for a line that is not of this kind.
[[nodiscard]] std::optional<StatusLine> parse_status_line(std::string_view line);

}  // namespace twc::tools
