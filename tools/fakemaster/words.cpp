#include "fakemaster/words.hpp"

#include <array>

namespace twc::tools {
namespace {

template <std::size_t Size, typename Enum>
std::string_view listed(const std::array<std::string_view, Size>& names, Enum value) {
  const auto at = static_cast<std::size_t>(value);
  return at < Size ? names[at] : "unknown";
}

}  // namespace

std::string_view name_of(node::Policy policy) {
  static constexpr std::array<std::string_view, 3> names{"fair", "priority", "rotate"};
  return listed(names, policy);
}

std::string_view name_of(node::Reason reason) {
  static constexpr std::array<std::string_view, 22> names{
      "",           "max_current", "unit_max", "rating",    "whole_amps",     "shared",  "unused",
      "minimum",    "quiet_time",  "waiting",  "linking",   "next_heartbeat", "stopped", "held",
      "disobeyed",  "overdraw",    "deaf",     "elsewhere", "id_conflict",    "stale",   "lost",
      "unreachable"};
  static_assert(static_cast<std::size_t>(node::Reason::unreachable) + 1 == names.size());
  return listed(names, reason);
}

std::string_view name_of(node::Link link) {
  static constexpr std::array<std::string_view, 6> names{"linking", "linked",      "silenced",
                                                         "lost",    "id_conflict", "unreachable"};
  static_assert(static_cast<std::size_t>(node::Link::unreachable) + 1 == names.size());
  return listed(names, link);
}

std::string_view name_of(node::Charging charging) {
  static constexpr std::array<std::string_view, 8> names{
      "idle", "plugged", "asking", "charging", "paused", "full", "error", "unreachable"};
  static_assert(static_cast<std::size_t>(node::Charging::unreachable) + 1 == names.size());
  return listed(names, charging);
}

}  // namespace twc::tools
