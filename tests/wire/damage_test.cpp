// SPDX-License-Identifier: MIT
/// A bad line: what must be found of what was left whole, and how little may be believed falsely.

#include "support/damage.hpp"

#include <twc/wire/decoder.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/listen.hpp"
#include "support/sanitized.hpp"
#include "support/traffic.hpp"

namespace twc::test {
namespace {

constexpr std::size_t megabyte = 1'000'000;

double percent(std::size_t part, std::size_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void check_bounds(const Score& score) {
  INFO("accepted " << score.accepted << ", of them falsely " << score.accepted_falsely
                   << "; recovered " << score.recovered << ", of them falsely "
                   << score.recovered_falsely);
  CHECK(score.whole > score.sent / 2);
  CHECK(score.whole < score.sent);
  CHECK(score.whole_found == score.whole);
  CHECK(percent(score.whole_bodies_found, score.whole_bodies) >= 99.9);
  CHECK(percent(score.accepted_falsely, score.accepted) <= 0.02);
  CHECK(percent(score.accepted_falsely + score.recovered_falsely,
                score.accepted + score.recovered) <= 0.05);
  // Without recovery the bound would be missed: a percent of all delimiters is lost.
  CHECK(percent(score.whole, score.whole_bodies) < 99.0);
}

TEST_CASE("bad line: one byte in a hundred damaged, a bus as it sounds", "[wire][damage][long]") {
  const auto delimiters = GENERATE(Delimiters::own, Delimiters::shared);
  const std::size_t unsanitized = delimiters == Delimiters::own ? 64 : 16;
  const std::size_t amount = (is_sanitized ? 1 : unsanitized) * megabyte;
  constexpr std::uint64_t seed = 1;
  CAPTURE(seed, delimiters == Delimiters::own);
  Dice dice{seed};
  Bus bus{seed};
  const auto next = [&bus] { return bus.next(); };
  check_bounds(score(damage_bytes(transmit(next, amount, dice, delimiters), 1, dice)));
}

TEST_CASE("bad line: one byte in a hundred damaged, all known messages", "[wire][damage][long]") {
  const auto delimiters = GENERATE(Delimiters::own, Delimiters::shared);
  constexpr std::uint64_t seed = 2;
  CAPTURE(seed, delimiters == Delimiters::own);
  Dice dice{seed};
  const auto next = [&dice] { return random_known_frame(dice); };
  check_bounds(score(
      damage_bytes(transmit(next, fewer_if_sanitized(8 * megabyte), dice, delimiters), 1, dice)));
}

TEST_CASE("bad line: four frames in a hundred damaged, noise between", "[wire][damage]") {
  const auto delimiters = GENERATE(Delimiters::own, Delimiters::shared);
  constexpr std::uint64_t seed = 3;
  CAPTURE(seed, delimiters == Delimiters::own);
  Dice dice{seed};
  std::vector<wire::Frame> frames;
  constexpr std::size_t count = is_sanitized ? 25'000 : 100'000;
  while (frames.size() < count) frames.push_back(random_frame(dice));
  const Score found = score(damage_frames(frames, 4, delimiters, dice));
  CHECK(found.sent == frames.size());
  // A delimiter that two frames share is missed by both.
  const double expected = delimiters == Delimiters::own ? 4.0 : 6.9;
  const double damaged = percent(found.sent - found.whole, found.sent);
  CHECK(damaged > expected - 0.4);
  CHECK(damaged < expected + 0.4);
  CHECK(found.whole_found == found.whole);
}

TEST_CASE("good line: everything is heard, in order, and nothing else", "[wire][damage]") {
  const auto delimiters = GENERATE(Delimiters::own, Delimiters::shared);
  Dice dice{4};
  const auto next = [&dice] { return random_frame(dice); };
  const Traffic traffic = transmit(next, megabyte / 2, dice, delimiters);
  const auto events = listen(traffic.wire);
  CHECK(only<wire::BadFrame>(events).empty());
  CHECK(only<wire::Noise>(events).empty());
  const auto frames = only<wire::Frame>(events);
  REQUIRE(frames.size() == traffic.frames.size());
  std::size_t same = 0;
  for (std::size_t at = 0; at < frames.size(); ++at) {
    if (frames[at] == traffic.frames[at].frame) ++same;
  }
  CHECK(same == frames.size());
}

}  // namespace
}  // namespace twc::test
