// SPDX-License-Identifier: MIT
#include <utility>

#include <twc/wire/event.hpp>

#include "capture/line.hpp"
#include "common/fields.hpp"
#include "common/show.hpp"
#include "common/stamp.hpp"

namespace twc::tools {
namespace {

constexpr std::size_t key_count = key_names.size();

/// The first cell of each key: volts and amperes take three.
consteval auto make_first_cells() {
  std::array<std::size_t, key_count> cells{};
  std::size_t cell = 0;
  for (std::size_t at = 0; at < key_count; ++at) {
    cells[at] = cell;
    cell += is_triple(static_cast<Key>(at)) ? 3U : 1U;
  }
  return cells;
}
constexpr auto first_cells = make_first_cells();

consteval auto make_commas() {
  std::array<char, 48> commas{};
  commas.fill(',');
  return commas;
}
constexpr auto commas = make_commas();
static_assert(first_cells.back() < commas.size());

/// Writes its cells from left to right; those that nobody tells stay empty.
class CsvRow {
 public:
  void flag(Key key, bool value) { go_to(key).put(value ? "true" : "false"); }
  void number(Key key, std::uint64_t value) { go_to(key).put(value); }
  void amps(Key key, Centiamps value) { go_to(key).put(value); }
  void id(Key key, TwcId value) { go_to(key).put(value); }
  void hex(Key key, std::uint8_t byte) { go_to(key).put(Hex{byte}); }
  void hex(Key key, Bytes bytes) { go_to(key).put(bytes); }

  void word(Key key, std::string_view value) {
    if (key == Key::danger) return text(key, value);  // a sentence may have commas
    go_to(key).put(value);
  }
  /// Characters from a bus, quoted. Each character that is not printable is written \xNN, and so is
  /// a first one that would make a spreadsheet calculate.
  void text(Key key, std::string_view value) {
    constexpr std::string_view begin_formulas = "=+-@";
    bool is_first = true;
    Line& line = go_to(key);
    line.put('"');
    for (const char c : value) {
      const bool calculates =
          std::exchange(is_first, false) && begin_formulas.find(c) != std::string_view::npos;
      if (c == '"') line.put('"');
      if (c >= ' ' && c <= '~' && !calculates) {
        line.put(c);
      } else {
        line.say("\\x", Hex{static_cast<std::uint8_t>(c)});
      }
    }
    line.put('"');
  }

  void version(Key key, std::span<const std::uint8_t> parts) {
    Line& line = go_to(key);
    for (std::size_t at = 0; at < parts.size(); ++at) {
      if (at != 0) line.put('.');
      line.put(parts[at]);
    }
  }
  void volts(Key key, const std::array<msg::Volts, 3>& phases) {
    triple(key, phases[0].value, phases[1].value, phases[2].value);
  }
  void phase_amps(Key key, const std::array<msg::HalfAmps, 3>& phases) {
    triple(key, phases[0].current(), phases[1].current(), phases[2].current());
  }
  void time(const Stamp& when) {
    Line& line = go_to(Key::t);
    put_date(line, when.microseconds);
    line.put('T');
    put_time_of_day(line, when.microseconds, Precision::microseconds);
    line.put('Z');
  }
  void time_of_day(const Stamp& when) {
    put_time_of_day(go_to(Key::time_of_day), when.microseconds, Precision::microseconds);
  }

  [[nodiscard]] std::string_view finish() {
    go_to(Key::danger);
    return line_.view();
  }

 private:
  Line& go_to(Key key) {
    const std::size_t cell = first_cells[static_cast<std::size_t>(key)];
    line_.put(commas, cell - cell_);
    cell_ = cell;
    return line_;
  }
  template <typename Value>
  void triple(Key key, Value one, Value two, Value three) {
    go_to(key).say(one, ',', two, ',', three);
    cell_ += 2;
  }

  Line line_;
  std::size_t cell_ = 0;
};

}  // namespace

void append_csv(std::string& out, const Shown& shown) {
  CsvRow row;
  const Stamp& when = shown.record.when;
  if (has_date(when)) row.time(when);
  if (when.clock == Clock::day) row.time_of_day(when);
  if (tell(row, shown)) out += row.finish();
}

std::string csv_header() {
  std::string header;
  const auto add = [&header](std::string_view name, std::string_view phase) {
    if (!header.empty()) header += ',';
    header.append(name).append(phase);
  };
  for (std::size_t at = 0; at < key_count; ++at) {
    if (!is_triple(static_cast<Key>(at))) {
      add(key_names[at], "");
      continue;
    }
    for (const std::string_view phase : {"_1", "_2", "_3"}) add(key_names[at], phase);
  }
  return header;
}

}  // namespace twc::tools
