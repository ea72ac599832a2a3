// SPDX-License-Identifier: MIT
#include "mqtt/pace.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace twc::tools {
namespace {

/// How much a measured value may move unnoticed.
struct Tolerance {
  std::string_view key;
  double most;
};
constexpr double any_change = 1e18;
constexpr auto tolerances = std::to_array({
    Tolerance{"drawn_a",    0.5       },
    Tolerance{"current_a",  0.5       },
    Tolerance{"voltage_v",  5.0       },
    Tolerance{"power_w",    120.0     },
    Tolerance{"energy_raw", any_change},
    Tolerance{"energy_kwh", any_change}
});

bool is_age(std::string_view key) {
  return key == "t" || key.ends_with("_s") || key.ends_with("_at") || key.ends_with("stale");
}

double tolerance_of(std::string_view key) {
  for (const Tolerance& one : tolerances) {
    if (one.key == key) return one.most;
  }
  return 0;
}

bool differ(const Json& before, const Json& after, double tolerance) {
  if (before.is_object() && after.is_object()) return matters(before, after);
  if (before.is_number() && after.is_number()) {
    return std::abs(before.get<double>() - after.get<double>()) > tolerance;
  }
  if (!before.is_array() || !after.is_array()) return before != after;
  if (before.size() != after.size()) return true;
  for (std::size_t at = 0; at < before.size(); ++at) {
    if (differ(before[at], after[at], tolerance)) return true;
  }
  return false;
}

}  // namespace

bool matters(const Json& before, const Json& after) {
  const auto all_after = after.items();
  const auto all_before = before.items();
  const auto has_changed = [&before](const auto& member) {
    if (is_age(member.key())) return false;
    const auto old = before.find(member.key());
    return old == before.end() || differ(*old, member.value(), tolerance_of(member.key()));
  };
  const auto has_gone = [&after](const auto& member) {
    return !is_age(member.key()) && !after.contains(member.key());
  };
  return std::any_of(all_after.begin(), all_after.end(), has_changed) ||
         std::any_of(all_before.begin(), all_before.end(), has_gone);
}

bool Pace::is_due(Time now, const Json& state) const {
  if (!said_) return true;
  const Duration since = now - when_;
  return since >= longest || (since >= shortest && matters(*said_, state));
}

void Pace::published(Time now, const Json& state) {
  said_ = state;
  when_ = now;
}

}  // namespace twc::tools
