// SPDX-License-Identifier: MIT
#include "fakeslave/options.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "common/options.hpp"
#include "common/talk.hpp"
#include "common/units.hpp"
#include "endpoint/serial_port.hpp"

namespace twc::tools {
namespace {

using Text = const std::string&;

constexpr std::uint64_t most_units = 16;

/// As it was written; what it comes to is decided when everything is known.
struct Asked {
  std::vector<std::string> endpoints;
  std::vector<std::string> scripts;
  std::optional<std::uint64_t> units;
  std::optional<std::uint64_t> seed;
  bool force = false;
};

void add_units(CommandLine& line, SlaveOptions& options, Asked& asked) {
  line.list(
          "--unit", [&options](Text text) { options.units.push_back(parse_unit_spec(text)); },
          "A unit: max, proto, phases, fw, serial, sign, car, want, onboard, ah, vin; repeatable")
      .type_name("ID:KEY=VALUE,...");
  line.value(
          "--units",
          [&asked](Text text) {
            asked.units = parse_count(text);
            if (*asked.units >= 1 && *asked.units <= most_units) return;
            throw std::invalid_argument{"expected a number of units from 1 to 16"};
          },
          "So many default units: 3495, 3496 and so on")
      .type_name("N");
}

void add_events(CommandLine& line, SlaveOptions& options, Asked& asked) {
  line.list(
          "--script", [&asked](Text path) { asked.scripts.push_back(path); },
          "The events and their times: lines as typed on standard input")
      .type_name("FILE");
  line.list(
          "--fault", [&options](Text text) { read_fault(text, options.faults); },
          "A bad line: drop=1%, flip=0.1%, delay=40ms, end=FE, noise=on; repeatable")
      .type_name("KIND=VALUE,...");
  line.value(
          "--seed", [&asked](Text text) { asked.seed = parse_count(text); },
          "The same seed, the same faults, signs and pauses")
      .type_name("N");
  line.list(
          "--expect", [&options](Text text) { options.expectations.emplace_back(text); },
          "End with 1 once this does not hold: sum(limit)<=32, linked<=15s; repeatable")
      .type_name("EXPR");
}

void add_run(CommandLine& line, SlaveOptions& options, Asked& asked) {
  line.value(
          "-F,--format", [&options](Text text) { options.style = parse_style(text); },
          "Events as text (default) or json")
      .type_name("KIND");
  line.value(
          "--run-for", [&options](Text text) { options.run_for = parse_duration(text); },
          "End after so long")
      .type_name("DURATION");
  line.value(
          "--speed", [&options](Text text) { options.line.driver.speed = parse_speed(text); },
          "How much faster than life; not on a serial line")
      .type_name("FACTOR");
  line.flag("--force", asked.force, "Begin at once, even beside a unit with the same id");
}

constexpr auto examples = R"(Examples:
  twc-fakeslave pty:/tmp/twc
  twc-fakeslave --unit 2019:max=32,want=16 --unit 2020 listen://127.0.0.1:4000
  twc-fakeslave --units 2 --expect 'sum(limit)<=32' --run-for 60s tcp://127.0.0.1:4000

Typed on standard input or written in a script, each after 'after DURATION' if wanted:
ID plug [want=A], ID unplug, ID error, ID reset, ID silent DURATION, ID power-cycle, status, quit.
'all' stands for every unit.)";

std::optional<Exit> objected(const std::string& what, Exit exit = Exit::usage) {
  complain("twc-fakeslave", what);
  return exit;
}

bool has_twins(const std::vector<UnitSpec>& units) {
  std::set<TwcId> ids;
  return !std::ranges::all_of(
      units, [&ids](const UnitSpec& unit) { return ids.insert(unit.slave.id).second; });
}

/// Ports of this machine and behind RFC 2217; others may be on their lines.
bool is_serial(std::string_view endpoint) {
  return endpoint.starts_with("rfc2217://") || names_serial_port(endpoint);
}

/// A pseudo-terminal has no rate that would be exceeded.
bool is_real_line(const std::string& endpoint) {
  return is_serial(endpoint) && !is_pseudo_terminal(endpoint);
}

/// Sets what follows from the rest.
void finish(SlaveOptions& options, const Asked& asked) {
  const auto defaults = asked.units.value_or(options.units.empty() ? 1 : 0);
  for (unsigned number = 0; number < defaults; ++number) {
    options.units.push_back(default_unit(number));
  }
  options.seed = asked.seed.value_or(std::random_device{}());
  sim::Dice dice{options.seed};
  for (UnitSpec& unit : options.units) {
    unit.slave.seed = dice.next();
    unit.slave.sign = unit.sign.value_or(Sign{static_cast<std::uint8_t>(dice.below(0x100))});
    unit.slave.answer_delay += options.faults.delay;
  }
  if (options.faults.end) options.line.driver.end_byte = *options.faults.end;
  constexpr Duration listen_first = std::chrono::seconds{3};
  if (is_serial(options.endpoint) && !asked.force) {
    options.line.driver.listen_first = listen_first;
  }
  for (const std::string& path : asked.scripts) {
    const auto lines = read_script(path);
    options.script.insert(options.script.end(), lines.begin(), lines.end());
  }
}

std::optional<Exit> check(const SlaveOptions& options) {
  if (options.endpoint.starts_with("sim:")) {
    return objected("sim: has units of its own; expected another kind of endpoint");
  }
  if (const auto why = endpoint_fault(options.endpoint, options.line.endpoint)) {
    return objected(*why);
  }
  if (const auto why = objection_to(options.line.captures)) return objected(*why);
  if (has_twins(options.units)) return objected("--unit: expected a different id for each unit");
  if (options.line.driver.speed != 1 && is_real_line(options.endpoint)) {
    return objected("--speed: a serial line has its own speed; expected another kind of endpoint");
  }
  for (const ScriptLine& line : options.script) {
    const auto& units = options.units;
    const auto is_named = [&line](const UnitSpec& unit) { return unit.slave.id == line.unit; };
    if (!line.unit || std::ranges::any_of(units, is_named)) continue;
    return objected(
        fmt::format("--script: there is no unit {:04X}", static_cast<std::uint16_t>(*line.unit)));
  }
  if (const auto why = obstacle_to(options.line.captures)) return objected(*why, Exit::failure);
  return std::nullopt;
}

}  // namespace

std::optional<Exit> read_options(int argc, const char* const* argv, SlaveOptions& options) {
  CommandLine line{"twc-fakeslave", "Be one or more Tesla Wall Connectors (Gen 2) with their cars"};
  Asked asked;
  line.positional("endpoint", asked.endpoints, "The endpoint that reaches the bus");
  line.group("Units");
  add_units(line, options, asked);
  line.group("Events and faults");
  add_events(line, options, asked);
  line.group("Output");
  add_run(line, options, asked);
  line.group("Line");
  add_line_options(line, options.line);
  line.footer(examples);
  if (const auto exit = line.parse(argc, argv)) return exit;
  if (asked.endpoints.size() != 1) {
    return objected("expected one ENDPOINT, such as pty: or /dev/ttyUSB0");
  }
  options.endpoint = asked.endpoints.front();
  options.shared = line.shared();
  finish(options, asked);
  if (const auto exit = check(options)) return exit;
  if (options.shared.check_config) {
    const auto why = opening_fault(options.endpoint, options.line.endpoint);
    if (why) return objected(*why, Exit::endpoint);
  }
  return line.checked();
}

}  // namespace twc::tools
