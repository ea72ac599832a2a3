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
#include "common/exit.hpp"
#include "common/units.hpp"
#include "fakeslave/unit_spec.hpp"

namespace twc::tools {
namespace {

using Words = std::span<const std::string_view>;

struct Named {
  Deed deed;
  std::string_view name;
};
constexpr std::array deeds{
    Named{Deed::plug,        "plug"       },
    Named{Deed::unplug,      "unplug"     },
    Named{Deed::error,       "error"      },
    Named{Deed::reset,       "reset"      },
    Named{Deed::silent,      "silent"     },
    Named{Deed::power_cycle, "power-cycle"},
    Named{Deed::status,      "status"     },
    Named{Deed::quit,        "quit"       }
};

bool is_for_all(Deed deed) {
  return deed == Deed::status || deed == Deed::quit;
}

[[noreturn]] void refuse_event(const std::string& what) {
  throw std::invalid_argument{what};
}

Deed parse_deed(std::string_view word, bool has_unit) {
  const auto* const found = std::ranges::find(deeds, word, &Named::name);
  if (found != deeds.end() && is_for_all(found->deed) != has_unit) return found->deed;
  refuse_event(fmt::format("expected {}; got '{}'",
                           has_unit ? "plug, unplug, error, reset, silent or power-cycle"
                                    : "a unit and an event, such as '2019 plug', or status or quit",
                           word));
}

void read_arguments(Words words, ScriptLine& line) {
  if (line.deed == Deed::silent) {
    if (words.size() != 1) refuse_event("expected how long, such as silent 40s");
    line.length = parse_duration(words.front());
    return;
  }
  if (line.deed != Deed::plug && !words.empty()) {
    refuse_event(
        fmt::format("expected nothing behind {}; got '{}'", name_of(line.deed), words.front()));
  }
  for (std::string_view value : words) {
    line.car.emplace_back(value);
    const auto key = take_until(value, '=');
    sim::CarConfig ignored;
    if (!read_car(key, value, ignored)) {
      refuse_event(fmt::format("expected want=AMPS, onboard=AMPS, ah=N or vin=VIN; got '{}'", key));
    }
  }
}

}  // namespace

std::string_view name_of(Deed deed) {
  return std::ranges::find(deeds, deed, &Named::deed)->name;
}

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
  line.deed = parse_deed(words.front(), has_unit);
  read_arguments(words.subspan(1), line);
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
