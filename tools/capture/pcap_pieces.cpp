// SPDX-License-Identifier: MIT
#include "capture/pcap_pieces.hpp"

#include <fmt/format.h>

#include <twc/wire/decoder.hpp>

#include "capture/body.hpp"
#include "capture/reader.hpp"

namespace twc::tools {
namespace {

constexpr std::uint32_t first_user_type = 147;
constexpr std::uint32_t last_user_type = 162;

wire::Event judge_packet(const Packet& packet) {
  if (packet.is_cut || packet.data.size() < wire::Frame::shortest) {
    return wire::judge_cut_short(wire::escape(packet.data));
  }
  wire::Event event = judge_body(packet.data);
  if (auto* const bad = std::get_if<wire::BadFrame>(&event)) {
    bad->wire.recount(bad->wire.count() + packet.size - packet.data.size());
  }
  return event;
}

}  // namespace

void PacketJudge::take(const Packet& packet, RecordSink& sink) {
  if (packet.link_type < first_user_type || packet.link_type > last_user_type) {
    take_other(packet, sink);
    return;
  }
  has_ours_ = true;
  if (packet.data.empty() || packet.is_recovered) return;
  const auto give = [&](const wire::Event& event) {
    assembler_.on_event(event, packet.when, packet.direction, sink);
  };
  if (packet.data.front() == wire::slip_end) {  // some write what was on the wire
    wire::Decoder decoder;
    decoder.feed({}, packet.data, give);
    decoder.finish(give);
  } else {
    give(judge_packet(packet));
  }
  assembler_.flush(sink);
}

void PacketJudge::take_other(const Packet& packet, RecordSink& sink) {
  has_others_ = true;
  other_link_type_ = packet.link_type;
  const auto segment = parse_tcp(packet.link_type, packet.data);
  if (!segment) return;
  if (!conversations_) conversations_ = std::make_unique<Conversations>();
  conversations_->take(*segment, packet.when, sink);
}

void PacketJudge::finish(RecordSink& sink) {
  if (conversations_) conversations_->finish(sink);
  const bool has_frames = has_ours_ || (conversations_ && conversations_->have_frames());
  if (has_frames || !has_others_) return;
  throw NoCapture{fmt::format("pcap: its packets have link type {}; expected {} (USER0)",
                              other_link_type_, first_user_type)};
}

}  // namespace twc::tools
