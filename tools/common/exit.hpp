// SPDX-License-Identifier: MIT
#pragma once
/// How the tools end, and the failure that ends them.

#include <cstdint>
#include <stdexcept>
#include <string>

namespace twc::tools {

/// The exit codes of all tools.
enum class Exit : std::uint8_t {
  done = 0,          ///< also after INT and TERM, and after -T if something was heard
  failure = 1,       ///< something failed at run time
  usage = 2,         ///< a wrong option, value or configuration
  endpoint = 3,      ///< an endpoint cannot be opened, or is lost for good
  silence = 4,       ///< nothing was heard in time
  bad_frames = 5,    ///< more bad frames than --max-errors
  refused = 6,       ///< refused for safety
  other_master = 7,  ///< another master, or a unit with our id, is on the bus
  problem = 8,       ///< --diagnose found a problem, or --otp a damaged memory
};

/// Ends a tool. `what()` is one line for people: what was wrong, where, what was expected.
class Failure : public std::runtime_error {
 public:
  Failure(Exit exit, const std::string& line) : std::runtime_error{line}, exit_{exit} {}
  [[nodiscard]] Exit exit() const { return exit_; }

 private:
  Exit exit_;
};

}  // namespace twc::tools
