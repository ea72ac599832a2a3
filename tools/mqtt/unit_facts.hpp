// SPDX-License-Identifier: MIT
#pragma once
/// The facts of a unit that home automation wants to know and a master says in its own way.

#include "mqtt/json.hpp"
#include "mqtt/moment.hpp"

namespace twc::tools {

/// Adds `power_w`, `energy_kwh`, `plugged`, `firmware` and `heard_at` where the unit told enough.
/// Values stand beside the others or in an object of their own, `"meter":{…}`: both are read.
void add_derived(Moment now, Json& unit);

/// Removes what tells whose car it is.
void hide_vin(Json& object);

}  // namespace twc::tools
