// SPDX-License-Identifier: MIT
#include "support/damage.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <variant>

#include <twc/wire/decoder.hpp>
#include <twc/wire/recover.hpp>
#include <twc/wire/slip.hpp>

namespace twc::test {
namespace {

enum class Harm : std::uint8_t { none, flip, lost_opener, lost_closer, cut };

/// How many bytes pass before the next one is hit, if each is with a chance of `percent`: one throw
/// for all of them.
std::size_t spared(std::size_t percent, Dice& dice) {
  return static_cast<std::size_t>(std::log(dice.fraction()) /
                                  std::log1p(-static_cast<double>(percent) / 100));
}

void flip_bits(std::span<std::uint8_t> body, Dice& dice) {
  const std::size_t count = 1 + dice.below(3);
  const ByteVector before(body.begin(), body.end());
  while (std::ranges::equal(before, body)) {
    for (std::size_t done = 0; done < count; ++done) {
      body[dice.below(body.size())] ^= static_cast<std::uint8_t>(1U << dice.below(8));
    }
  }
}

Harm pick_harm(Dice& dice, std::size_t percent, Delimiters delimiters) {
  if (dice.below(100) >= percent) return Harm::none;
  const Harm harm = dice.pick({Harm::flip, Harm::lost_opener, Harm::lost_closer, Harm::cut});
  const bool has_opener = delimiters == Delimiters::own;
  return harm == Harm::lost_opener && !has_opener ? Harm::lost_closer : harm;
}

/// Appends the gap between two frames: nothing, an end byte, or noise.
void append_gap(ByteVector& wire, Dice& dice) {
  if (!dice.one_in(10)) {
    if (!dice.one_in(4)) wire.push_back(dice.pick<std::uint8_t>({0xFC, 0xFE, 0xF8, 0xFF}));
    return;
  }
  const std::size_t count = 1 + dice.below(30);
  for (std::size_t done = 0; done < count; ++done) {
    wire.push_back(dice.one_in(3) ? dice.pick<std::uint8_t>({0xC0, 0xDB, 0xFB, 0xFD, 0xF8})
                                  : dice.byte());
  }
}

void append_body(ByteVector& wire, const wire::Frame& frame, Harm harm, Dice& dice) {
  const wire::Stretch escaped = wire::escape(frame.bytes());
  ByteVector body(escaped.bytes().begin(), escaped.bytes().end());
  if (harm == Harm::flip) flip_bits(body, dice);
  if (harm == Harm::cut) body.resize(dice.below(body.size()));
  wire.insert(wire.end(), body.begin(), body.end());
}

/// Follows a decoder through damaged traffic, frame by frame, and gives each thing that is found to
/// a frame that was sent at about that place and has not been found yet.
class Scorer {
 public:
  explicit Scorer(std::span<const Fate> fates) : fates_{fates}, found_(fates.size()) {}

  void has_heard_up_to(std::size_t count) { heard_ = count; }

  void operator()(const wire::Frame& frame) {
    ++score_.accepted;
    if (!give(frame, Found::accepted)) ++score_.accepted_falsely;
  }
  void operator()(const wire::BadFrame& bad) { look_inside(bad.wire); }
  void operator()(const wire::Noise& noise) { look_inside(noise.wire); }
  void operator()(const wire::TrailingByte& /*byte*/) const {}

  [[nodiscard]] Score total() const {
    Score score = score_;
    score.sent = fates_.size();
    for (std::size_t at = 0; at < fates_.size(); ++at) {
      const Fate& fate = fates_[at];
      if (fate.is_whole()) ++score.whole;
      if (fate.is_whole() && found_[at] == Found::accepted) ++score.whole_found;
      if (fate.body) ++score.whole_bodies;
      if (fate.body && found_[at] != Found::not_yet) ++score.whole_bodies_found;
    }
    return score;
  }

 private:
  enum class Found : std::uint8_t { not_yet, accepted, recovered };

