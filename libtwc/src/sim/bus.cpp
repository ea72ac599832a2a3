#include <algorithm>

#include <twc/sim/bus.hpp>

#include "port.hpp"

namespace twc::sim {
namespace {

void keep_earlier(std::optional<Time>& earliest, std::optional<Time> other) {
  if (other && (!earliest || *other < *earliest)) earliest = other;
}

}  // namespace

Bus::Bus(std::uint64_t seed, Time start) : dice_{seed}, now_{start} {}
Bus::~Bus() = default;

PortId Bus::connect(Participant& participant, const Link& link) {
  const auto id = static_cast<PortId>(ports_.size());
  ports_.push_back(std::make_unique<Port>(id, participant, link));
  return id;
}

void Bus::replace(PortId port, Participant& participant) {
  Port& place = *ports_.at(static_cast<std::size_t>(port));
  place.participant = &participant;
  place.is_eager = true;
}

Link& Bus::link(PortId port) {
  return ports_.at(static_cast<std::size_t>(port))->link;
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
  for (auto moment = next(); moment && *moment <= until; moment = next()) go_to(*moment);
  now_ = std::max(now_, until);
}

bool Bus::step() {
  ask_all_deadlines();
  const auto moment = next();
  if (moment) go_to(*moment);
  return moment.has_value();
}

std::optional<Time> Bus::next_moment() {
  ask_all_deadlines();
  return next();
}

/// Between two steps the user may have changed anything: commands, clocks, cables.
void Bus::ask_all_deadlines() {
  for (const auto& port : ports_) port->ask_deadline();
}

std::optional<Time> Bus::next() const {
  std::optional<Time> earliest;
  for (const Passing& passing : line_) keep_earlier(earliest, passing.what.end);
  for (const auto& port : ports_) keep_earlier(earliest, next_of(*port));
  return earliest;
}

/// Nothing for what waits for an idle line: the end of who is talking is a moment of its own.
std::optional<Time> Bus::next_of(const Port& port) const {
  std::optional<Time> earliest = port.gives_up_at();
  if (!port.from_line.empty()) keep_earlier(earliest, port.from_line.front().arrives);
  if (!port.to_line.empty()) {
    const Time arrives = std::max(port.to_line.front().arrives, now_);
    if (!senses_carrier(port, arrives)) keep_earlier(earliest, arrives);
  }
  if (port.is_eager || port.deadline) {
    const Time asked = asked_at(port);
    if (port.is_remote() || !senses_carrier(port, asked)) keep_earlier(earliest, asked);
  }
  return earliest;
}

/// When `port` is asked for a frame if its line is idle then. It is eager or has a deadline.
Time Bus::asked_at(const Port& port) const {
  const Time wanted = port.is_eager ? now_ : *port.deadline;
  return std::max({wanted, port.not_asked_before, port.suspended_until, now_});
}

bool Bus::senses_carrier(const Port& port, Time at) const {
  if (at < port.talks_until) return true;
  return port.link.hears && std::ranges::any_of(line_, [at](const Passing& passing) {
           return passing.what.begin + characters(1) <= at && at < passing.what.end;
         });
}

void Bus::go_to(Time moment) {
  now_ = std::max(now_, moment);
  ++steps_;
  end_transmissions();
  for (const auto& port : ports_) serve(*port);
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
  while (!port.from_line.empty() && port.from_line.front().arrives <= now_) {
    const Passing passing = port.from_line.front().content;
    port.from_line.pop_front();
    deliver(port, passing);
  }
  if (const auto at = port.gives_up_at(); at && *at <= now_ && port.last_heard) {
    const Transmission cause = *port.last_heard;
    const auto sink = [&](const wire::Event& event) { tell(port, event, cause); };
    port.decoder.feed(now_, {}, sink);
  }
  if (!port.to_line.empty() && port.to_line.front().arrives <= now_ &&
      !senses_carrier(port, now_)) {
    const wire::Frame frame = port.to_line.front().content;
    port.to_line.pop_front();
    begin(port, frame);
  }
  const bool is_idle = port.is_remote() || !senses_carrier(port, now_);
  if ((port.is_eager || port.deadline) && asked_at(port) <= now_ && is_idle) poll(port);
}

/// Who has nothing to say although its deadline has passed is asked again a character later.
void Bus::poll(Port& port) {
  port.is_eager = false;
  const auto frame = port.participant->poll(now_ + port.link.clock_offset);
  port.ask_deadline();
  if (frame) {
    send(port, *frame);
  } else if (port.deadline && *port.deadline <= now_) {
    port.not_asked_before = now_ + characters(1);
  }
}

}  // namespace twc::sim
