#include "capture/esphome.hpp"

#include <algorithm>
#include <array>

#include <twc/wire/slip.hpp>

#include "capture/body.hpp"
#include "capture/clock_text.hpp"
#include "capture/hex.hpp"

namespace twc::tools {
namespace {

struct Marker {
  std::string_view text;  // lower case
  LoggedLine::Says says;
  bool is_common;  // other logs have it too: nothing less than a whole frame must follow
};

constexpr std::array markers{
    Marker{"recieved packet:", LoggedLine::Says::received, false},
    Marker{"received packet:", LoggedLine::Says::received, false},
    Marker{"sent packet:",     LoggedLine::Says::sent,     false},
    Marker{"rx:",              LoggedLine::Says::received, true },
    Marker{"tx:",              LoggedLine::Says::sent,     true },
    Marker{"<<<",              LoggedLine::Says::received, true },
    Marker{">>>",              LoggedLine::Says::sent,     true },
};

bool is_same_letter(char a, char lower) {
  return a == lower || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == lower);
}

bool shows_frame(std::string_view hex, bool is_common) {
  const SpelledBytes spelled{hex};
  const Bytes bytes = spelled.bytes();
  if (bytes.empty()) return false;
  const bool is_long = bytes.size() >= wire::Frame::shortest;
  const bool begins_well = bytes[0] == wire::slip_end || begins_body(bytes[0]);
  // FC C0 is an end byte and the next frame: hex.hpp knows better where that one ends.
  const bool is_cut = is_long && begins_body(bytes[0]) && bytes[1] == wire::slip_end;
  return is_common ? is_long && begins_well && !is_cut : is_long || begins_well;
}

}  // namespace

std::optional<LoggedLine> parse_esphome_line(std::string_view line) {
  for (const Marker& marker : markers) {
    const auto* const found = std::search(line.begin(), line.end(), marker.text.begin(),
                                          marker.text.end(), is_same_letter);
    if (found == line.end()) continue;
    const auto at = static_cast<std::size_t>(found - line.begin());
    const std::string_view hex = line.substr(at + marker.text.size());
    if (!shows_frame(hex, marker.is_common)) continue;
    return LoggedLine{.says = marker.says,
                      .when = find_time_of_day(line.substr(0, at)),
                      .before = {},
                      .frame = hex};
  }
  return std::nullopt;
}

}  // namespace twc::tools