  void look_inside(const wire::Stretch& stretch) {
    wire::Recovery recovery{stretch};
    while (const auto found = recovery.next()) {
      ++score_.recovered;
      if (!give(found->frame, Found::recovered)) ++score_.recovered_falsely;
    }
  }

  /// A good frame is most likely the one that has just been closed, a recovered one an older one.
  bool give(const wire::Frame& frame, Found as) {
    constexpr std::size_t frames_in_a_stretch = 5;
    if (as == Found::accepted && give_to(heard_, frame, as)) return true;
    std::size_t at = heard_ - std::min(heard_, frames_in_a_stretch);
    while (at <= heard_ && !give_to(at, frame, as)) ++at;
    return at <= heard_;
  }

  bool give_to(std::size_t at, const wire::Frame& frame, Found as) {
    if (at >= fates_.size() || found_[at] != Found::not_yet) return false;
    if (!fates_[at].body || fates_[at].frame != frame) return false;
    found_[at] = as;
    return true;
  }

  std::span<const Fate> fates_;
  std::vector<Found> found_;
  std::size_t heard_ = 0;
  Score score_;
};

}  // namespace

DamagedTraffic damage_bytes(Traffic traffic, std::size_t percent, Dice& dice) {
  std::vector<bool> is_hit(traffic.wire.size());
  for (std::size_t at = spared(percent, dice); at < traffic.wire.size();
       at += 1 + spared(percent, dice)) {
    is_hit[at] = true;
    traffic.wire[at] ^= static_cast<std::uint8_t>(1 + dice.below(255));
  }
  DamagedTraffic damaged{.wire = std::move(traffic.wire), .fates = {}};
  damaged.fates.reserve(traffic.frames.size());
  for (const Placed& placed : traffic.frames) {
    const auto begin = is_hit.begin() + static_cast<std::ptrdiff_t>(placed.begin);
    const auto end = is_hit.begin() + static_cast<std::ptrdiff_t>(placed.end);
    damaged.fates.push_back({.frame = placed.frame,
                             .end = placed.end,
                             .opener = !*begin,
                             .body = std::find(begin + 1, end - 1, true) == end - 1,
                             .closer = !*(end - 1)});
  }
  return damaged;
}

DamagedTraffic damage_frames(const std::vector<wire::Frame>& frames, std::size_t percent,
                             Delimiters delimiters, Dice& dice) {
  DamagedTraffic damaged;
  if (delimiters == Delimiters::shared) damaged.wire.push_back(wire::slip_end);
  bool is_open = delimiters == Delimiters::shared;
  for (const wire::Frame& frame : frames) {
    const Harm harm = pick_harm(dice, percent, delimiters);
    if (delimiters == Delimiters::own) {
      append_gap(damaged.wire, dice);
      is_open = harm != Harm::lost_opener;
      if (is_open) damaged.wire.push_back(wire::slip_end);
    }
    append_body(damaged.wire, frame, harm, dice);
    const bool closes = harm != Harm::lost_closer && harm != Harm::cut;
    if (closes) damaged.wire.push_back(wire::slip_end);
    damaged.fates.push_back({.frame = frame,
                             .end = damaged.wire.size(),
                             .opener = is_open,
                             .body = harm != Harm::flip && harm != Harm::cut,
                             .closer = closes});
    is_open = closes;
  }
  return damaged;
}

Score score(const DamagedTraffic& damaged) {
  Scorer scorer{damaged.fates};
  wire::Decoder decoder;
  Bytes rest{damaged.wire};
  std::size_t begin = 0;
  for (std::size_t at = 0; at < damaged.fates.size(); ++at) {
    const std::size_t end = damaged.fates[at].end;
    scorer.has_heard_up_to(at);
    decoder.feed(Time{}, rest.first(end - begin), scorer);
    rest = rest.subspan(end - begin);
    begin = end;
  }
  decoder.feed(Time{}, rest, scorer);
  decoder.finish(scorer);
  return scorer.total();
}

}  // namespace twc::test
