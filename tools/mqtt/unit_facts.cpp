// SPDX-License-Identifier: MIT
#include "mqtt/unit_facts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <string_view>

#include <twc/unit/energy.hpp>

namespace twc::tools {
namespace {

/// The member `name` of the object, or of its member `group`.
const Json* value_of(const Json& unit, const char* group, const char* name) {
  const auto inside = unit.find(group);
  if (inside != unit.end() && inside->is_object()) {
    const auto found = inside->find(name);
    if (found != inside->end()) return &*found;
  }
  const auto found = unit.find(name);
  return found != unit.end() && !found->is_object() ? &*found : nullptr;
}

double at(const Json& list, std::size_t phase) {
  return list.is_array() && list.size() > phase && list[phase].is_number()
             ? list[phase].get<double>()
             : 0;
}

/// Units are asked for their meter every few minutes, for what they draw every second. As long as
/// both tell the same current the meter knows best; later, voltages and the phases that carried
/// current are still right.
void add_power(Json& unit) {
  constexpr std::size_t phases = 3;
  constexpr double same_a = 1;
  constexpr double carries_a = 0.5;
  const Json* const volts = value_of(unit, "meter", "voltage_v");
  const auto drawn = number_in(unit, "drawn_a");
  if (volts == nullptr || !drawn) return;
  const Json* const amps = value_of(unit, "meter", "current_a");
  double metered = 0;
  double highest = 0;
  double carrying_volts = 0;
  double all_volts = 0;
  for (std::size_t phase = 0; phase < phases; ++phase) {
    const double current = amps != nullptr ? at(*amps, phase) : 0;
    highest = std::max(highest, current);
    metered += at(*volts, phase) * current;
    all_volts += at(*volts, phase);
    if (current >= carries_a) carrying_volts += at(*volts, phase);
  }
  const bool is_the_same = amps != nullptr && std::abs(*drawn - highest) < same_a;
  const double reckoned = *drawn * (carrying_volts > 0 ? carrying_volts : all_volts);
  unit["power_w"] = std::llround(is_the_same ? metered : reckoned);
}

void add_energy(Json& unit) {
  const Json* const raw = value_of(unit, "meter", "energy_raw");
  if (raw == nullptr || !raw->is_number_unsigned()) return;
  constexpr double watt_hours_in_kwh = 1000;
  const auto counter = raw->get<std::uint32_t>();
  const auto watt_hours = unit::guess_energy_unit(counter).watt_hours(counter);
  unit["energy_kwh"] = static_cast<double>(watt_hours) / watt_hours_in_kwh;
}

/// Beside other units the master asks nobody for a plug, so what a unit does has to tell that a car
/// is there. Nothing tells that none is.
void add_plug(Json& unit) {
  constexpr std::array<std::string_view, 4> with_car{"charging", "asking", "full", "plugged"};
  const Json* const plug = value_of(unit, "plug", "plug_name");
  if (plug != nullptr && plug->is_string() && *plug != "unknown") {
    unit["plugged"] = *plug != "unplugged";
  } else if (std::ranges::find(with_car, word_in(unit, "charging")) != with_car.end()) {
    unit["plugged"] = true;
  }
}

void add_firmware(Json& unit) {
  const Json* const version = value_of(unit, "firmware", "version");
  if (version == nullptr || !version->is_string()) return;
  const std::string text = version->get<std::string>();
  unit["firmware"] = text;
}

}  // namespace

std::string date_of(std::int64_t unix_s) {
  const std::time_t time{unix_s};
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

void add_derived(Moment now, Json& unit) {
  add_power(unit);
  add_energy(unit);
  add_plug(unit);
  add_firmware(unit);
  const auto age = number_in(unit, "heard_s");
  if (age) unit["heard_at"] = date_of(now.unix_s - std::llround(*age));
}

void hide_vin(Json& object) {
  object.erase("vin");
  object.erase("vin_heard_s");
  object.erase("vin_stale");
}

}  // namespace twc::tools
