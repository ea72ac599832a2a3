// SPDX-License-Identifier: MIT
#pragma once
/// The keys of a JSON object and the columns of a CSV row: the same, in the same order.

#include <array>
#include <cstdint>
#include <string_view>

namespace twc::tools {

enum class Key : std::uint8_t {
  t,
  time_of_day,
  ok,
  error,
  dir,
  code,
  kind,
  protocol,
  src,
  dst,
  raw,
  recovered,
  end,
  bytes,
  expected,
  actual,
  sign,
  max_a,
  command,
  command_name,
  state,
  state_name,
  limit_a,
  actual_a,
  error_bits,
  master_plugged,
  energy_raw,
  voltage_v,
  current_a,
  version,
  serial,
  part,
  text,
  plug,
  plug_name,
  model,
  danger,
};

inline constexpr std::array<std::string_view, 37> key_names{
    "t",          "time_of_day",    "ok",         "error",      "dir",       "code",
    "kind",       "protocol",       "src",        "dst",        "raw",       "recovered",
    "end",        "bytes",          "expected",   "actual",     "sign",      "max_a",
    "command",    "command_name",   "state",      "state_name", "limit_a",   "actual_a",
    "error_bits", "master_plugged", "energy_raw", "voltage_v",  "current_a", "version",
    "serial",     "part",           "text",       "plug",       "plug_name", "model",
    "danger"};
static_assert(key_names[static_cast<std::size_t>(Key::danger)] == "danger");

/// Volts and amperes of three phases.
[[nodiscard]] constexpr bool is_triple(Key key) {
  return key == Key::voltage_v || key == Key::current_a;
}

}  // namespace twc::tools
