// SPDX-License-Identifier: MIT
#include "common/environment.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "common/nearest.hpp"

namespace twc::tools {
namespace {

constexpr std::string_view our_prefix = "TWC_";

/// A test compares them with what the tools have.
constexpr auto all_names =
    std::to_array<std::string_view>({"baud",           "bridge",       "broker",
                                     "bus-idle",       "ca",           "cert",
                                     "changes",        "code",         "color",
                                     "count",          "diagnose",     "discovery-prefix",
                                     "dry-run",        "echo",         "end-byte",
                                     "endpoint",       "expect",       "expect-units",
                                     "explain-serial", "fallback",     "fault",
                                     "force",          "format",       "from",
                                     "hold",           "id",           "idle-offer",
                                     "keep-shares",    "key",          "kind",
                                     "limit",          "listen-first", "lost-after",
                                     "margin",         "max-current",  "max-errors",
                                     "max-size",       "min-current",  "mqtt-password",
                                     "mqtt-user",      "name",         "no-discovery",
                                     "no-reconnect",   "on-exit",      "otp",
                                     "password-file",  "plot",         "policy",
                                     "poll",           "prefix",       "quiet",
                                     "raise-spike",    "raw",          "read",
                                     "redact",         "rotate",       "rs485",
                                     "run-for",        "script",       "seed",
                                     "shared",         "sign",         "socket",
                                     "socket-group",   "source",       "speed",
                                     "stale",          "state",        "stats",
                                     "stop-after",     "stop-by",      "strict",
                                     "timeout",        "timestamps",   "to",
                                     "unit",           "unit-max",     "units",
                                     "verbose",        "vin",          "watch",
                                     "write"});

}  // namespace

std::string environment_name(std::string_view option) {
  std::string name{our_prefix};
  std::ranges::transform(option, std::back_inserter(name), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return name;
}

std::span<const std::string_view> names_of_all_tools() {
  return all_names;
}

std::optional<std::string> stray_variable() {
  std::vector<std::string> known;
  for (const std::string_view name : all_names) known.push_back(environment_name(name));
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view entry{*at};
    const std::string_view name = entry.substr(0, entry.find('='));
    const bool is_stray =
        name.starts_with(our_prefix) && std::ranges::find(known, name) == known.end();
    if (!is_stray) continue;
    const std::vector<std::string_view> names{known.begin(), known.end()};
    const std::string_view meant = nearest(name, names);
    const std::string hint = meant.empty() ? "" : fmt::format("; {} has", meant);
    return fmt::format("{}: no option has this name{}", name, hint);
  }
  return std::nullopt;
}

}  // namespace twc::tools
