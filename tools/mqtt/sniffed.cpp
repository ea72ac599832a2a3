// SPDX-License-Identifier: MIT
#include "mqtt/sniffed.hpp"

#include <array>
#include <chrono>

namespace twc::tools {
namespace {

/// A kind of frame, one of its keys, and the name of the same in `units`.
struct Wanted {
  std::string_view kind;
  const char* key;
  const char* name;
};
constexpr auto wanted = std::to_array({
    Wanted{"slave_heartbeat", "state_name", "state_name"},
    Wanted{"slave_heartbeat", "limit_a",    "echoed_a"  },
    Wanted{"slave_heartbeat", "actual_a",   "drawn_a"   },
    Wanted{"slave_linkready", "max_a",      "max_a"     },
    Wanted{"meter",           "energy_raw", "energy_raw"},
    Wanted{"meter",           "voltage_v",  "voltage_v" },
    Wanted{"meter",           "current_a",  "current_a" },
    Wanted{"plug_state",      "plug_name",  "plug_name" },
    Wanted{"firmware",        "version",    "version"   }
});

constexpr double answer_time_s = 10;

/// The words of `charging`, as far as frames tell them.
std::string charging_of(const Json& facts, double age_s) {
  const std::string state = word_in(facts, "state_name");
  const std::string plug = word_in(facts, "plug_name");
  if (age_s >= answer_time_s) return "unreachable";
  if (state == "error") return "error";
  if (number_in(facts, "drawn_a").value_or(0) >= 1) return "charging";
  if (state == "ready_to_charge" || state == "starting") return "asking";
  return plug == "plugged" || plug == "charging" ? "plugged" : "idle";
}

}  // namespace

bool Sniffed::hear(Moment now, std::string_view line) {
  const auto frame = parse_object(line);
  if (!frame || !frame->contains("ok")) return false;
  if (frame->at("ok") == true) take(now, *frame);
  return true;
}

void Sniffed::take(Moment now, const Json& frame) {
  const std::string kind = word_in(frame, "kind");
  const bool is_of_a_unit = kind == "slave_heartbeat" || kind == "slave_linkready";
  const std::string id = word_in(frame, "src");
  if (id.empty() || (!is_of_a_unit && !units_.contains(id))) return;
  Unit& unit = units_[id];
  unit.heard = now.time;
  for (const Wanted& one : wanted) {
    if (one.kind == kind && frame.contains(one.key)) unit.facts[one.name] = frame.at(one.key);
  }
}

Json Sniffed::status(Moment now) const {
  double drawn = 0;
  for (const Json& unit : units(now)) drawn += number_in(unit, "drawn_a").value_or(0);
  return Json{
      {"drawn_a", drawn        },
      {"units",   units_.size()}
  };
}

std::vector<Json> Sniffed::units(Moment now) const {
  std::vector<Json> all;
  for (const auto& [id, unit] : units_) {
    const double age_s = std::chrono::duration<double>(now.time - unit.heard).count();
    Json one{
        {"id", id}
    };
    one.update(unit.facts);
    one["charging"] = charging_of(unit.facts, age_s);
    one["heard_s"] = static_cast<int>(age_s);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace twc::tools
