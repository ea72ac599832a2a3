// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/msg/message.hpp>
#include <twc/sim/watch.hpp>

namespace twc::sim {
namespace {

/// The unit that a frame of a master's is for; nothing for an announcement.
std::optional<TwcId> addressee(const wire::Frame& frame) {
  const auto code = frame.function();
  const bool is_to_all =
      code == wire::Function::master_linkready1 || code == wire::Function::master_linkready2;
  if (is_to_all) return std::nullopt;
  wire::Reader in{frame};
  in.id();
  return in.id();
}

std::optional<Centiamps> limit_in(const wire::Frame& frame) {
  const msg::Message message = msg::decode(frame);
  const auto* const heartbeat = std::get_if<msg::MasterHeartbeat>(&message);
  const bool has_limit = heartbeat != nullptr && heartbeat->command.has_limit();
  return has_limit ? std::optional{heartbeat->limit} : std::nullopt;
}

Cause cause_of(const wire::Frame& frame) {
  return limit_in(frame) ? Cause::limit : Cause::poll;
}

}  // namespace

const Watch::Watched* Watch::find(PortId port) const {
  const auto found = std::ranges::find(units_, port, &Watched::port);
  return found == units_.end() ? nullptr : &*found;
}

void Watch::look(Time now) {
  look_at_all(now);
  auditor_.check(now);
}

/// Timers in units go off, and currents rise and fall, whether or not anybody talks.
void Watch::look_at_all(Time now) {
  for (const Watched& watched : units_) look_at(now, watched, Cause::time);
}

void Watch::look_at(Time now, const Watched& watched, Cause cause, std::optional<Centiamps> told) {
  const Time local = bus_.local_time(watched.port);
  auditor_.physical(now, {.port = watched.port,
                          .id = watched.unit->id(),
                          .in_force = watched.unit->in_force(local),
                          .cause = cause,
                          .drawn = watched.unit->drawn(local),
                          .plugged = watched.unit->is_plugged(),
                          .wants = watched.unit->wants_current(local),
                          .told = told});
}

/// The watch looks every second while some current rises or falls. A current that begins to do so
/// makes a moment.
void Watch::moment(Time now) {
  look_at_all(now);
  constexpr Duration ahead = std::chrono::milliseconds{100};
  const bool moves = std::ranges::any_of(units_, [&](const Watched& watched) {
    const Time local = bus_.local_time(watched.port);
    return watched.unit->drawn(local + ahead) != watched.unit->drawn(local);
  });
  constexpr Duration again = std::chrono::seconds{1};
  looks_at_ = moves ? std::optional{now + again} : std::nullopt;
}

void Watch::sent(Time now, PortId by, const wire::Frame& frame) {
  if (by != master_) return;
  look_at_all(now);
  auditor_.sent(now, frame);
}

void Watch::passed(const Transmission& what) {
  if (!what.is_whole() || what.doubled) disturb(bus_.now(), what);
}

void Watch::missed(Time now, PortId by, const Transmission& what) {
  const Watched* const unit = find(by);
  const bool was_for_unit =
      unit != nullptr && what.from == master_ && addressee(what.frame) == unit->unit->id();
  if (was_for_unit || by == master_) disturb(now, what);
}

/// Frames of the master to all units, and frames of strangers, disturb nobody.
void Watch::disturb(Time now, const Transmission& what) {
  const bool is_for_a_unit = what.from == master_ && addressee(what.frame);
  const bool is_an_answer = what.from != master_ && find(what.from) != nullptr;
  if (is_for_a_unit || is_an_answer) auditor_.disturbed(now);
}

void Watch::hearing(Time now, PortId by, const wire::Event& /*event*/,
                    const Transmission& /*cause*/) {
  if (const Watched* const unit = find(by)) look_at(now, *unit, Cause::time);
}

void Watch::heard(Time now, PortId by, const wire::Event& event, const Transmission& cause) {
  const auto* const frame = std::get_if<wire::Frame>(&event);
  if (by == master_) {
    hear_as_master(now, event, cause);
  } else if (const Watched* const unit = find(by); unit != nullptr && frame != nullptr) {
    const bool is_as_sent = *frame == cause.frame;
    const bool is_for_it = cause.from == master_ && addressee(*frame) == unit->unit->id();
    const Cause honest = is_for_it ? cause_of(*frame) : Cause::time;
    if (!is_as_sent) auditor_.garbled(now);
    look_at(now, *unit, is_as_sent ? honest : Cause::line,
            is_as_sent && is_for_it ? limit_in(*frame) : std::nullopt);
  }
}

void Watch::hear_as_master(Time now, const wire::Event& event, const Transmission& cause) {
  const auto* const frame = std::get_if<wire::Frame>(&event);
  // An echo that was damaged may be anybody's bytes.
  const bool is_as_sent =
      frame != nullptr ? *frame == cause.frame : std::holds_alternative<wire::TrailingByte>(event);
  const bool is_echo = cause.from == master_ && is_as_sent;
  if (frame == nullptr || is_echo) return auditor_.noticed(now, is_echo);
  look_at_all(now);
  if (*frame != cause.frame) auditor_.garbled(now);
  auditor_.received(now, *frame);
}

}  // namespace twc::sim
