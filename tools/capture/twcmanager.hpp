// SPDX-License-Identifier: MIT
#pragma once
/// TWCManager's log, of both its generations:
///
///     Tx@22:48:49: C0 FC E1 77 77 77 00 00 00 00 00 00 00 00 46 C0
///     Rx@10:48:38: (FC) FC E1 77 77 77 00 00 00 00 00 00 00 00 46
///     09:25:00 Manager  12 Rx@: (FC) FD E2 40 85 1D 0C 80 00 00 00 00 00 00 00 00 50
///     10:48:41: *** UNKNOWN MESSAGE FROM SLAVE:FB E0 77 77 02 BB 00 00 00 00 00 00 00 00 00 8B

#include <optional>
#include <string_view>

#include "capture/exchange.hpp"

namespace twc::tools {

/// Nothing for a line that is not of this kind or shows no bytes.
[[nodiscard]] std::optional<LoggedLine> parse_twcmanager_line(std::string_view line);

}  // namespace twc::tools
