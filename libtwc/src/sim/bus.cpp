// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/sim/bus.hpp>

#include "port.hpp"

namespace twc::sim {
Bus::Bus(std::uint64_t seed, Time start, Way way) : dice_{seed}, way_{way}, now_{start} {}
Bus::~Bus() = default;

PortId Bus::connect(Participant& participant, const Link& link) {
  const auto id = static_cast<PortId>(ports_.size());
  ports_.push_back(std::make_unique<Port>(id, participant, link));
  equip(*ports_.back());
  return id;
}

/// Listening first is left to the participant, which may not be the first one in its place.
void Bus::equip(Port& port) {
  if (way_ == Way::frames) return;
  const link::PortConfig config{
      .kind = port.is_remote() ? link::Kind::network : link::Kind::serial,
      .end_byte = port.link.end_byte,
      .consent = wire::HarmAccepted{},
      .listen_first = {},
  };
  port.receiver = std::make_unique<Receiver>(
      *port.participant, config, local_time(port.id),
      [this, &port](const wire::Event& event) { tell(port, event, *port.last_heard); });
}

void Bus::replace(PortId port, Participant& participant) {
  Port& place = *ports_.at(static_cast<std::size_t>(port));
  place.participant = &participant;
  place.is_eager = true;
  equip(place);
}

Link& Bus::link(PortId port) {
  return ports_.at(static_cast<std::size_t>(port))->link;
}

void Bus::disconnect(PortId port) {
  Port& place = *ports_.at(static_cast<std::size_t>(port));
  place.to_line.clear();
  place.from_line.clear();
  if (place.receiver) place.receiver->reconnect(local_time(port));
  place.settle();
}

Time Bus::local_time(PortId port) const {
  return now_ + ports_.at(static_cast<std::size_t>(port))->link.clock_offset;
}

void Bus::suspend(PortId port, Time until) {
  Port& place = *ports_.at(static_cast<std::size_t>(port));
  place.suspended_until = until;
  place.is_eager = true;
}

void Bus::run_until(Time until) {
  ask_all_deadlines();
  for (Time moment = next(); moment <= until; moment = next()) go_to(moment);
  now_ = std::max(now_, until);
}

bool Bus::step() {
  ask_all_deadlines();
  const Time moment = next();
  if (moment == at_no_time) return false;
  go_to(moment);
  return true;
}

std::optional<Time> Bus::next_moment() {
  ask_all_deadlines();
  return next();
}

/// The caller may change commands, clocks and cables between two steps.
void Bus::ask_all_deadlines() {
  for (const auto& port : ports_) {
    port->ask_deadline();
    port->settle();
  }
}

/// `at_no_time` if nothing will happen.
Time Bus::next() const {
  Time earliest = at_no_time;
  for (const Passing& passing : line_) earliest = std::min(earliest, passing.what.end);
  for (const auto& port : ports_) {
    if (port->wake < earliest) earliest = std::min(earliest, next_of(*port));
  }
  for (const Observer* const observer : observers_) {
    if (const auto at = observer->deadline()) earliest = std::min(earliest, std::max(*at, now_));
  }
  return earliest;
}

/// Waiting for an idle line counts only once the line is idle: the end of a transmission is a
/// moment of its own.
Time Bus::next_of(const Port& port) const {
  Time earliest = port.gives_up_at;
  if (port.has_parcels()) {
    earliest = std::min(earliest, port.receives_at());
    const Time forwards = std::max(port.forwards_at(), now_);
    if (forwards < earliest && !senses_carrier(port, forwards)) earliest = forwards;
  }
  const Time asked = std::max(port.asked_at(), now_);
  if (asked < earliest && is_idle_for(port, asked)) earliest = asked;
  return earliest;
}

bool Bus::is_idle_for(const Port& port, Time at) const {
  return port.is_remote() || !senses_carrier(port, at);
}

bool Bus::senses_carrier(const Port& port, Time at) const {
  return port.link.hears && std::ranges::any_of(line_, [at](const Passing& passing) {
           return passing.what.begin + characters(1) <= at && at < passing.what.end;
         });
}

void Bus::go_to(Time moment) {
  now_ = std::max(now_, moment);
  ++steps_;
  end_transmissions();
  for (const auto& port : ports_) {
    if (port->wake <= now_) serve(*port);
  }
  for (Observer* const observer : observers_) observer->moment(now_);
}

void Bus::end_transmissions() {
  const auto has_ended = [this](const Passing& passing) { return passing.what.end <= now_; };
  for (const Passing& passing : line_) {
    if (!has_ended(passing)) continue;
    for (Observer* const observer : observers_) observer->passed(passing.what);
    for (const auto& port : ports_) offer(*port, passing);
  }
  line_.erase(std::remove_if(line_.begin(), line_.end(), has_ended), line_.end());
}

void Bus::serve(Port& port) {
  if (!port.from_line.empty()) receive(port);
  if (port.gives_up_at <= now_ && port.last_heard) {
    const Transmission cause = *port.last_heard;
    const auto sink = [&](const wire::Event& event) { tell(port, event, cause); };
    port.decode(now_, {}, sink);
    port.ask_deadline();
  }
  if (!port.to_line.empty()) forward(port);
  if (port.asked_at() <= now_ && is_idle_for(port, now_)) poll(port);
  port.settle();
}

/// The parcels that a network brings now.
void Bus::receive(Port& port) {
  while (port.receives_at() <= now_) {
    const Passing passing = port.from_line.front().content;
    port.from_line.pop_front();
    deliver(port, passing);
  }
}

void Bus::forward(Port& port) {
  if (port.forwards_at() > now_ || senses_carrier(port, now_)) return;
  const wire::Frame frame = port.to_line.front().content;
  port.to_line.pop_front();
  begin(port, frame);
}

/// If a participant sends nothing at its deadline, the bus asks it again a character later.
void Bus::poll(Port& port) {
  port.is_eager = false;
  const Time local = now_ + port.link.clock_offset;
  const auto frame = port.receiver ? port.receiver->transmit(local) : port.participant->poll(local);
  if (frame) send(port, *frame);
  port.ask_deadline();
  if (!frame && port.deadline <= now_) {
    port.not_asked_before = now_ + characters(1);
  }
}

}  // namespace twc::sim
