#include "mqtt/unit_facts.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <ctime>

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

void add_power(Json& unit) {
  constexpr std::size_t phases = 3;
  const Json* const volts = value_of(unit, "meter", "voltage_v");
  if (volts == nullptr) return;
  const Json* const amps = value_of(unit, "meter", "current_a");
  const auto drawn = number_in(unit, "drawn_a");
  if (amps == nullptr && !drawn) return;
  double watts = 0;
  for (std::size_t phase = 0; phase < phases; ++phase) {
    watts += at(*volts, phase) * (amps != nullptr ? at(*amps, phase) : *drawn);
  }
  unit["power_w"] = std::llround(watts);
}

void add_energy(Json& unit) {
  const Json* const raw = value_of(unit, "meter", "energy_raw");
  if (raw == nullptr || !raw->is_number_unsigned()) return;
  constexpr double watt_hours_in_kwh = 1000;
  const auto counter = raw->get<std::uint32_t>();
  const auto watt_hours = unit::guess_energy_unit(counter).watt_hours(counter);
  unit["energy_kwh"] = static_cast<double>(watt_hours) / watt_hours_in_kwh;
}

void add_plug(Json& unit) {
  const Json* const plug = value_of(unit, "plug", "plug_name");
  if (plug == nullptr || !plug->is_string() || *plug == "unknown") return;
  unit["plugged"] = *plug != "unplugged";
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
  object.erase("vin_s");
}

}  // namespace twc::tools
