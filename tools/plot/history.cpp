// SPDX-License-Identifier: MIT
#include "plot/history.hpp"

#include <algorithm>
#include <variant>

namespace twc::tools {
namespace {

constexpr std::size_t most_units = 64;
constexpr std::size_t most_marks = 100;
/// Units answer the announcement of a master with their own, linked or not, within this time.
constexpr Duration answer_to_a_master = std::chrono::seconds{15};
/// A unit that gets no heartbeat for longer gives its master up, and announces itself.
constexpr Duration longest_without_a_master = std::chrono::seconds{8};

void mark(UnitHistory& unit, Time at, MarkKind kind) {
  if (unit.marks.size() < most_marks) unit.marks.push_back({.at = at, .kind = kind});
}

}  // namespace

void History::take(Time now, const Record& record) {
  if (!has_begun_) begin_ = now;
  has_begun_ = true;
  end_ = now;
  give_up_the_silent(now);
  if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) hear(now, *frame);
  if (const auto* const status = std::get_if<StatusLine>(&record.heard)) hear_status(now, *status);
}

/// Only a damaged capture has more ids than `most_units`: those beyond share the last place.
UnitHistory& History::unit(Time now, TwcId id) {
  auto place = std::ranges::lower_bound(units_, id, {}, &UnitHistory::id);
  if (place != units_.end() && place->id == id) return *place;
  if (units_.size() == most_units) return units_.back();
  place = units_.insert(place, UnitHistory{});
  place->id = id;
  place->last_heard = now;
  return *place;
}

void History::hear(Time now, const wire::Frame& frame) {
  const msg::Message message = msg::decode(frame);
  if (const auto* const beat = std::get_if<msg::SlaveHeartbeat>(&message)) {
    heartbeat(now, beat->from, beat->state, beat->limit, beat->drawn);
    unit(now, beat->from).protocol = msg::protocol_of(frame);
  } else if (const auto* const hello = std::get_if<msg::SlaveLinkready>(&message)) {
    announced(now, *hello);
    unit(now, hello->from).protocol = msg::protocol_of(frame);
  } else if (const auto* const asked = std::get_if<msg::MasterHeartbeat>(&message)) {
    unit(now, asked->to).last_asked = now;
  } else if (const auto* const error = std::get_if<msg::MasterError>(&message)) {
    mark(unit(now, error->to), now, MarkKind::error);
  } else if (std::holds_alternative<msg::MasterLinkready1>(message) ||
             std::holds_alternative<msg::MasterLinkready2>(message)) {
    master_called_ = now;
  }
}

void History::heartbeat(Time now, TwcId id, msg::ChargeState state, Centiamps limit,
                        Centiamps drawn) {
  UnitHistory& one = unit(now, id);
  if (one.is_announced || one.is_lost) mark(one, now, MarkKind::linked);
  one.is_announced = one.is_lost = false;
  one.is_linked = true;
  one.last_heard = now;
  one.limit.put(now, limit);
  one.drawn.put(now, drawn);
  const bool is_in_error = state == msg::ChargeState::error;
  if (is_in_error && !one.is_in_error) mark(one, now, MarkKind::error);
  one.is_in_error = is_in_error;
}

void History::announced(Time now, const msg::SlaveLinkready& message) {
  UnitHistory& one = unit(now, message.from);
  const bool was_called = master_called_ && now - *master_called_ < answer_to_a_master;
  const Time asked = one.last_asked.value_or(one.last_heard);
  const bool has_master = now - asked < longest_without_a_master;
  if (one.is_linked && !one.is_lost && !was_called) {
    mark(one, now, has_master ? MarkKind::restarted : MarkKind::lost);
  }
  if (!was_called) {
    one.limit.put(now, std::nullopt);
    one.drawn.put(now, std::nullopt);
    one.is_linked = false;
  }
  one.is_announced = !one.is_linked;
  one.is_lost = false;
  one.last_heard = now;
  if (message.maximum >= msg::SlaveLinkready::least_rating) one.rating = message.maximum;
}

void History::hear_status(Time now, const StatusLine& status) {
  if (!status.unit || !status.limit || !status.drawn) return;
  heartbeat(now, *status.unit, status.state.value_or(msg::ChargeState::ready), *status.limit,
            *status.drawn);
}

void History::give_up_the_silent(Time now) {
  for (UnitHistory& one : units_) {
    if (!one.is_linked || one.is_lost || now - one.last_heard <= patience) continue;
    one.is_lost = true;
    one.is_linked = false;
    mark(one, one.last_heard, MarkKind::lost);
    one.limit.put(one.last_heard, std::nullopt);
    one.drawn.put(one.last_heard, std::nullopt);
  }
}

Steps History::sum(Steps UnitHistory::*which) const {
  std::vector<Time> moments;
  for (const UnitHistory& one : units_) {
    for (const Step& step : (one.*which).all()) moments.push_back(step.at);
  }
  std::ranges::sort(moments);
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  Steps all;
  for (const Time at : moments) {
    unsigned total = 0;
    bool is_known = false;
    for (const UnitHistory& one : units_) {
      const auto value = (one.*which).at(at);
      is_known = is_known || value;
      total += value.value_or(Centiamps{}).value();
    }
    constexpr unsigned most = 0xFFFF;
    const Centiamps together{static_cast<std::uint16_t>(std::min(total, most))};
    all.put(at, is_known ? std::optional{together} : std::nullopt);
  }
  return all;
}

}  // namespace twc::tools
