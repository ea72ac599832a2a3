// SPDX-License-Identifier: MIT
#include "capture/conversations.hpp"

#include <algorithm>
#include <memory>

namespace twc::tools {

void Conversations::Probation::take(const Record& record) {
  if (std::holds_alternative<wire::Frame>(record.heard)) is_passed_ = true;
  if (is_passed_) {
    for (std::size_t at = 0; at < count_; ++at) next->take(held_[at]);
    count_ = 0;
    next->take(record);
    return;
  }
  if (count_ == held_.size()) {
    std::ranges::move(held_.begin() + 1, held_.end(), held_.begin());
    --count_;
  }
  held_[count_++] = record;
}

void Conversations::Conversation::begin(const TcpEnd& from, const TcpEnd& to) {
  std::destroy_at(this);
  std::construct_at(this);
  client = from;
  server = to;
  is_open = true;
}

void Conversations::Conversation::take(const TcpSegment& segment, Stamp when) {
  const Direction direction = segment.from == client ? Direction::sent : Direction::received;
  if (segment.is_syn) return half(direction).order.begin(segment.sequence + 1);
  for (const Direction each : {Direction::sent, Direction::received}) {
    half(each).order.wait_until(when, hearer(each));
  }
  half(direction).order.take(segment.sequence, segment.payload, when, hearer(direction));
}

void Conversations::Conversation::hear(Direction direction, Bytes payload, Stamp when,
                                       bool is_behind_gap) {
  Half& speaker = half(direction);
  if (direction != last) turn(direction, when);
  if (is_behind_gap) end(direction, when);
  is_telnet = is_telnet || TelnetBytes::is_telnet(payload);
  const auto take = [&](Bytes bytes) {
    speaker.decoder.feed(turns, bytes, [&](const wire::Event& event) {
      exchange.hear(event, when, direction, probation);
    });
  };
  if (!is_telnet) return take(payload);
  speaker.telnet.feed(payload, [&take](std::uint8_t byte) { take({&byte, 1}); });
}

/// The end that spoke has no end byte to come; a frame that it has begun may go on later.
void Conversations::Conversation::turn(Direction direction, Stamp when) {
  turns += 2 * wire::Decoder::trailing_byte_timeout;
  half(last).decoder.feed(
      turns, {}, [&](const wire::Event& event) { exchange.hear(event, when, last, probation); });
  assembler.flush(probation);
  last = direction;
}

void Conversations::Conversation::end(Direction direction, Stamp when) {
  half(direction).decoder.finish(
      [&](const wire::Event& event) { exchange.hear(event, when, direction, probation); });
}

void Conversations::Conversation::close() {
  for (const Direction each : {Direction::sent, Direction::received}) {
    half(each).order.give_all(hearer(each));
    end(each, {});
  }
  assembler.flush(probation);
  is_open = false;
}

void Conversations::take(const TcpSegment& segment, Stamp when, RecordSink& sink) {
  ++segments_;
  Conversation& conversation = find(segment, sink);
  conversation.used = segments_;
  conversation.probation.next = &sink;
  conversation.take(segment, when);
  have_frames_ = have_frames_ || conversation.probation.is_passed();
}

/// The conversation of `segment`; a new one takes the place of the one that was used least lately.
Conversations::Conversation& Conversations::find(const TcpSegment& segment, RecordSink& sink) {
  const auto has_both = [&segment](const Conversation& one) {
    return one.is_open && ((one.client == segment.from && one.server == segment.to) ||
                           (one.client == segment.to && one.server == segment.from));
  };
  auto* const known = std::ranges::find_if(all_, has_both);
  const bool begins_anew = segment.is_syn && !segment.is_ack;
  if (known != all_.end() && !begins_anew) return *known;
  auto* const place =
      known != all_.end() ? known : std::ranges::min_element(all_, {}, &Conversation::used);
  close(*place, sink);
  // Without its beginning, the end with the lower port is the server.
  const bool is_client = segment.is_syn ? !segment.is_ack : segment.from.port > segment.to.port;
  is_client ? place->begin(segment.from, segment.to) : place->begin(segment.to, segment.from);
  return *place;
}

void Conversations::close(Conversation& conversation, RecordSink& sink) {
  if (!conversation.is_open) return;
  conversation.probation.next = &sink;
  conversation.close();
  have_frames_ = have_frames_ || conversation.probation.is_passed();
}

void Conversations::finish(RecordSink& sink) {
  for (Conversation& conversation : all_) close(conversation, sink);
}

}  // namespace twc::tools
