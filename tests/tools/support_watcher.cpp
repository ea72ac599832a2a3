// SPDX-License-Identifier: MIT
#include "tools/support_watcher.hpp"

#include <utility>

namespace twc::test {

Watcher::Watcher(const sim::AuditSettings& settings, std::size_t units)
    : auditor_{settings}, seen_(units + 1), causes_(units + 1, sim::Cause::time) {}

void Watcher::in_force(Time now, std::size_t unit, Centiamps current) {
  auditor_.physical(now, {.port = sim::PortId{static_cast<std::uint8_t>(unit)},
                          .id = id_of(unit),
                          .in_force = current,
                          .cause = causes_[unit]});
}

void Watcher::has_died(Time now, std::size_t unit) {
  causes_[unit] = sim::Cause::time;
  in_force(now, unit, Centiamps{});
}

void Watcher::forget() {
  for (Seen& unit : seen_) {
    unit.longest_gap = {};
    unit.beats.clear();
    unit.charging = 0;
  }
}

std::size_t Watcher::said_by(std::size_t place) const {
  const auto found = counts_.find(place);
  return found == counts_.end() ? 0 : found->second;
}

std::string Watcher::story() const {
  return "found: " + auditor_.text() + '\n' + trace_.text();
}

void Watcher::joined(Time now, std::size_t who) {
  if (who == master) auditor_.excuse(now);
}

void Watcher::said(Time now, std::size_t by, const wire::Frame& frame) {
  ++counts_[by];
  const msg::Message message = msg::decode(frame);
  if (by == master) {
    trace_.sent(now, sim::PortId{master}, frame);
    auditor_.sent(now, frame);
    if (const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message)) note_beat(now, *beat);
  } else if (by < seen_.size()) {
    note(now, seen_[by], message);
  }
}

void Watcher::note_beat(Time now, const msg::MasterHeartbeat& beat) {
  Seen* const unit = find(beat.to);
  if (unit == nullptr) return;
  const Time last = std::exchange(unit->beaten, now).value_or(now);
  unit->longest_gap = std::max(unit->longest_gap, now - last);
  unit->beats.push_back({.at = now, .limit = beat.limit});
}

void Watcher::note(Time now, Seen& unit, const msg::Message& message) const {
  const bool announces = std::holds_alternative<msg::SlaveLinkready>(message);
  if (announces && !unit.announced) unit.announced = now;
  const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message);
  if (answer == nullptr || answer->to != master_id) return;
  if (!unit.first_answer) unit.first_answer = now;
  unit.limit = answer->limit;
  if (answer->limit >= 6_A) ++unit.charging;
}

void Watcher::heard(Time now, std::size_t by, const wire::Frame& frame) {
  if (by == master) {
    constexpr sim::PortId bus{0xFF};
    trace_.heard(now, sim::PortId{master}, frame, {.from = bus, .frame = frame});
    auditor_.received(now, frame);
    return;
  }
  const msg::Message message = msg::decode(frame);
  const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
  if (beat == nullptr || by >= seen_.size() || beat->to != id_of(by)) return;
  causes_[by] = beat->command.has_limit() ? sim::Cause::limit : sim::Cause::poll;
}

/// It matters on its way to whom it concerns: the unit, or the master.
void Watcher::lost(Time now, std::size_t there, const wire::Frame& frame) {
  const msg::Message message = msg::decode(frame);
  const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
  const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message);
  const bool is_for_it = beat != nullptr && beat->to == id_of(there);
  const bool is_an_answer = answer != nullptr && there == master;
  if (is_for_it || is_an_answer) auditor_.disturbed(now);
}

Watcher::Seen* Watcher::find(TwcId id) {
  for (std::size_t unit = 1; unit < seen_.size(); ++unit) {
    if (id == id_of(unit)) return &seen_[unit];
  }
  return nullptr;
}

}  // namespace twc::test
