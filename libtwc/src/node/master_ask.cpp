// SPDX-License-Identifier: MIT
/// Announcements of the master itself, and questions in idle time.

#include <algorithm>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration between_linkreadys = milliseconds{800};
constexpr Duration between_inquiries = seconds{2};

}  // namespace

/// A unit that waits for its first heartbeat gets it when it is due, not after a linkready of ours.
bool MasterCore::may_announce(Time now) const {
  const auto due = timers_.at(Timer::announcement);
  if (due && now >= *due + pace::longest_wait && !somebody_waits()) return true;
  const bool is_in_the_way = std::ranges::any_of(units(), [now](const ServedUnit& unit) {
    return unit.link.is<link::Announced>() && unit.due <= now + pace::after_own_frame;
  });
  return !is_in_the_way && has_slack(now, nullptr);
}

/// As a real master at its boot, and when a slave has our id.
std::optional<wire::Frame> MasterCore::announce(Time now) {
  if (!timers_.is_due(Timer::announcement, now) || !may_announce(now)) return std::nullopt;
  keep_off_line(now + pace::after_own_frame);
  const bool is_first = linkready1_left_ > 0;
  --(is_first ? linkready1_left_ : linkready2_left_);
  const bool is_last = linkready1_left_ + linkready2_left_ == 0;
  is_last ? timers_.stop(Timer::announcement)
          : timers_.set(Timer::announcement, now + between_linkreadys);
  const wire::Frame frame =
      is_first ? msg::encode(msg::MasterLinkready1{.from = config_.id, .sign = config_.sign},
                             Protocol::two)
               : msg::encode(msg::MasterLinkready2{.from = config_.id, .sign = config_.sign},
                             Protocol::two);
  echo_.sent(now, frame);
  return frame;
}

/// Whether a question and its answer fit before any heartbeat gets late.
bool MasterCore::has_idle_time(Time now) const {
  for (const ServedUnit& unit : units()) {
    const bool is_linking = unit.link.is<link::Greeted>() || unit.link.is<link::Linking>();
    const bool waits =
        unit.is_heartbeated() && unit.offer > Centiamps{} && unit.demand.need() == Need::asking;
    const bool hurries = is_linking || waits;
    if (hurries || (unit.link.is<link::Announced>() && unit.due <= now + pace::question))
      return false;
  }
  return has_slack(now, nullptr) && !is_over(now);
}

std::optional<wire::Frame> MasterCore::inquire(Time now) {
  if (!timers_.is_due(Timer::inquiry, now)) return std::nullopt;
  if (!has_idle_time(now)) {
    timers_.set(Timer::inquiry, now + pace::gap);
    return std::nullopt;
  }
  timers_.set(Timer::inquiry, now + pace::period);
  for (std::size_t step = 1; step <= unit_count_; ++step) {
    const std::size_t at = (last_asked_ + step) % unit_count_;
    if (auto frame = inquire(now, at)) {
      last_asked_ = at;
      timers_.set(Timer::inquiry, now + between_inquiries);
      return frame;
    }
  }
  return std::nullopt;
}

std::optional<wire::Frame> MasterCore::inquire(Time now, std::size_t at) {
  ServedUnit& unit = memory_.units[at];
  const bool can_answer =
      unit.link.is<link::Linked>() && unit.protocol == Protocol::two && !unit.exposure.is_mute(now);
  Polls polls = config_.polls;
  // Whether a unit looks at the address of a request for its plug state is not known: of several
  // units all might answer.
  polls.plug = polls.plug && unit_count_ == 1;
  const auto topic = can_answer ? unit.inquiry.next(now, polls) : std::nullopt;
  if (!topic) return std::nullopt;
  unit.inquiry.asked(now, *topic);
  unit.exposure.addressed(now);
  await(now, unit, false);
  const wire::Frame frame = request_for(*topic, config_.id, unit.id, unit.inquiry.vin_part());
  echo_.sent(now, frame);
  return frame;
}

}  // namespace twc::node
