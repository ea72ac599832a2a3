// SPDX-License-Identifier: MIT
#include "tools/support_home_assistant.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace twc::test {
namespace {

using tools::Json;
using Words = std::set<std::string>;

const Words of_every_entity{"platform",
                            "unique_id",
                            "name",
                            "state_topic",
                            "value_template",
                            "device_class",
                            "entity_category",
                            "icon",
                            "enabled_by_default",
                            "json_attributes_topic",
                            "qos",
                            "json_attributes_template",
                            "availability",
                            "availability_mode"};
const std::map<std::string, Words> of_a_platform{
    {"number",
     {"command_topic", "command_template", "min", "max", "step", "mode", "unit_of_measurement",
      "payload_reset", "optimistic", "retain"}                                                  },
    {"switch",
     {"command_topic", "payload_on", "payload_off", "state_on", "state_off", "optimistic",
      "retain"}                                                                                 },
    {"select",        {"command_topic", "command_template", "options", "optimistic", "retain"}  },
    {"sensor",
     {"state_class", "unit_of_measurement", "options", "expire_after", "force_update",
      "suggested_display_precision"}                                                            },
    {"binary_sensor", {"payload_on", "payload_off", "expire_after", "force_update", "off_delay"}}
};
const std::map<std::string, Words> classes{
    {"number",        {"current", "power", "energy", "voltage"}                                 },
    {"switch",        {"outlet", "switch"}                                                      },
    {"select",        {}                                                                        },
    {"sensor",        {"current", "power", "energy", "voltage", "enum", "timestamp", "duration"}},
    {"binary_sensor", {"problem", "plug", "connectivity", "power"}                              }
};
const std::map<std::string, std::string> unit_of_class{
    {"current", "A"  },
    {"power",   "W"  },
    {"energy",  "kWh"},
    {"voltage", "V"  }
};

/// Checks one document and collects what is wrong.
class Inspection {
 public:
  std::vector<std::string> faults;

  void document(const Json& all) {
    only(all, "document",
         {"device", "origin", "components", "availability", "availability_mode", "state_topic",
          "command_topic", "qos", "encoding"});
    device(all.value("device", Json{}));
    expect(!all.value("origin", Json::object()).value("name", "").empty(), "origin: no name");
    for (const Json& one : all.value("availability", Json::array()))
      topic(one, "topic", "availability");
    const Words modes{"all", "any", "latest"};
    expect(modes.contains(all.value("availability_mode", "latest")), "availability_mode");
    const Json components = all.value("components", Json::object());
    expect(!components.empty(), "no components");
    for (const auto& [key, entity] : components.items()) {
      component(key, entity, all.contains("state_topic"));
    }
  }

 private:
  void expect(bool holds, const std::string& what) {
    if (!holds) faults.push_back(what);
  }
  void only(const Json& object, const std::string& where, const Words& known) {
    for (const auto& [key, value] : object.items()) {
      expect(known.contains(key), where + ": unknown option " + key);
    }
  }
  void topic(const Json& object, const char* name, const std::string& where) {
    const std::string text = object.value(name, "");
    expect(!text.empty() && text.find_first_of("+# ") == std::string::npos,
           where + ": " + name + " is no topic");
  }
  void device(const Json& all) {
    only(all, "device",
         {"identifiers", "connections", "name", "manufacturer", "model", "model_id", "sw_version",
          "hw_version", "serial_number", "suggested_area", "via_device", "configuration_url"});
    expect(!all.value("identifiers", Json::array()).empty(), "device: no identifiers");
    expect(!all.value("name", "").empty(), "device: no name");
  }
  void component(const std::string& key, const Json& entity, bool has_shared_state) {
    const std::string platform = entity.value("platform", "");
    const auto known = of_a_platform.find(platform);
    if (known == of_a_platform.end())
      return faults.push_back(key + ": unknown platform " + platform);
    Words options = of_every_entity;
    options.insert(known->second.begin(), known->second.end());
    only(entity, key, options);
    expect(ids_.insert(entity.value("unique_id", "")).second, key + ": unique_id is not unique");
    expect(!entity.value("unique_id", "").empty(), key + ": no unique_id");
    const bool commands = known->second.contains("command_topic");
    if (commands) topic(entity, "command_topic", key);
    expect(commands || has_shared_state || entity.contains("state_topic"),
           key + ": no state_topic");
    for (const auto& [name, value] : entity.items()) {
      if (name.ends_with("_template")) check_template(key, value.get<std::string>());
    }
    meaning(key, platform, entity);
  }
  void meaning(const std::string& key, const std::string& platform, const Json& entity) {
    const std::string kind = entity.value("device_class", "");
    expect(kind.empty() || classes.at(platform).contains(kind), key + ": device_class " + kind);
    const auto unit = unit_of_class.find(kind);
    const std::string given = entity.value("unit_of_measurement", "");
    expect(given == (unit != unit_of_class.end() ? unit->second : ""), key + ": unit " + given);
    const std::string category = entity.value("entity_category", "");
    const bool is_read_only = platform == "sensor" || platform == "binary_sensor";
    expect(category.empty() || category == "diagnostic" || (category == "config" && !is_read_only),
           key + ": entity_category " + category);
    if (platform == "sensor") sensor(key, kind, entity);
    if (platform == "number") number(key, entity);
    const bool has_choice = platform == "select" || kind == "enum";
    expect(has_choice == entity.contains("options"), key + ": options");
  }
  void sensor(const std::string& key, const std::string& kind, const Json& entity) {
    const std::string state_class = entity.value("state_class", "");
    const Words all{"", "measurement", "total", "total_increasing"};
    expect(all.contains(state_class), key + ": state_class " + state_class);
    const bool is_word = kind == "enum" || kind == "timestamp";
    expect(!is_word || state_class.empty(), key + ": a word has no state_class");
    expect(kind != "energy" || state_class.starts_with("total"), key + ": energy is a total");
  }
  void number(const std::string& key, const Json& entity) {
    const Words modes{"auto", "box", "slider"};
    expect(modes.contains(entity.value("mode", "auto")), key + ": mode");
    expect(entity.value("min", 1.0) < entity.value("max", 100.0), key + ": min is not below max");
    expect(entity.value("step", 1.0) >= 0.001, key + ": step");
  }
  /// Jinja's brackets close in order.
  void check_template(const std::string& key, const std::string& text) {
    int open = 0;
    for (const char c : text) {
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (open < 0) break;
    }
    expect(open == 0 && text.find("{{") != std::string::npos, key + ": template " + text);
  }

  Words ids_;
};

}  // namespace

std::vector<std::string> faults_in(const Json& document) {
  Inspection inspection;
  inspection.document(document);
  return inspection.faults;
}

}  // namespace twc::test
