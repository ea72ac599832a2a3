// SPDX-License-Identifier: MIT
#include "fakemaster/refusals.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include <twc/node/exposure.hpp>

#include "common/quantities.hpp"
#include "endpoint/endpoint.hpp"
#include "fakemaster/control_socket.hpp"
#include "fakemaster/state_lock.hpp"

namespace twc::tools {
namespace {

/// No bus is longer: a real master takes three units beside itself.
constexpr std::size_t most_real_units = 4;
constexpr Centiamps most_max_current{most_real_units * node::most_possible.value()};

std::string in_seconds(Duration duration) {
  return fmt::format("{:g}s", std::chrono::duration<double>{duration}.count());
}

Refusal unsafe(const std::string& why) {
  return {.exit = Exit::refused, .why = why};
}
Refusal usage(const std::string& why) {
  return {.exit = Exit::usage, .why = why};
}

/// Between zero and this, units take no limit and cars stop.
std::optional<Refusal> refuse_least(const std::string& name, Centiamps least) {
  constexpr Centiamps smallest{500};
  if (least >= smallest) return std::nullopt;
  return usage(fmt::format("{}: no unit takes {} A; expected {} A or more", name, in_amps(least),
                           in_amps(smallest)));
}

std::optional<Refusal> refuse_unit(const node::UnitSettings& unit, const node::MasterConfig& config,
                                   Centiamps max_current) {
  const std::string name = fmt::format("--unit {}", in_hex(unit.id));
  const Centiamps least = unit.least.value_or(config.least);
  const Centiamps most = std::min(unit.most.value_or(config.unit_most), config.unit_most);
  if (auto refusal = refuse_least(name, least)) return refusal;
  if (least > most) {
    return usage(fmt::format(
        "{}: its smallest offer, {} A, is more than its most, {} A; set both min and max", name,
        in_amps(least), in_amps(most)));
  }
  if (least <= max_current) return std::nullopt;
  return usage(fmt::format("{}: its smallest offer, {} A, is more than --max-current, {} A", name,
                           in_amps(least), in_amps(max_current)));
}

}  // namespace

std::optional<Refusal> refuse_current(const std::optional<std::uint64_t>& max_current) {
  if (!max_current) {
    return unsafe("--max-current AMPS is required: what the wiring carries for all units together");
  }
  if (*max_current == 0) {
    return unsafe("--max-current 0 would let nothing charge; expected what the wiring carries");
  }
  if (*max_current <= most_max_current.value()) return std::nullopt;
  return unsafe(fmt::format("--max-current: four units of 80 A draw at most {} A; expected no more",
                            in_amps(most_max_current)));
}

/// The first two make the master count units as stopped that still draw.
std::optional<Refusal> refuse_times(const node::MasterConfig& config) {
  constexpr Duration longest_draw = std::chrono::seconds{30};
  constexpr Duration longest_silence = std::chrono::seconds{10};
  if (config.stop_after < longest_draw) {
    return unsafe(fmt::format(
        "--stop-after {}: units draw for up to 30 s after the last word to them; expected 30s",
        in_seconds(config.stop_after)));
  }
  if (config.margin < Duration{}) {
    return unsafe(fmt::format("--margin {}: expected 0s or more", in_seconds(config.margin)));
  }
  if (config.lost_after < longest_silence) {
    return usage(fmt::format("--lost-after {}: a unit may be silent for 10 s; expected 10s or more",
                             in_seconds(config.lost_after)));
  }
  if (config.stale_after != Duration{}) return std::nullopt;
  return usage("--stale 0s: every total would be stale at once; expected more");
}

std::optional<Refusal> refuse_units(const node::MasterConfig& config, Centiamps max_current) {
  if (auto refusal = refuse_least("--min-current", config.least)) return refusal;
  if (config.least > config.unit_most) {
    return usage(
        fmt::format("--min-current: the smallest offer, {} A, is more than --unit-max, {} A",
                    in_amps(config.least), in_amps(config.unit_most)));
  }
  const auto units = std::span{config.units}.first(config.unit_count);
  for (const node::UnitSettings& unit : units) {
    if (std::ranges::count(units, unit.id, &node::UnitSettings::id) > 1) {
      return usage(fmt::format("--unit {}: is given twice", in_hex(unit.id)));
    }
    if (auto refusal = refuse_unit(unit, config, max_current)) return refusal;
  }
  const bool is_one_served = std::ranges::any_of(
      units, [&](const auto& unit) { return unit.least.value_or(config.least) <= max_current; });
  if (config.least <= max_current || is_one_served) return std::nullopt;
  return usage(fmt::format(
      "--min-current: the smallest offer, {} A, is more than --max-current, {} A, which would let "
      "nothing charge",
      in_amps(config.least), in_amps(max_current)));
}

std::optional<Refusal> refuse_endpoint(const MasterOptions& options) {
  if (options.line.driver.speed != 1 && !options.endpoint.starts_with("sim:")) {
    return usage("--speed: expected a simulated bus, sim:, to go with it");
  }
  if (options.line.endpoint.seed && !options.endpoint.starts_with("sim:")) {
    return usage("--seed: expected a simulated bus, sim:, to go with it");
  }
  if (const auto why = endpoint_fault(options.endpoint, options.line.endpoint)) return usage(*why);
  return std::nullopt;
}

std::optional<Refusal> refuse_files(const MasterOptions& options) {
  if (const auto why = objection_to(options.line.captures)) return usage(*why);
  if (const auto why = obstacle_to(options.line.captures)) {
    return Refusal{.exit = Exit::failure, .why = *why};
  }
  if (const auto why = socket_fault(options.socket, options.socket_group)) {
    return Refusal{.exit = Exit::failure, .why = *why};
  }
  if (const auto why = endpoint_obstacle(options.endpoint)) {
    return Refusal{.exit = Exit::endpoint, .why = *why};
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_moment(const MasterOptions& options) {
  if (const auto why = socket_use(options.socket)) {
    return Refusal{.exit = Exit::failure, .why = *why};
  }
  if (const auto why =
          options.line.driver.sends_nothing ? std::nullopt : state_use(options.state)) {
    return Refusal{.exit = Exit::failure, .why = *why};
  }
  if (const auto why = opening_fault(options.endpoint, options.line.endpoint)) {
    return Refusal{.exit = Exit::endpoint, .why = *why};
  }
  return std::nullopt;
}

}  // namespace twc::tools
