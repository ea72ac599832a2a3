// SPDX-License-Identifier: MIT
#include "capture/status.hpp"

#include "capture/words.hpp"

namespace twc::tools {
namespace {

/// `SHB 2118: 01 06.59/06.00A 0000 0000  M: 09 00.00/19.00A 0000 0000`
std::optional<StatusLine> parse_heartbeat(std::string_view line, std::string_view text) {
  StatusLine status;
  status.kind = StatusLine::Kind::heartbeat;
  Words words{text};
  status.unit = words.word("SHB").id();
  status.state = msg::ChargeState{words.word(":").hex_byte()};
  status.drawn = words.amps();
  status.limit = words.word("/").amps();
  if (!words.are_good()) return std::nullopt;
  const std::size_t master = line.find(" M: ");
  if (master != std::string_view::npos) {
    Words said{line.substr(master)};
    const auto command = msg::Command::of(said.word("M:").hex_byte());
    said.amps();
    const Centiamps offered = said.word("/").amps();
    if (said.are_good()) {
      status.command = command;
      status.offered = offered;
    }
  }
  return status;
}

std::optional<StatusLine> parse_power(std::string_view text) {
  StatusLine status;
  status.kind = StatusLine::Kind::power;
  Words words{text};
  status.unit = words.word("Slave power for TWCID").id();
  status.state = msg::ChargeState{words.word(", status:").decimal<std::uint8_t>()};
  return words.are_good() ? std::optional{status} : std::nullopt;
}

std::optional<StatusLine> parse_delivered(std::string_view text) {
  StatusLine status;
  status.kind = StatusLine::Kind::delivered;
  Words words{text};
  status.unit = words.word("Slave TWC").id();
  words.word(": Delivered");
  return words.are_good() ? std::optional{status} : std::nullopt;
}

/// `at` is where the words `slave TWC` stand, behind the amps.
std::optional<StatusLine> parse_ready(std::string_view line, std::size_t at,
                                      std::size_t& begins_at) {
  StatusLine status;
  status.kind = StatusLine::Kind::ready_to_link;
  Words words{line.substr(at)};
  status.unit = words.word("slave TWC").id();
  words.word("is ready to link");
  if (!words.are_good()) return std::nullopt;
  const std::string_view before = line.substr(0, at);
  const std::size_t amp = before.rfind(" amp");
  begins_at = at;
  if (amp == std::string_view::npos) return status;
  const std::size_t blank = before.rfind(' ', amp == 0 ? 0 : amp - 1);
  const std::size_t number_at = blank == std::string_view::npos ? 0 : blank + 1;
  Words number{line.substr(number_at)};
  const Centiamps rating = number.amps();
  if (!number.are_good()) return status;
  begins_at = number_at;
  status.rating = rating;
  return status;
}

struct StatusMarker {
  std::string_view words;
  StatusLine::Kind kind;
};
constexpr auto status_markers = std::to_array({
    StatusMarker{"SHB ",            StatusLine::Kind::heartbeat    },
    StatusMarker{"Slave power for", StatusLine::Kind::power        },
    StatusMarker{"slave TWC ",      StatusLine::Kind::ready_to_link},
    StatusMarker{"Slave TWC ",      StatusLine::Kind::delivered    },
});

}  // namespace

std::optional<StatusLine> parse_status_line(std::string_view line) {
  for (const StatusMarker& marker : status_markers) {
    std::size_t at = line.find(marker.words);
    if (at == std::string_view::npos) continue;
    std::optional<StatusLine> status;
    switch (marker.kind) {
      case StatusLine::Kind::heartbeat: status = parse_heartbeat(line, line.substr(at)); break;
      case StatusLine::Kind::power: status = parse_power(line.substr(at)); break;
      case StatusLine::Kind::ready_to_link: status = parse_ready(line, at, at); break;
      case StatusLine::Kind::delivered: status = parse_delivered(line.substr(at)); break;
    }
    if (!status) continue;
    status->set_text(line.substr(at));
    return status;
  }
  return std::nullopt;
}

}  // namespace twc::tools
