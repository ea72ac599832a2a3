// SPDX-License-Identifier: MIT
#include "fakeslave/script.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <span>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "common/cut.hpp"
#include "common/enumerators.hpp"
#include "common/exit.hpp"
#include "common/units.hpp"
#include "fakeslave/unit_spec.hpp"

namespace twc::tools {
namespace {

using Words = std::span<const std::string_view>;

[[noreturn]] void refuse_event(const std::string& what) {
  throw std::invalid_argument{what};
}

void read_nothing(Words words, ScriptLine& line) {
  if (words.empty()) return;
  refuse_event(
      fmt::format("expected nothing behind {}; got '{}'", to_string(line.deed), words.front()));
}

void read_length(Words words, ScriptLine& line) {
  if (words.size() != 1) refuse_event("expected a duration, such as silent 40s");
  line.length = parse_duration(words.front());
}

void read_car_values(Words words, ScriptLine& line) {
  for (std::string_view value : words) {
    line.car.emplace_back(value);
    const auto key = take_until(value, '=');
    sim::CarConfig ignored;
    if (!read_car(key, value, ignored)) {
      refuse_event(fmt::format("expected want=AMPS, onboard=AMPS, ah=N or vin=VIN; got '{}'", key));
    }
  }
}

/// A person may type an event; the row tells whether a unit stands before it, and reads the rest.
struct DeedRow {
  Deed deed;
  bool has_unit;
  void (*read_arguments)(Words words, ScriptLine& line);
};
constexpr auto deeds = std::to_array({
    DeedRow{Deed::plug,        true,  read_car_values},
    DeedRow{Deed::unplug,      true,  read_nothing   },
    DeedRow{Deed::error,       true,  read_nothing   },
    DeedRow{Deed::reset,       true,  read_nothing   },
    DeedRow{Deed::silent,      true,  read_length    },
    DeedRow{Deed::power_cycle, true,  read_nothing   },
    DeedRow{Deed::status,      false, read_nothing   },
    DeedRow{Deed::quit,        false, read_nothing   }
});
static_assert(has_row_for_each(deeds, &DeedRow::deed));

/// `plug, unplug or error`
std::string deed_names(bool has_unit) {
  std::vector<std::string_view> names;
  for (const DeedRow& row : deeds) {
    if (row.has_unit == has_unit) names.push_back(to_string(row.deed));
  }
  const std::string_view last = names.back();
  names.pop_back();
  return fmt::format("{} or {}", fmt::join(names, ", "), last);
}

const DeedRow& row_of_deed(std::string_view word, bool has_unit) {
  for (const DeedRow& row : deeds) {
    if (to_string(row.deed) == word && row.has_unit == has_unit) return row;
  }
  refuse_event(fmt::format("expected {}{}; got '{}'",
                           has_unit ? "" : "a unit and an event, such as '2019 plug', or ",
                           deed_names(has_unit), word));
}

}  // namespace

ScriptLine parse_script_line(std::string_view text) {
  const auto all = words_of(text);
  Words words{all};
  ScriptLine line;
  if (words.size() >= 2 && words.front() == "after") {
    line.after = parse_duration(words[1]);
    words = words.subspan(2);
  }
  if (words.empty()) refuse_event("expected an event, such as '2019 plug want=16'");
  const bool has_unit = words.size() > 1;
  if (has_unit) {
    if (words.front() != "all") line.unit = parse_id(words.front());
    words = words.subspan(1);
  }
  const DeedRow& row = row_of_deed(words.front(), has_unit);
  line.deed = row.deed;
  row.read_arguments(words.subspan(1), line);
  return line;
}

std::vector<ScriptLine> read_script(const std::string& path) {
  std::ifstream file{path};
  if (!file) {
    throw Failure{Exit::usage,
                  fmt::format("--script {}: {}", path, std::generic_category().message(errno))};
  }
  std::vector<ScriptLine> lines;
  std::size_t number = 0;
  for (std::string text; std::getline(file, text);) {
    ++number;
    const auto words = words_of(text);
    if (words.empty() || words.front().starts_with('#')) continue;
    try {
      lines.push_back(parse_script_line(text));
    } catch (const std::invalid_argument& wrong) {
      throw Failure{Exit::usage, fmt::format("{}:{}: {}", path, number, wrong.what())};
    }
  }
  if (file.bad()) throw Failure{Exit::usage, fmt::format("--script {}: cannot be read", path)};
  return lines;
}

}  // namespace twc::tools
