// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/node/slave.hpp>

namespace twc::node {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

/// Two characters at 9600 baud: how long the other end may still hold the line.
constexpr Duration shortest_answer_delay = microseconds{2084};
/// A frame lasts up to 44 ms where every byte must be escaped; the next one waits for it.
constexpr Duration after_an_answer = milliseconds{50};
constexpr Duration boot_pause = milliseconds{400};
constexpr Duration boot_jitter = milliseconds{600};
constexpr Duration burst_gap = milliseconds{450};
constexpr Duration jitter = milliseconds{50};

Charge charge_of(const SlaveConfig& config) {
  return Charge{
      {.protocol = config.protocol,
       .rating = config.rating,
       .resumes_after_zero = config.resumes_after_zero,
       .keeps_limit = config.keeps_limit,
       .recloses_after = config.recloses_after,
       .tolerated_losses = config.tolerated_losses}
  };
}

}  // namespace

Slave::Slave(const SlaveConfig& config)
    : config_{config},
      chance_{config.seed},
      id_{config.id},
      sign_{config.sign},
      charge_{charge_of(config)},
      kilowatt_hours_{config.kilowatt_hours},
      counted_at_{config.powered_on} {
  boot(config.powered_on);
}

void Slave::boot(Time now) {
  is_linked_ = false;
  is_muted_ = false;
  is_locked_ = false;
  is_orphan_ = true;
  linkreadies2_ = 0;
  due_count_ = 0;
  burst_left_ = config_.boot_burst;
  // Two units that get power together do not talk together.
  next_linkready_ = now + boot_pause + chance_.up_to(boot_jitter);
}

void Slave::power_cycle(Time now) {
  count_energy(now);
  id_ = config_.id;
  sign_ = Sign{static_cast<std::uint8_t>(static_cast<unsigned>(sign_) + 1 + chance_.below(0xFF))};
  charge_.restart(now);
  boot(now);
}

void Slave::reset(Time now) {
  if (!is_locked_) power_cycle(now);
}

void Slave::fail(Time now) {
  count_energy(now);
  charge_.fail(now);
}

void Slave::set_car(Time now, const Car& car) {
  advance(now);
  count_energy(now);
  charge_.set_car(now, car);
}

std::optional<Time> Slave::deadline() const {
  std::optional<Time> first = charge_.deadline();
  const auto consider = [&first](Time at) { first = std::min(first.value_or(at), at); };
  if (due_count_ > 0) consider(std::max(due_[0].at, quiet_until_));
  if (is_muted_) return first;
  if (!is_linked_) consider(std::max(next_linkready_, quiet_until_));
  if (is_linked_) consider(heard_at_ + config_.master_lost_after);
  if (!is_orphan_) consider(heard_at_ + config_.stop_after);
  return first;
}

void Slave::advance(Time now) {
  charge_.advance(now);
  if (is_muted_) return;
  if (is_linked_ && now >= heard_at_ + config_.master_lost_after) {
    is_linked_ = false;
    linkreadies2_ = 0;
    next_linkready_ = now;
  }
  if (!is_orphan_ && now >= heard_at_ + config_.stop_after) {
    is_orphan_ = true;
    count_energy(now);
    charge_.lose_master(now);
  }
}

void Slave::hear_from_master(Time now) {
  if (is_orphan_) charge_.find_master(now);
  is_orphan_ = false;
  is_linked_ = true;
  burst_left_ = 0;
  heard_at_ = now;
}

/// The heartbeat is for another unit.
void Slave::overhear_heartbeat(Time now) {
  if (config_.is_fed_by_others && is_linked_) heard_at_ = now;
}

void Slave::hear_linkready(Time now, TwcId from, bool is_second_kind) {
  if (from == id_) return move_away(now);
  if (is_linked_ || !is_second_kind || burst_left_ > 0) return;
  constexpr unsigned answered = 2;  // the first one is not answered (dracoventions/TWCManager)
  if (++linkreadies2_ < answered) return;
  linkreadies2_ = 0;
  constexpr unsigned answers = 5;
  burst_left_ = answers;
  constexpr Duration pause = milliseconds{200};
  next_linkready_ = now + pause + chance_.up_to(jitter);
}

/// A master has our id: we take another id and sign, and announce ourselves anew.
void Slave::move_away(Time now) {
  const TwcId old = id_;
  constexpr std::uint32_t ids = 0xFFFF;
  while (id_ == old) id_ = TwcId{static_cast<std::uint16_t>(1 + chance_.below(ids))};
  sign_ = Sign{static_cast<std::uint8_t>(static_cast<unsigned>(sign_) + 1 + chance_.below(0xFF))};
  is_linked_ = false;
  due_count_ = 0;
  burst_left_ = 0;
  next_linkready_ = now + config_.answer_delay + chance_.up_to(jitter);
}

void Slave::answer(Time now, Answer what, TwcId to) {
  if (!knows(what) || due_count_ == most_due) return;
  due_[due_count_++] = {
      .at = now + std::max(config_.answer_delay, shortest_answer_delay), .answer = what, .to = to};
}

