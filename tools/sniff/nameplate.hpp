// SPDX-License-Identifier: MIT
#pragma once
/// --explain-serial and --otp: a serial number or a dump of one-time memory, explained.

#include <string>
#include <string_view>

#include <twc/unit/one_time_memory.hpp>
#include <twc/unit/serial_number.hpp>

namespace twc::tools {

/// A17I0039399, in any case. Throws std::invalid_argument with what was expected.
[[nodiscard]] msg::SerialNumber parse_serial(std::string_view text);

/// Lines for people: the serial number, when the unit was made, its protocol and its id.
[[nodiscard]] std::string explain_serial(const msg::SerialNumber& serial);

/// The same with the model and the blocks that were overwritten.
[[nodiscard]] std::string explain_memory(const unit::MemoryReport& report);

}  // namespace twc::tools
