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

/// Whether Wireshark started the program, and not a person.
[[nodiscard]] bool is_called_by_wireshark(int argc, const char* const* argv);

/// Answers a question of Wireshark on standard output, and gives the exit status. Where Wireshark
/// wants a capture instead: fills `options` with it, and gives nothing. Throws Failure with the
/// value that was expected.
[[nodiscard]] std::optional<Exit> answer_wireshark(int argc, const char* const* argv,
                                                   SniffOptions& options);

/// The serial ports below `devices`, which is /dev outside tests. A port has its name in
/// serial/by-id, which stays wherever its adapter is plugged in, or else its device name.
[[nodiscard]] std::vector<std::string> serial_ports(const std::filesystem::path& devices);

}  // namespace twc::tools
