// SPDX-License-Identifier: MIT
#include "mqtt/presence.hpp"

#include <algorithm>

namespace twc::tools {

void judge(Time now, const Json& unit, Presence& presence) {
  const std::string link = word_in(unit, "link");
  const bool is_unreachable = link == "unreachable" || word_in(unit, "charging") == "unreachable";
  // A unit that waits for room announces itself and is asked nothing.
  const bool waits = link == "linking" && !is_unreachable;
  if (waits || link == "silenced" || link == "id_conflict") return presence.seen(now, true);
  if (link == "lost") return presence.lost();
  const double age = std::max(number_in(unit, "heard_s").value_or(0), 0.0);
  const Duration silent{static_cast<Duration::rep>(age * 1e6)};
  presence.seen(now, !is_unreachable && silent < Presence::patience, silent);
}

}  // namespace twc::tools
