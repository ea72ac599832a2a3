// SPDX-License-Identifier: MIT
#pragma once
/// A record, told to a monitor: --diagnose and --stats count with one and the same code.

#include <twc/bus/monitor.hpp>

#include "capture/record.hpp"
#include "common/timeline.hpp"

namespace twc::tools {

/// Frames that were recovered are not told.
void tell(bus::Monitor& monitor, Timeline& timeline, const Record& record);

}  // namespace twc::tools
