// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/msg/message.hpp>
#include <twc/sim/misbehaviour.hpp>

namespace twc::sim {

using namespace literals;

wire::Frame Misbehaviour::as_understood(const wire::Frame& frame, const node::Slave& unit) const {
  if (!ignores_reductions && !least && !most) return frame;
  const msg::Message message = msg::decode(frame);
  const auto* const heard = std::get_if<msg::MasterHeartbeat>(&message);
  if (heard == nullptr || heard->to != unit.id() || !heard->command.has_limit()) return frame;
  const Protocol protocol = unit.config().protocol;
  if (ignores_reductions && heard->limit < unit.limit()) {
    return msg::encode(msg::MasterHeartbeat{.from = heard->from, .to = heard->to}, protocol);
  }
  msg::MasterHeartbeat understood = *heard;
  if (heard->limit > 0_A) {
    understood.limit = std::max(understood.limit, least.value_or(understood.limit));
    understood.limit = std::min(understood.limit, most.value_or(understood.limit));
  }
  return msg::encode(understood, protocol);
}

wire::Frame Misbehaviour::as_reported(const wire::Frame& frame, const node::Slave& unit,
                                      std::optional<Centiamps> in_force) const {
  if (!reports_limit && (!in_force || echoes_at_once)) return frame;
  const msg::Message message = msg::decode(frame);
  const auto* const meant = std::get_if<msg::SlaveHeartbeat>(&message);
  if (meant == nullptr) return frame;
  msg::SlaveHeartbeat said = *meant;
  said.limit = reports_limit.value_or(in_force.value_or(said.limit));
  return msg::encode(said, unit.config().protocol);
}

wire::Frame Misbehaviour::as_first_announced(const wire::Frame& frame,
                                             const node::Slave& unit) const {
  const msg::Message message = msg::decode(frame);
  const auto* const meant = std::get_if<msg::SlaveLinkready>(&message);
  if (meant == nullptr || !first_rating) return frame;
  msg::SlaveLinkready said = *meant;
  said.maximum = *first_rating;
  return msg::encode(said, unit.config().protocol);
}

}  // namespace twc::sim
