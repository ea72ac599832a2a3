// SPDX-License-Identifier: MIT
#include "capture/esphome.hpp"

#include <algorithm>
#include <array>

#include <twc/wire/slip.hpp>

#include "capture/body.hpp"
#include "capture/clock_text.hpp"
#include "capture/spelled_bytes.hpp"

namespace twc::tools {
namespace {

struct Marker {
  std::string_view text;  // lower case, before the word "packet:"
  LoggedLine::Says says;
};

constexpr auto markers = std::to_array({
    Marker{"recieved ", LoggedLine::Says::received},
    Marker{"received ", LoggedLine::Says::received},
    Marker{"sent ",     LoggedLine::Says::sent    },
});

bool is_same_letter(char a, char lower) {
  return a == lower || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == lower);
}

bool ends_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::ranges::equal(text.substr(text.size() - word.size()), word, is_same_letter);
}

/// A body. A frame that begins with C0 may go on in the next line: hex.hpp knows.
bool shows_body(std::string_view hex) {
  const SpelledBytes spelled{hex};
  const Bytes bytes = spelled.bytes();
  if (bytes.empty() || bytes[0] == wire::slip_end) return false;
  return bytes.size() >= wire::Frame::shortest || (bytes.size() > 1 && begins_body(bytes[0]));
}

}  // namespace

std::optional<LoggedLine> parse_esphome_line(std::string_view line) {
  constexpr std::string_view packet = "packet:";
  for (std::size_t colon = line.find(':'); colon != std::string_view::npos;
       colon = line.find(':', colon + 1)) {
    if (!ends_with_word(line.substr(0, colon + 1), packet)) continue;
    const std::string_view before = line.substr(0, colon + 1 - packet.size());
    const auto* const marker = std::ranges::find_if(
        markers, [before](const Marker& row) { return ends_with_word(before, row.text); });
    const std::string_view hex = line.substr(colon + 1);
    if (marker == markers.end() || !shows_body(hex)) continue;
    return LoggedLine{
        .says = marker->says, .when = find_time_of_day(before), .before = {}, .frame = hex};
  }
  return std::nullopt;
}

}  // namespace twc::tools
