// SPDX-License-Identifier: MIT
#include "common/hear.hpp"

#include <concepts>
#include <variant>

namespace twc::tools {
namespace {

bus::Origin origin_of(const std::optional<Direction>& direction) {
  if (direction == Direction::sent) return bus::Origin::sent;
  return direction == Direction::echo ? bus::Origin::echo : bus::Origin::heard;
}

/// Where a line does not tell what the unit says, it is no heartbeat.
void tell_status(bus::Monitor& monitor, const bus::When& now, const StatusLine& status) {
  if (!status.unit) return;
  if (status.kind == StatusLine::Kind::ready_to_link) {
    monitor.hear_logged(
        now, msg::SlaveLinkready{
                 .from = *status.unit, .sign = {}, .maximum = status.rating.value_or(Centiamps{})});
  }
  if (status.kind == StatusLine::Kind::power) monitor.hear_logged(now, *status.unit);
  if (status.kind != StatusLine::Kind::heartbeat) return;
  bus::LoggedHeartbeat logged{
      .unit = {.from = *status.unit,
               .state = *status.state,
               .limit = *status.limit,
               .drawn = *status.drawn},
      .master = {     }
  };
  if (status.command && status.offered) {
    logged.master = msg::MasterHeartbeat{
        .to = *status.unit, .command = *status.command, .limit = *status.offered};
  }
  monitor.hear_logged(now, logged);
}

}  // namespace

void tell(bus::Monitor& monitor, Timeline& timeline, const Record& record) {
  const bus::When now = timeline.at(record.when);
  const bus::Origin origin = origin_of(record.direction);
  std::visit(
      [&](const auto& heard) {
        using Kind = std::decay_t<decltype(heard)>;
        if constexpr (std::constructible_from<wire::Event, Kind>) monitor.hear(now, heard, origin);
        if constexpr (std::same_as<StatusLine, Kind>) tell_status(monitor, now, heard);
      },
      record.heard);
}

}  // namespace twc::tools
