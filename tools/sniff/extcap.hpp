// SPDX-License-Identifier: MIT
#pragma once
/// Wireshark's interface for live captures ("extcap"): it lists what can be listened to, and starts
/// twc-sniff with a pipe to write packets into.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/exit.hpp"
#include "sniff/options.hpp"

namespace twc::tools {

/// Whether Wireshark calls, and no person.
[[nodiscard]] bool is_called_by_wireshark(int argc, const char* const* argv);

/// Answers its question on standard output; or fills `options` with the capture that it wants, and
/// gives nothing. Throws Failure with what was expected.
[[nodiscard]] std::optional<Exit> answer_wireshark(int argc, const char* const* argv,
                                                   SniffOptions& options);

/// The serial ports below `devices`, which is /dev: under the names that stay the same wherever an
/// adapter is plugged in, and those of ports that have none.
[[nodiscard]] std::vector<std::string> serial_ports(const std::filesystem::path& devices);

}  // namespace twc::tools
