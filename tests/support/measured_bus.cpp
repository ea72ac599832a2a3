// SPDX-License-Identifier: MIT
#include "support/measured_bus.hpp"

#include <algorithm>

#include <twc/msg/message.hpp>

#include "support/sent_frames.hpp"

namespace twc::test {
namespace {

constexpr double hundredths = 100;
constexpr Duration long_gap = 5s;

}  // namespace

MeasuredBus::MeasuredBus(std::uint64_t seed) : SimulatedBus{seed} {
  bus.observe(*this);
}

node::Master& MeasuredBus::add_master(const node::MasterConfig& config, const sim::Link& link) {
  masters.push_back(std::make_unique<node::Master>(config, bus.now()));
  on_bus_.push_back(std::make_unique<sim::NodeOnBus<node::Master>>(*masters.back()));
  master_ports.push_back(bus.connect(*on_bus_.back(), link));
  return *masters.back();
}

sim::Unit& MeasuredBus::add(const sim::UnitConfig& config) {
  watched_.emplace_back();
  return SimulatedBus::add(config);
}

void MeasuredBus::count_anew() {
  for (Watched& watched : watched_) {
    watched.counts = {};
    watched.hour_since = bus.now();
    watched.this_hour = 0;
  }
  events.clear();
  over_ = {};
  counted_ = used_ = allowed_ = let_ = 0;
}

Counts MeasuredBus::counts(std::size_t unit) const {
  Counts counts = watched_.at(unit).counts;
  const auto& last = watched_.at(unit).heartbeat;
  if (!last || bus.now() - *last > long_gap) ++counts.long_gaps;
  return counts;
}

int MeasuredBus::stops() const {
  int stops = 0;
  for (const Watched& watched : watched_) stops += watched.counts.stops;
  return stops;
}

bool MeasuredBus::has_told(node::Reason reason) const {
  return std::ranges::any_of(
      events, [reason](const node::Event& event) { return event.amounts.reason == reason; });
}

double MeasuredBus::amps_drawn() const {
  return drawn().value() / hundredths;
}

bool MeasuredBus::is_master(sim::PortId port) const {
  return std::ranges::find(master_ports, port) != master_ports.end();
}

MeasuredBus::Watched* MeasuredBus::find(TwcId id) {
  for (std::size_t at = 0; at < units.size(); ++at) {
    if (units[at]->id() == id) return &watched_[at];
  }
  return nullptr;
}

void MeasuredBus::moment(Time now) {
  const Centiamps drawn_now = drawn();
  count(now - looked_at_, drawn_now);
  looked_at_ = now;
  drawn_ = drawn_now;
  in_force_ = in_force();
  for (std::size_t at = 0; at < units.size(); ++at) look_at(now, at);
  for (const auto& master : masters) {
    while (const auto event = master->next_event()) events.push_back(*event);
  }
}

/// Currents go straight from one moment to the next; limits stay until it.
void MeasuredBus::count(Duration passed, Centiamps drawn_now) {
  if (in_force_ > cap) over_ += passed;
  const double seconds = std::chrono::duration<double>(passed).count();
  const double allowed = total.value() / hundredths;
  const double mean = (drawn_.value() + drawn_now.value()) / 2 / hundredths;
  counted_ += seconds;
  allowed_ += allowed * seconds;
  used_ += std::min(allowed, mean) * seconds;
  let_ += in_force_.value() / hundredths * seconds;
}

void MeasuredBus::look_at(Time now, std::size_t unit) {
  Watched& watched = watched_[unit];
  const Centiamps in_force_now = units[unit]->in_force(now);
  const bool was_let = watched.in_force > Centiamps{};
  const bool is_let = in_force_now > Centiamps{};
  if (was_let && !is_let && units[unit]->wants_current(now)) ++watched.counts.stops;
  if (!was_let && is_let) ++watched.counts.starts;
  watched.in_force = in_force_now;
}

void MeasuredBus::sent(Time now, sim::PortId by, const wire::Frame& frame) {
  if (!is_master(by)) return;
  sent_frames().add(now, frame);
  const msg::Message message = msg::decode(frame);
  const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
  if (beat == nullptr) return;
  Watched* const watched = find(beat->to);
  if (watched == nullptr) return;
  if (watched->heartbeat && now - *watched->heartbeat > long_gap) ++watched->counts.long_gaps;
  watched->heartbeat = now;
  if (now - watched->hour_since >= 1h) {
    watched->hour_since = now;
    watched->this_hour = 0;
  }
  if (!beat->command.has_limit()) return;
  if (watched->limit && *watched->limit != beat->limit) {
    ++watched->counts.limit_changes;
    watched->counts.worst_hour = std::max(watched->counts.worst_hour, ++watched->this_hour);
  }
  watched->limit = beat->limit;
}

void MeasuredBus::heard(Time /*now*/, sim::PortId by, const wire::Event& event,
                        const sim::Transmission& /*cause*/) {
  const auto* const frame = std::get_if<wire::Frame>(&event);
  if (frame == nullptr || !is_master(by)) return;
  const msg::Message message = msg::decode(*frame);
  const auto* const said = std::get_if<msg::SlaveHeartbeat>(&message);
  if (said == nullptr) return;
  if (Watched* const watched = find(said->from)) watched->echo = said->limit;
}

}  // namespace twc::test
