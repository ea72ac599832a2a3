#include "common/hear.hpp"

#include <concepts>
#include <variant>

namespace twc::tools {
namespace {

bus::Origin origin_of(const std::optional<Direction>& direction) {
  if (direction == Direction::sent) return bus::Origin::sent;
  return direction == Direction::echo ? bus::Origin::echo : bus::Origin::heard;
}

}  // namespace

void tell(bus::Monitor& monitor, Timeline& timeline, const Record& record) {
  const bus::When now = timeline.at(record.when);
  const bus::Origin origin = origin_of(record.direction);
  std::visit(
      [&](const auto& heard) {
        using Kind = std::decay_t<decltype(heard)>;
        if constexpr (std::constructible_from<wire::Event, Kind>) monitor.hear(now, heard, origin);
      },
      record.heard);
}

}  // namespace twc::tools
