// SPDX-License-Identifier: MIT
#pragma once
/// --on-exit: what the units are told last, and whether they have heard it.

#include <twc/node/master.hpp>

#include "fakemaster/choices.hpp"

namespace twc::tools {

/// Nothing for OnExit::hold.
void prepare_to_leave(Time now, node::Master& master, OnExit how);

/// Every unit that is spoken to has echoed it.
[[nodiscard]] bool has_left(Time now, const node::Master& master, OnExit how);

}  // namespace twc::tools
