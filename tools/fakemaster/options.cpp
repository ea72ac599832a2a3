// SPDX-License-Identifier: MIT
#include "fakemaster/options.hpp"

#include <algorithm>
#include <functional>
#include <grp.h>
#include <span>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include <twc/node/master.hpp>

#include "common/options.hpp"
#include "common/talk.hpp"
#include "common/units.hpp"
#include "fakemaster/refusals.hpp"
#include "fakemaster/settings.hpp"
#include "watch/terminal.hpp"

namespace twc::tools {
namespace {

using Text = const std::string&;

/// As it was written; whether it is safe is decided when everything is known.
struct Asked {
  std::optional<std::uint64_t> max_current;
  std::vector<std::string> endpoints;
  std::optional<TwcId> id;
  std::optional<Sign> sign;
};

/// Once it is known not to be too much.
Centiamps max_current_of(const Asked& asked) {
  return Centiamps{static_cast<std::uint16_t>(asked.max_current.value_or(0))};
}

void add_currents(CommandLine& line, MasterOptions& options, Asked& asked) {
  node::MasterConfig& master = options.master;
  const auto amps = [&line](const std::string& name, const ValueReader& read, Text help) {
    line.value(name, read, help).type_name("AMPS");
  };
  amps(
      "--max-current", [&asked](Text text) { asked.max_current = parse_hundredths(text); },
      "The current that the wiring carries for all units. Required");
  amps(
      "--limit", [&master](Text text) { master.limit = parse_total(text); },
      "The total to hand out at the start (--max-current)");
  amps(
      "--unit-max", [&master](Text text) { master.unit_most = parse_unit_amps(text); },
      "The most for each unit");
  amps(
      "--min-current", [&master](Text text) { master.least = parse_unit_amps(text); },
      "The smallest offer that is made at all (6)");
  line.list(
          "--unit",
          [&master](Text text) {
            for (const node::UnitSettings& unit : parse_units(text)) {
              if (master.unit_count == master.units.size()) {
                throw std::invalid_argument{"expected at most 8 units"};
              }
              master.units.at(master.unit_count++) = unit;
            }
          },
          "One unit: its most, its smallest offer, its priority; repeatable")
      .type_name("ID:max=A,min=A,priority=N");
}

void add_sharing(CommandLine& line, MasterOptions& options) {
  node::MasterConfig& master = options.master;
  line.value(
          "--policy", [&master](Text text) { set_policy(text, master); },
          "How to share: fair (default), priority or rotate[:2h]")
      .type_name("NAME");
  line.flag("--idle-offer", master.idle_offer, "Keep one minimum free for cars that never ask");
  line.flag("--keep-shares", master.keep_shares, "Leave current with a car that does not use it");
  line.value(
          "--hold", [&master](Text text) { master.hold = parse_duration(text); },
          "Before a limit below the minimum stops a car, leave it at its minimum for so long (0s)")
      .type_name("DURATION");
  line.value(
          "--stale", [&master](Text text) { master.stale_after = parse_duration(text); },
          "A total that nobody renews for so long falls to the fallback")
      .type_name("DURATION");
  line.value(
          "--fallback",
          [&master](Text text) {
            master.fallback = text == "stop" ? Centiamps{} : parse_amps(text);
          },
          "The total that a stale one falls to: AMPS or stop (default)")
      .type_name("AMPS");
  line.value(
          "--stop-by", [&master](Text text) { master.stop_by = parse_stop_by(text); },
          "How a charge is stopped: auto, zero, contactor or silence")
      .type_name("HOW");
  line.flag("--raise-spike", master.raise_spike,
            "Raise with a short 16 or 21 A, for cars stuck at 6 A");
  line.list(
          "--poll", [&master](Text text) { add_poll(text, master.polls); },
          "More to ask for: meter, vin, serial, firmware, plug")
      .delimiter(',')
      ->type_name("WHAT,...");
}

void add_safety(CommandLine& line, MasterOptions& options) {
  node::MasterConfig& master = options.master;
  const auto duration = [&line](const std::string& name, Duration& target, Text help) {
    line.value(
            name, [&target](Text text) { target = parse_duration(text); }, help)
        .type_name("DURATION");
  };
  line.value(
          "--expect-units",
          [&master](Text text) {
            const std::uint64_t count = parse_count(text);
            if (count == 0 || count > node::Master::most_units) {
              throw std::invalid_argument{"expected a number of units from 1 to 8"};
            }
            master.expect_units = count;
          },
          "The quiet time ends when so many units have answered twice")
      .type_name("N");
  line.flag("--bus-idle", master.bus_idle, "Nothing was charging: there is no quiet time");
  duration("--listen-first", master.listen_first, "Listen before the first transmission (3s)");
  duration("--lost-after", master.lost_after, "A unit that is silent for so long is lost (26s)");
  duration("--stop-after", master.stop_after,
           "A unit that nobody speaks to for so long has stopped (30s)");
  line.value(
          "--margin", [&master](Text text) { master.margin = parse_signed_duration(text); },
          "How much longer it counts as drawing (10s)")
      .type_name("DURATION");
}

void add_identity(CommandLine& line, MasterOptions& options, Asked& asked) {
  line.value(
          "--id", [&asked](Text text) { asked.id = parse_id(text); },
          "Our id: four hex digits (random, with a letter)")
      .type_name("ID");
  line.value(
          "--sign", [&asked](Text text) { asked.sign = parse_sign(text); },
          "Our sign: two hex digits (random)")
      .type_name("HEX");
  line.value(
          "--on-exit", [&options](Text text) { options.on_exit = parse_on_exit(text); },
          "The limits that units keep: hold (default), min or stop")
      .type_name("WHAT");
  line.value(
          "--run-for", [&options](Text text) { options.run_for = parse_duration(text); },
          "End after so long")
      .type_name("DURATION");
  line.value(
          "--speed",
          [&options](Text text) {
            options.line.driver.speed = options.line.endpoint.speed = parse_speed(text);
          },
          "How much faster than life a simulated bus is")
      .type_name("FACTOR");
  line.value(
          "--seed", [&options](Text text) { options.line.endpoint.seed = parse_count(text); },
          "Each seed makes other cars on a simulated bus, and the same output")
      .type_name("N");
  line.flag("--dry-run", options.line.driver.sends_nothing,
            "Send nothing; show on standard error what would be sent");
}

gid_t parse_group(Text name) {
  const group* const found = ::getgrnam(name.c_str());
  if (found == nullptr) {
    throw std::invalid_argument{fmt::format("expected a group of this system; got '{}'", name)};
  }
  return found->gr_gid;
}

void add_outputs(CommandLine& line, MasterOptions& options) {
  line.value(
          "-F,--format", [&options](Text text) { options.style = parse_style(text); },
          "Answers and events as text (default) or json")
      .type_name("KIND");
  line.flag("--watch", options.watch,
            "A live table in place of lines; commands come through the socket");
  line.value(
          "--socket", [&options](Text path) { options.socket = path; },
          "Take commands on a Unix socket as well")
      .type_name("PATH");
  line.value(
          "--socket-group", [&options](Text name) { options.socket_group = parse_group(name); },
          "Let the members of GROUP connect to the socket as well")
      .type_name("GROUP");
  line.value(
          "--state", [&options](Text path) { options.state = path; },
          "Keep limit, ceilings, stops and policy over a restart")
      .type_name("FILE");
}

constexpr auto examples = R"(Examples:
  twc-fakemaster --max-current 32 /dev/serial/by-id/usb-FTDI_USB-RS485_FT2FZ7WG-if00-port0
  twc-fakemaster --max-current 32 --socket /run/twc/master.sock tcp://10.0.0.9:8899
  echo 'limit 20' | twc-fakemaster sim:2 --max-current 32 --run-for 10s

A unit that is set to slave has no amp limit of its own: --max-current takes its place. Enter no
more than the wiring and its breaker carry, and no more than 80 % of that where the rules say so.
There must be no other master on the bus.

Commands, on standard input and on the socket: limit, stop, start, policy, status, units, renew,
events, format, help, quit.)";

/// Refuses options that are missing or wrong, the cap first: nobody may ever forget the cap.
std::optional<Refusal> refuse(const MasterOptions& options, const Asked& asked) {
  if (asked.endpoints.size() != 1) {
    return Refusal{.exit = Exit::usage, .why = "expected one ENDPOINT, such as /dev/ttyUSB0"};
  }
  if (auto refusal = refuse_endpoint(options)) return refusal;
  if (auto refusal = refuse_current(asked.max_current)) return refusal;
  if (auto refusal = refuse_times(options.master)) return refusal;
  if (auto refusal = refuse_units(options.master, max_current_of(asked))) return refusal;
  const auto units = std::span{options.master.units}.first(options.master.unit_count);
  if (asked.id && std::ranges::count(units, *asked.id, &node::UnitSettings::id) > 0) {
    return Refusal{.exit = Exit::usage, .why = "--id: is that of a --unit; expected another one"};
  }
  if (options.watch) {
    if (const auto why = objection_to_screen()) {
      return Refusal{.exit = Exit::usage, .why = "--watch: " + *why};
    }
  }
  return refuse_files(options);
}

/// The state that an earlier run has left overrules the options.
std::optional<Refusal> remember(MasterOptions& options) {
  if (options.state.empty()) return std::nullopt;
  try {
    options.memory = read_memory(options.state);
    if (options.memory) options.memory->apply_to(options.master);
    return std::nullopt;
  } catch (const std::invalid_argument& wrong) {
    return Refusal{
        .exit = Exit::usage,
        .why = fmt::format("--state {}: {}; mend it or remove it", options.state, wrong.what())};
  }
}

/// Sets what follows from the rest.
void finish(MasterOptions& options) {
  node::MasterConfig& master = options.master;
  master.line = is_network(options.endpoint) ? node::Line::network() : node::Line::serial();
  // The driver drops echoes, and listens first from the moment when the line is up.
  master.line.may_echo = false;
  options.line.driver.listen_first = master.listen_first;
  options.line.driver.accepts_harm = master.stop_by == node::StopBy::contactor;
  constexpr std::int64_t year_2026 = 1'767'225'600'000'000;
  if (options.line.endpoint.seed) {
    options.line.driver.begins = Stamp{.clock = Clock::epoch, .microseconds = year_2026};
  }
  // Nobody was master of a bus that has only just begun.
  if (options.endpoint.starts_with("sim:")) master.bus_idle = true;
}

}  // namespace