std::optional<wire::Frame> Slave::poll(Time now) {
  advance(now);
  if (now < quiet_until_) return std::nullopt;
  std::optional<wire::Frame> frame;
  if (due_count_ > 0 && now >= due_[0].at) {
    count_energy(now);
    frame = write(now, due_[0]);
    --due_count_;
    std::shift_left(due_.begin(), due_.end(), 1);
  } else if (!is_linked_ && !is_muted_ && now >= next_linkready_) {
    frame = linkready();
    if (burst_left_ > 0) --burst_left_;
    const Duration gap = burst_left_ > 0 ? burst_gap : config_.linkready_period;
    next_linkready_ = now + gap + chance_.up_to(jitter);
  }
  if (frame) quiet_until_ = now + after_an_answer;
  return frame;
}

void Slave::count_energy(Time now) {
  constexpr std::int64_t kilowatt_hour = 360'000'000'000;  // in V x 0.01 A x ms
  // A caller that leaves a slave alone for more than a day loses energy, and no count overflows.
  constexpr Duration longest = std::chrono::hours{24};
  const auto elapsed =
      std::chrono::duration_cast<milliseconds>(std::min(now - counted_at_, longest));
  if (elapsed.count() <= 0) return;
  std::int64_t volts = 0;
  for (const msg::Volts phase : config_.volts) volts += phase.value;
  energy_ += volts * charge_.car().drawn.value() * elapsed.count();
  counted_at_ = now - counted_at_ > longest ? now : counted_at_ + elapsed;
  kilowatt_hours_ += static_cast<std::uint32_t>(energy_ / kilowatt_hour);
  energy_ %= kilowatt_hour;
}

/// Ear passes each message that the slave hears to the function that obeys it.
struct Slave::Ear {
  Slave& slave;
  Time now;

  void operator()(const msg::MasterLinkready1& m) { slave.hear_linkready(now, m.from, false); }
  void operator()(const msg::MasterLinkready2& m) { slave.hear_linkready(now, m.from, true); }

  void operator()(const msg::MasterHeartbeat& m) {
    if (m.to != slave.id_) return slave.overhear_heartbeat(now);
    slave.hear_from_master(now);
    slave.charge_.hear(now, m);
    slave.answer(now, Answer::heartbeat, m.from);
  }
  void operator()(const msg::UnlistedCommand& m) {
    if (m.to != slave.id_) return;
    slave.hear_from_master(now);
    slave.answer(now, Answer::heartbeat, m.from);
  }
  /// State 02 is told once; then the unit neither hears nor speaks until it is reset.
  void operator()(const msg::MasterError& m) {
    if (m.to != slave.id_) return;
    slave.fail(now);
    slave.due_count_ = 0;
    slave.answer(now, Answer::heartbeat, m.from);
    slave.is_muted_ = true;
    constexpr unsigned locking = 0xF0;
    constexpr unsigned mask = 0xF8;
    slave.is_locked_ = (static_cast<unsigned>(m.bits) & mask) == locking;
  }

  void operator()(const msg::MeterRequest& m) { asked(m, Answer::meter); }
  void operator()(const msg::FirmwareRequest& m) { asked(m, Answer::firmware); }
  void operator()(const msg::SerialRequest& m) { asked(m, Answer::serial); }
  void operator()(const msg::VinRequest& m) {
    const bool is_first = m.part == msg::VinPart::one;
    asked(m,
          is_first ? Answer::vin_1 : (m.part == msg::VinPart::two ? Answer::vin_2 : Answer::vin_3));
  }
  void operator()(const msg::PlugStateRequest& m) { asked(m, Answer::plug_state); }
  void operator()(const msg::StartCharging& m) {
    if (m.to != slave.id_ || !slave.knows(Answer::start_charging)) return;
    slave.charge_.close_contactor(now);
    slave.answer(now, Answer::start_charging, m.from);
  }
  void operator()(const msg::StopCharging& m) {
    if (m.to != slave.id_ || !slave.knows(Answer::stop_charging)) return;
    slave.charge_.open_contactor(now);
    slave.answer(now, Answer::stop_charging, m.from);
  }
  void operator()(const msg::LegacySerialRequest& /*m*/) { all_asked(Answer::legacy_serial); }
  void operator()(const msg::LegacyModelRequest& /*m*/) { all_asked(Answer::legacy_model); }
  void operator()(const msg::LegacyFirmwareRequest& /*m*/) { all_asked(Answer::legacy_firmware); }
  void operator()(const auto& /*other*/) {}

  template <typename M>
  void asked(const M& m, Answer what) {
    if (m.to == slave.id_) slave.answer(now, what, m.from);
  }
  void all_asked(Answer what) { slave.answer(now, what, TwcId{}); }
};

bool Slave::ignores(const wire::Frame& frame) const {
  constexpr std::size_t receiver_at = 4;
  if (frame.function() != wire::Function::master_heartbeat || config_.is_fed_by_others)
    return false;
  const Bytes to = frame.bytes().subspan(receiver_at);
  return TwcId{static_cast<std::uint16_t>((unsigned{to[0]} << 8U) | to[1])} != id_;
}

void Slave::hear(Time now, const wire::Frame& frame) {
  if (is_muted_ || frame.kind() == wire::FrameKind::report) return;
  advance(now);
  std::visit(Ear{*this, now}, msg::decode(frame));
}

}  // namespace twc::node
