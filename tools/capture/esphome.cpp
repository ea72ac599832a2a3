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
};

constexpr std::array markers{
    Marker{"recieved packet:", LoggedLine::Says::received},
    Marker{"received packet:", LoggedLine::Says::received},
    Marker{"sent packet:",     LoggedLine::Says::sent    },
};

bool is_same_letter(char a, char lower) {
  return a == lower || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == lower);
}

/// A body. What begins with C0 may go on in the next line: hex.hpp knows.
bool shows_body(std::string_view hex) {
  const SpelledBytes spelled{hex};
  const Bytes bytes = spelled.bytes();
  if (bytes.empty() || bytes[0] == wire::slip_end) return false;
  return bytes.size() >= wire::Frame::shortest || (bytes.size() > 1 && begins_body(bytes[0]));
}

}  // namespace

std::optional<LoggedLine> parse_esphome_line(std::string_view line) {
  for (const Marker& marker : markers) {
    const auto* const found = std::search(line.begin(), line.end(), marker.text.begin(),
                                          marker.text.end(), is_same_letter);
    if (found == line.end()) continue;
    const auto at = static_cast<std::size_t>(found - line.begin());
    const std::string_view hex = line.substr(at + marker.text.size());
    if (!shows_body(hex)) continue;
    return LoggedLine{.says = marker.says,
                      .when = find_time_of_day(line.substr(0, at)),
                      .before = {},
                      .frame = hex};
  }
  return std::nullopt;
}

}  // namespace twc::tools
