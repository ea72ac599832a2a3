// SPDX-License-Identifier: MIT
#include "mqtt/discovery.hpp"

#include <algorithm>
#include <cmath>

#include "mqtt/topics.hpp"

#ifndef TWC_VERSION
#error "the build names the version"
#endif

namespace twc::tools {
namespace {

constexpr double least_of_a_car = 6;
constexpr double most_of_a_unit = 80;

double minimum_of(const Json& unit) {
  return number_in(unit, "min_a").value_or(least_of_a_car);
}

/// The entities of one device.
class Entities {
 public:
  Entities(std::string device, std::string command_root)
      : device_{std::move(device)}, command_root_{std::move(command_root)} {}

  Json& add(const char* key, const char* platform, const char* name) {
    Json& entity = all_[key];
    entity = Json{
        {"platform",  platform           },
        {"unique_id", device_ + '_' + key},
        {"name",      name               }
    };
    return entity;
  }
  /// A number that shows the member `key` of the state while it is within its bounds.
  void amps_to_set(const char* key, const char* name, const std::string& value, double least,
                   double most) {
    Json& number = add(key, "number", name);
    number["command_topic"] = command_root_ + "limit/set";
    number["value_template"] = "{% set a = " + value + " %}{{ a if " +
                               std::to_string(std::lround(least)) +
                               " <= a <= " + std::to_string(std::lround(most)) + " else 'None' }}";
    number["min"] = std::lround(least);
    number["max"] = std::lround(most);
    number["step"] = 1;
    number["mode"] = "box";
    number["device_class"] = "current";
    number["unit_of_measurement"] = "A";
  }
  void charging_switch() {
    Json& entity = add("charging", "switch", "Charging allowed");
    entity["command_topic"] = command_root_ + "charging/set";
    entity["value_template"] =
        "{{ 'OFF' if value_json.reason | default('') == 'stopped' else 'ON' }}";
  }
  Json& measured(const char* key, const char* name, const char* member, const char* kind,
                 const char* unit) {
    Json& sensor = add(key, "sensor", name);
    sensor["value_template"] = std::string{"{{ value_json."} + member + " }}";
    sensor["device_class"] = kind;
    sensor["state_class"] = "measurement";
    sensor["unit_of_measurement"] = unit;
    return sensor;
  }
  [[nodiscard]] const Json& all() const { return all_; }
  [[nodiscard]] const std::string& command_root() const { return command_root_; }

