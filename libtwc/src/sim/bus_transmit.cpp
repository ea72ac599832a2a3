// SPDX-License-Identifier: MIT
/// Carries a frame out of a participant, over the line with its faults, into all the others.

#include <algorithm>

#include <twc/sim/bus.hpp>

#include "port.hpp"

namespace twc::sim {

void Bus::send(Port& port, const wire::Frame& frame) {
  for (Observer* const observer : observers_) observer->sent(now_, port.id, frame);
  port.be_eager();
  if (!port.is_remote()) {
    begin(port, frame);
    return;
  }
  const bool is_first = port.to_line.empty();
  const auto before = is_first ? std::nullopt : std::optional{port.to_line.back().arrives};
  port.to_line.push_back({.arrives = arrival(port, before), .content = frame});
  // The frame takes its time on the far side too, so that nobody gives frames away faster than they
  // leave.
  port.not_asked_before = now_ + characters(frame.size() + 3);
}

/// First in, first out: no frame overtakes another that arrives at `before`.
Time Bus::arrival(const Port& port, std::optional<Time> before) {
  const Duration varies = std::max(Duration{}, port.link.round_trip / 2 - port.link.shortest);
  const auto longest = static_cast<std::size_t>(varies.count());
  const Time arrives =
      now_ + port.link.shortest + Duration{static_cast<Duration::rep>(dice_.below(longest + 1))};
  return before ? std::max(arrives, *before) : arrives;
}

/// A link that never loses anything leaves the dice alone.
bool Bus::loses(double likely) {
  return likely > 0 && dice_.chance(likely);
}

void Bus::begin(Port& port, const wire::Frame& frame) {
  const auto slip = wire::SlipFrame::of(frame, port.link.end_byte, wire::HarmAccepted{});
  if (!slip) return;  // writes or destroys: such a frame does not pass, here as elsewhere
  const std::size_t copies = dice_.chance(faults_.doubling) ? 2 : 1;
  Passing passing{
      .what = {.from = port.id,
               .frame = frame,
               .begin = now_,
               .end = now_ + characters(copies * slip->bytes().size()),
               .doubled = copies == 2,
               .cut = !port.link.speaks || loses(port.link.loss_out)},
      .frame = frame,
      .end_byte = port.link.end_byte
  };
  for (std::size_t copy = 0; copy < copies; ++copy) {
    std::ranges::copy(slip->bytes(),
                      passing.bytes.begin() + static_cast<std::ptrdiff_t>(passing.size));
    passing.size += slip->bytes().size();
  }
  port.talks_from = now_;
  port.talks_until = passing.what.end;
  if (passing.what.cut) {
    for (Observer* const observer : observers_) observer->passed(passing.what);
    return;
  }
  if (dice_.chance(faults_.damage)) damage(passing);
  collide(passing);
  line_.push_back(passing);
}

void Bus::damage(Passing& passing) {
  passing.what.damaged = true;
  const auto flip = [&passing](std::size_t bit) {
    passing.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  };
  const std::size_t bits = 8 * passing.size;
  const std::size_t first = dice_.below(bits);
  flip(first);
  if (dice_.chance(0.5)) flip((first + 1 + dice_.below(bits - 1)) % bits);  // another one
}

void Bus::collide(Passing& later) {
  for (Passing& earlier : line_) {
    const Time until = std::min(earlier.what.end, later.what.end);
    garble(earlier, now_, until);
    garble(later, now_, until);
  }
}

/// In a collision every character that meets another one becomes some other character.
void Bus::garble(Passing& passing, Time from, Time until) {
  passing.what.collided = true;
  for (std::size_t at = 0; at < passing.size; ++at) {
    const bool is_touched = passing.what.begin + characters(at + 1) > from &&
                            passing.what.begin + characters(at) < until;
    if (is_touched) passing.bytes[at] ^= static_cast<std::uint8_t>(dice_.next() | 1U);
  }
}

/// A transmission that has passed the line reaches the port, or is lost on it.
void Bus::offer(Port& port, const Passing& passing) {
  const bool is_own = port.id == passing.what.from;
  if (is_own && !port.link.echo) return;
  const bool was_talking =
      !is_own && port.talks_from < passing.what.end && passing.what.begin < port.talks_until;
  const bool is_lost = !is_own && (dice_.chance(faults_.loss) || loses(port.link.loss_in));
  if (was_talking || is_lost || !port.link.hears || port.link.waits) {
    for (Observer* const observer : observers_) observer->missed(now_, port.id, passing.what);
  } else if (port.is_remote() || now_ < port.suspended_until) {
    const bool is_first = port.from_line.empty();
    const auto before = is_first ? std::nullopt : std::optional{port.from_line.back().arrives};
    const Time arrives = std::max(arrival(port, before), port.suspended_until);
    port.from_line.push_back({.arrives = arrives, .content = passing});
    port.settle();
  } else {
    deliver(port, passing);
  }
}

/// An undamaged frame was decoded when it was sent. Everything else goes through a real decoder,
/// and so do later frames while bytes of a damaged one are left in the decoder.
void Bus::deliver(Port& port, const Passing& passing) {
  if (!port.link.hears) {
    for (Observer* const observer : observers_) observer->missed(now_, port.id, passing.what);
    return;
  }
  if (port.receiver) {
    port.last_heard = passing.what;
    port.receiver->receive(now_ + port.link.clock_offset, passing.on_the_line());
  } else if (!passing.what.is_whole() || port.gives_up_at != at_no_time) {
    const auto sink = [&](const wire::Event& event) { tell(port, event, passing.what); };
    port.last_heard = passing.what;
    port.decode(now_, passing.on_the_line(), sink);
  } else {
    const int copies = passing.what.doubled ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) tell_whole(port, passing);
  }
  port.ask_deadline();
  port.settle();
}

void Bus::tell_whole(Port& port, const Passing& passing) {
  tell(port, passing.frame, passing.what);
  if (!passing.end_byte) return;
  tell(port, wire::TrailingByte{static_cast<std::uint8_t>(*passing.end_byte)}, passing.what);
}

void Bus::tell(Port& port, const wire::Event& event, const Transmission& cause) {
  for (Observer* const observer : observers_) observer->hearing(now_, port.id, event, cause);
  port.participant->hear(now_ + port.link.clock_offset, event);
  port.be_eager();
  for (Observer* const observer : observers_) observer->heard(now_, port.id, event, cause);
}

}  // namespace twc::sim
