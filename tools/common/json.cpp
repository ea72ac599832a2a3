// SPDX-License-Identifier: MIT
#include <twc/wire/event.hpp>

#include "capture/line.hpp"
#include "common/fields.hpp"
#include "common/show.hpp"
#include "common/stamp.hpp"

namespace twc::tools {
namespace {

/// `,"key":` for each key, ready to be copied.
struct Prefix {
  std::array<char, 24> chars{};
  std::size_t size = 0;
};
consteval auto make_prefixes() {
  std::array<Prefix, key_names.size()> prefixes;
  for (std::size_t at = 0; at < prefixes.size(); ++at) {
    Prefix& prefix = prefixes[at];
    const auto put = [&prefix](char c) { prefix.chars[prefix.size++] = c; };
    put(',');
    put('"');
    for (const char c : key_names[at]) put(c);
    put('"');
    put(':');
  }
  return prefixes;
}
constexpr auto prefixes = make_prefixes();

class JsonObject {
 public:
  void flag(Key key, bool value) { begin(key).put(value ? "true" : "false"); }
  void number(Key key, std::uint64_t value) { begin(key).put(value); }
  void amps(Key key, Centiamps value) { begin(key).put(value); }
  void id(Key key, TwcId value) { begin(key).say('"', value, '"'); }
  void hex(Key key, std::uint8_t byte) { begin(key).say('"', Hex{byte}, '"'); }
  void hex(Key key, Bytes bytes) { begin(key).say('"', bytes, '"'); }
  void word(Key key, std::string_view value) { begin(key).say('"', value, '"'); }

  /// Characters from a bus: what is not printable is escaped, so that the line stays ASCII.
  void text(Key key, std::string_view value) {
    Line& line = begin(key);
    line.put('"');
    for (const char c : value) {
      const bool is_printable = c >= ' ' && c <= '~';
      if (c == '"' || c == '\\') line.put('\\');
      if (is_printable) {
        line.put(c);
      } else {
        line.say("\\u00", Hex{static_cast<std::uint8_t>(c)});
      }
    }
    line.put('"');
  }

  void version(Key key, std::span<const std::uint8_t> parts) {
    Line& line = begin(key);
    char before = '"';
    for (const std::uint8_t part : parts) {
      line.say(before, part);
      before = '.';
    }
    line.put('"');
  }
  void volts(Key key, const std::array<msg::Volts, 3>& phases) {
    begin(key).say('[', phases[0].value, ',', phases[1].value, ',', phases[2].value, ']');
  }
  void phase_amps(Key key, const std::array<msg::HalfAmps, 3>& phases) {
    begin(key).say('[', phases[0].current(), ',', phases[1].current(), ',', phases[2].current(),
                   ']');
  }
  void time(const Stamp& when) {
    Line& line = begin(Key::t);
    line.put('"');
    put_date(line, when.microseconds);
    line.put('T');
    put_time_of_day(line, when.microseconds, Precision::microseconds);
    line.put("Z\"");
  }

  /// Without the comma that stands before the first key.
  [[nodiscard]] std::string_view members() const { return line_.view().substr(1); }

 private:
  Line& begin(Key key) {
    const Prefix& prefix = prefixes[static_cast<std::size_t>(key)];
    line_.put(prefix.chars, prefix.size);
    return line_;
  }
  Line line_;
};

}  // namespace

void append_json(std::string& out, const Shown& shown) {
  JsonObject object;
  if (has_date(shown.record.when)) object.time(shown.record.when);
  if (!tell(object, shown)) return;
  out += '{';
  out += object.members();
  out += '}';
}

}  // namespace twc::tools