std::optional<Exit> read_options(int argc, const char* const* argv, MasterOptions& options) {
  CommandLine line{"twc-fakemaster",
                   "Play the master of Tesla Wall Connectors (Gen 2) and cap their current"};
  Asked asked;
  line.positional("endpoint", asked.endpoints, "The endpoint that reaches the bus");
  line.group("Currents");
  add_currents(line, options, asked);
  line.group("Sharing");
  add_sharing(line, options);
  line.group("Safety");
  add_safety(line, options);
  line.group("Identity and end");
  add_identity(line, options, asked);
  line.group("Output");
  add_outputs(line, options);
  line.group("Line");
  add_line_options(line, options.line);
  line.footer(examples);
  if (const auto exit = line.parse(argc, argv)) return exit;
  if (!asked.endpoints.empty()) options.endpoint = asked.endpoints.front();
  auto refusal = refuse(options, asked);
  if (!refusal) refusal = remember(options);
  if (!refusal && line.shared().check_config) refusal = refuse_moment(options);
  if (refusal) {
    complain("twc-fakemaster", refusal->why);
    return refusal->exit;
  }
  if (const auto exit = line.checked()) return exit;
  const Chosen chosen = choose_id(options.line.endpoint.seed);
  options.master.max_current = max_current_of(asked);
  options.master.id = asked.id.value_or(chosen.id);
  options.master.sign = asked.sign.value_or(chosen.sign);
  finish(options);
  options.shared = line.shared();
  return std::nullopt;
}

}  // namespace twc::tools
