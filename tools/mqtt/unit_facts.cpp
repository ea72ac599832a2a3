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

/// Units are asked for their meter every few minutes, for what they draw every second. While the
/// meter is fresh it knows best; later, voltages and the phases that carried current are still
/// right.
void add_power(Json& unit) {
  constexpr std::size_t phases = 3;
  constexpr double fresh_s = 10;
  constexpr double carries_a = 0.5;
  const Json* const volts = value_of(unit, "meter", "voltage_v");
  const auto drawn = number_in(unit, "drawn_a");
  if (volts == nullptr || !drawn) return;
  const Json* const amps = value_of(unit, "meter", "current_a");
  const bool is_fresh =
      amps != nullptr && number_in(unit, "meter_heard_s").value_or(fresh_s) < fresh_s;
  double metered = 0;
  double carrying_volts = 0;
  double all_volts = 0;
  for (std::size_t phase = 0; phase < phases; ++phase) {
    const double current = amps != nullptr ? at(*amps, phase) : 0;
    metered += at(*volts, phase) * current;
    all_volts += at(*volts, phase);
    if (current >= carries_a) carrying_volts += at(*volts, phase);
  }
  const double reckoned = *drawn * (carrying_volts > 0 ? carrying_volts : all_volts);
  unit["power_w"] = std::llround(is_fresh ? metered : reckoned);
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
  object.erase("vin_heard_s");
  object.erase("vin_stale");
}

}  // namespace twc::tools