 private:
  std::string device_;
  std::string command_root_;
  Json all_ = Json::object();
};

std::string device_of(const DiscoveryPlace& place, std::string_view unit = {}) {
  std::string device = as_topic_name(place.prefix) + '_' + place.bus;
  if (!unit.empty()) device += '_' + std::string{unit};
  return device;
}

Json availability(std::initializer_list<std::string> topics) {
  Json list = Json::array();
  for (const std::string& topic : topics)
    list.push_back(Json{
        {"topic", topic}
    });
  return list;
}

Json document(Json device, Json topics, const std::string& state_topic, const Json& entities) {
  return Json{
      {"device",            std::move(device)                                  },
      {"origin",            {{"name", "twc-mqtt"}, {"sw_version", TWC_VERSION}}},
      {"availability",      std::move(topics)                                  },
      {"availability_mode", "all"                                              },
      {"state_topic",       state_topic                                        },
      {"qos",               1                                                  },
      {"components",        entities                                           }
  };
}

void add_bus_commands(Entities& entities, const Json& status, const std::vector<Json>& units) {
  double least = least_of_a_car;
  const auto smallest = std::ranges::min_element(units, {}, minimum_of);
  if (smallest != units.end()) least = minimum_of(*smallest);
  const double most = std::floor(number_in(status, "max_current_a").value_or(least));
  entities.amps_to_set("limit", "Limit",
                       "[value_json.requested_a, " + std::to_string(std::lround(most)) + "] | min",
                       std::ceil(least), most);
  entities.charging_switch();
  Json& policy = entities.add("policy", "select", "Policy");
  policy["command_topic"] = entities.command_root() + "policy/set";
  policy["value_template"] = "{{ value_json.policy }}";
  policy["options"] = {"fair", "priority", "rotate"};
  policy["entity_category"] = "config";
}

void add_problem(Entities& entities, const std::string& state_topic) {
  Json& problem = entities.add("problem", "binary_sensor", "Problem");
  problem["value_template"] = "{{ 'ON' if value_json.problem is defined else 'OFF' }}";
  problem["device_class"] = "problem";
  problem["json_attributes_topic"] = state_topic;
  problem["json_attributes_template"] =
      "{{ {'reason': value_json.problem | default('')} | tojson }}";
  problem["entity_category"] = "diagnostic";
}

void add_words(Entities& entities) {
  Json& words = entities.add("state", "sensor", "State");
  words["value_template"] = "{{ value_json.charging | default('None') }}";
  words["device_class"] = "enum";
  words["options"] = {"unreachable", "error", "charging", "paused",
                      "asking",      "full",  "plugged",  "idle"};
}

void add_meter(Entities& entities, const Json& unit) {
  if (unit.contains("power_w")) entities.measured("power", "Power", "power_w", "power", "W");
  if (!unit.contains("energy_kwh")) return;
  Json& energy = entities.measured("energy", "Energy", "energy_kwh", "energy", "kWh");
  energy["state_class"] = "total_increasing";
}

void add_details(Entities& entities, const Json& unit) {
  Json& plugged = entities.add("plugged", "binary_sensor", "Plugged in");
  plugged["value_template"] =
      "{{ 'None' if value_json.plugged is not defined else 'ON' if value_json.plugged else 'OFF' "
      "}}";
  plugged["device_class"] = "plug";
  if (unit.contains("firmware")) {
    Json& firmware = entities.add("firmware", "sensor", "Firmware");
    firmware["value_template"] = "{{ value_json.firmware }}";
    firmware["entity_category"] = "diagnostic";
  }
  if (unit.contains("heard_at")) {
    Json& heard = entities.add("heard", "sensor", "Last heard");
    heard["value_template"] = "{{ value_json.heard_at }}";
    heard["device_class"] = "timestamp";
    heard["entity_category"] = "diagnostic";
  }
}

}  // namespace

std::string discovery_topic(std::string_view discovery_prefix, const DiscoveryPlace& place,
                            std::string_view unit) {
  return std::string{discovery_prefix} + "/device/" + device_of(place, unit) + "/config";
}

Json discover_bus(const DiscoveryPlace& place, const Json& status, const std::vector<Json>& units) {
  const Topics topics{place.prefix, place.bus};
  Entities entities{device_of(place), topics.root()};
  if (place.takes_commands) add_bus_commands(entities, status, units);
  if (status.contains("granted_a"))
    entities.measured("granted", "Granted", "granted_a", "current", "A");
  entities.measured("drawn", "Drawn", "drawn_a", "current", "A");
  if (status.contains("exposure_a")) {
    Json& exposure = entities.measured("exposure", "Exposure", "exposure_a", "current", "A");
    exposure["entity_category"] = "diagnostic";
  }
  add_problem(entities, topics.bus("state"));
  Json device{
      {"identifiers",  {device_of(place)}                                   },
      {"name",         "Wall Connectors " + place.bus                       },
      {"manufacturer", "libtwc"                                             },
      {"model",        place.takes_commands ? "twc-fakemaster" : "twc-sniff"}
  };
  return document(
      std::move(device),
      availability({bridge_availability(place.prefix, place.bridge), topics.bus("availability")}),
      topics.bus("state"), entities.all());
}

Json discover_unit(const DiscoveryPlace& place, const Json& status, const Json& unit) {
  const Topics topics{place.prefix, place.bus};
  const std::string id = word_in(unit, "id");
  Entities entities{device_of(place, id), topics.unit(id, "")};
  if (place.takes_commands) {
    const double cap = number_in(status, "max_current_a").value_or(most_of_a_unit);
    entities.amps_to_set("limit", "Most", "value_json.max_a | default(0)",
                         std::ceil(minimum_of(unit)), std::floor(std::min(cap, most_of_a_unit)));
    entities.charging_switch();
  }
  add_words(entities);
  entities.measured("echoed", "Limit", "echoed_a", "current", "A");
  entities.measured("drawn", "Drawn", "drawn_a", "current", "A");
  add_meter(entities, unit);
  add_details(entities, unit);
  Json device{
      {"identifiers",  {device_of(place, id)}  },
      {"name",         "Wall Connector " + id  },
      {"manufacturer", "Tesla"                 },
      {"model",        "Wall Connector (Gen 2)"},
      {"via_device",   device_of(place)        }
  };
  if (unit.contains("firmware")) device["sw_version"] = unit["firmware"];
  return document(std::move(device),
                  availability({bridge_availability(place.prefix, place.bridge),
                                topics.bus("availability"), topics.unit(id, "availability")}),
                  topics.unit(id, "state"), entities.all());
}

}  // namespace twc::tools
