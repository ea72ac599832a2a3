// SPDX-License-Identifier: MIT

#include <twc/bus/damage.hpp>

namespace twc::bus {
namespace {

/// std::popcount calls into the compiler's library where the processor has no instruction for it.
constexpr unsigned count_of_ones(std::uint64_t bits) {
  unsigned count = 0;
  for (; bits != 0; bits &= bits - 1) ++count;
  return count;
}

/// Pieces that are shorter are what an idle line makes, or the end byte of a bad frame.
constexpr std::size_t least_torn = 4;

constexpr std::uint64_t enough_damaged = 5;
constexpr std::uint64_t one_in = 20;

}  // namespace

std::int64_t ErrorRate::minute_of(Time at) {
  return std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
}

void ErrorRate::count(const When& now, bool is_good) {
  if (!now) return;
  const std::int64_t number = minute_of(*now);
  if (size_ == 0 || minutes_[size_ - 1].number != number) {
    if (size_ == recent) {
      settle(minutes_[0]);
      std::rotate(minutes_.begin(), minutes_.begin() + 1, minutes_.end());
      --size_;
    }
    minutes_[size_++] = {.number = number, .good = 0, .bad = 0};
  }
  Minute& minute = minutes_[size_ - 1];
  ++(is_good ? minute.good : minute.bad);
}

void ErrorRate::forgive(const When& at) {
  if (!at) return;
  const auto known = std::span{minutes_}.first(size_);
  const auto found = std::ranges::find(known, minute_of(*at), &Minute::number);
  if (found != known.end() && found->bad != 0) --found->bad;
}

void ErrorRate::settle(const Minute& minute) {
  if (!minute.is_bad()) return;
  worst_ = std::max(worst_, minute.bad);
  if (!first_bad_) first_bad_ = minute.number;
  last_bad_ = minute.number;
}

std::uint32_t ErrorRate::worst() const {
  ErrorRate all = *this;
  for (const Minute& minute : std::span{minutes_}.first(size_)) all.settle(minute);
  return all.worst_;
}

Spell ErrorRate::bad_minutes() const {
  constexpr std::int64_t enough_good = 5;
  ErrorRate all = *this;
  for (const Minute& minute : std::span{minutes_}.first(size_)) all.settle(minute);
  if (!all.first_bad_) return {};
  const auto begin_of = [](std::int64_t minute) { return Time{std::chrono::minutes{minute}}; };
  const bool is_over = minutes_[size_ - 1].number - *all.last_bad_ > enough_good;
  return {.since = begin_of(*all.first_bad_),
          .until = begin_of(*all.last_bad_ + 1),
          .is_over = is_over};
}

/// A start bit and eight bits of data, the lowest first, as a reader hears them that samples too
/// often: each bit of the bus becomes several.
void BaudWatch::look_into(Bytes bytes) {
  for (const unsigned byte : bytes) {
    const auto bit = [byte](unsigned at) { return (byte >> at) & 1U; };
    const auto same = [&bit](unsigned from, unsigned to) {
      for (unsigned at = from; at < to; ++at) {
        if (bit(at) != bit(at + 1)) return false;
      }
      return true;
    };
    ++bytes_;
    seen_[byte] = true;
    const bool begins_low = bit(0) == 0;
    if (begins_low && same(1, 2) && same(3, 4) && same(5, 6)) ++twice_;
    if (begins_low && same(0, 2) && same(3, 6)) ++four_times_;
    // The start bit fills the byte, or the first bit of data follows.
    if (byte == 0x00 || byte == 0x80 || byte == 0xC0 || byte == 0xE0) ++far_higher_;
    if (byte == 0x00) ++zeros_;
  }
}

BaudRate BaudWatch::rate() const {
  constexpr std::uint32_t enough = 60;  // bytes
  constexpr std::ptrdiff_t enough_kinds = 4;
  const auto are_nearly_all = [this](std::uint32_t count) { return count * 20 >= bytes_ * 19; };
  const auto kinds = std::ranges::count(seen_, true);
  if (bytes_ < enough || kinds < 2) return BaudRate::plausible;
  if (are_nearly_all(far_higher_) && zeros_ * 5 >= bytes_) return BaudRate::far_higher;
  if (kinds < enough_kinds) return BaudRate::plausible;
  if (are_nearly_all(four_times_)) return BaudRate::four_times;
  return are_nearly_all(twice_) ? BaudRate::twice : BaudRate::plausible;
}

void DamageWatch::hear_good(const When& now, const wire::Frame& frame) {
  ++good_;
  history_ = static_cast<std::uint8_t>(history_ << 1U);
  rate_.count(now, true);
  programs_.hear_good(frame);
  last_noise_ = 0;
  was_torn_ = false;
  was_bad_ = false;
}

void DamageWatch::hear_bad(const When& now, const wire::BadFrame& bad) {
  baud_.look_into(bad.wire.bytes());
  if (const auto id = named_sender(bad.wire)) blame(now, *id);
  const Explained explained = programs_.hear(now, bad.wire, Origin::heard);
  take_back(explained);
  last_noise_ = 0;
  was_torn_ = false;
  was_bad_ = !explained.by_program;
  if (explained.by_program) return;
  ++bad_;
  history_ = static_cast<std::uint8_t>((unsigned{history_} << 1U) | 1U);
  rate_.count(now, false);
}

void DamageWatch::hear_noise(const When& now, const wire::Noise& noise) {
  baud_.look_into(noise.wire.bytes());
  const Explained explained = programs_.hear(now, noise.wire, Origin::heard);
  take_back(explained);
  const std::size_t size = noise.wire.count();
  was_bad_ = false;
  was_torn_ = !explained.by_program && size >= least_torn;
  last_noise_ = size;
  if (explained.by_program) return;
  noise_bytes_ += size;
  if (!was_torn_) return;
  ++torn_;
  history_ = static_cast<std::uint8_t>((unsigned{history_} << 1U) | 1U);
}

void DamageWatch::take_back(const Explained& explained) {
  const std::uint32_t pieces = explained.with_previous ? 1 : 0;
  if (explained.by_program && explained.with_previous) {
    if (was_torn_) torn_ -= std::min(torn_, pieces);
    noise_bytes_ -= std::min<std::uint64_t>(noise_bytes_, last_noise_);
    if (was_bad_ && bad_ != 0) --bad_;
  }
  for (std::uint32_t at = 0; at < explained.earlier_count; ++at) {
    if (explained.with_previous) {
      torn_ -= std::min(torn_, 2U);
      continue;
    }
    if (bad_ != 0) --bad_;
    rate_.forgive(explained.earlier[at]);
  }
}

bool DamageWatch::is_burst() const {
  return count_of_ones(history_) >= 2;
}

bool DamageWatch::is_much() const {
  const std::uint64_t damaged_frames = damaged();
  return damaged_frames >= enough_damaged && damaged_frames * one_in >= damaged_frames + good_;
}

void DamageWatch::blame(const When& now, TwcId id) {
  const auto known = std::span{blamed_}.first(size_);
  auto found = std::ranges::find(known, id, &Blamed::id);
  if (found == known.end()) {
    Blamed& place = size_ < capacity ? blamed_[size_++]
                                     : *std::ranges::min_element(blamed_, {}, &Blamed::frames);
    place = {
        .id = id, .frames = 0, .spell = {.since = now, .until = now}
    };
    ++place.frames;
    return;
  }
  ++found->frames;
  found->spell.until = now;
}

}  // namespace twc::bus
