// SPDX-License-Identifier: MIT
/// The total, divided.

#include <array>
#include <numeric>

#include <twc/node/share.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Need;
using node::Policy;
using node::Pot;
using node::Want;

template <std::size_t Size>
constexpr std::array<Centiamps, Size> share(Policy policy, const Pot& pot,
                                            const std::array<Want, Size>& wants) {
  std::array<Centiamps, Size> offers{};
  node::share(policy, pot, wants, offers);
  return offers;
}
template <std::size_t Size>
constexpr std::array<Centiamps, Size> share(Policy policy, Centiamps total,
                                            const std::array<Want, Size>& wants) {
  return share(policy, Pot{.total = total}, wants);
}

constexpr Want wanting(Need need) {
  return {.need = need, .least = 6_A, .most = 32_A, .useful = 32_A};
}
constexpr Want charges = wanting(Need::charging);
constexpr Want asking = wanting(Need::asking);
constexpr Want holding = wanting(Need::holding);
constexpr Want idle = wanting(Need::idle);
constexpr Want stopped = wanting(Need::none);

/// It is offered nothing and may still draw so much.
constexpr Want keeping(Centiamps keeps) {
  Want want = stopped;
  want.keeps = keeps;
  return want;
}
/// Its car is known to use no more than `useful`.
constexpr Want using_only(Centiamps useful) {
  Want want = charges;
  want.useful = useful;
  return want;
}

// The compiler can check a division before anything runs.
static_assert(share(Policy::fair, 32_A, std::array{charges, asking}) == std::array{16_A, 16_A});

TEST_CASE("share: one unit gets all that it may take", "[node][share]") {
  CHECK(share(Policy::fair, 40_A, std::array{charges}) == std::array{32_A});
  CHECK(share(Policy::fair, 20_A, std::array{charges}) == std::array{20_A});
}

TEST_CASE("share: two cars get the same, an odd ampere goes to the first", "[node][share]") {
  CHECK(share(Policy::fair, 33_A, std::array{charges, charges}) == std::array{17_A, 16_A});
}

TEST_CASE("share: current that one unit cannot take goes to the others", "[node][share]") {
  Want small = using_only(10_A);
  small.most = 10_A;
  CHECK(share(Policy::fair, 40_A, std::array{small, charges, charges}) ==
        std::array{10_A, 15_A, 15_A});
}

TEST_CASE("share: a mute unit lowers the others, stops none of them, and is not stopped itself",
          "[node][share]") {
  Want mute = charges;
  mute.most = mute.useful = 6_A;
  mute.keeps = 9_A;
  mute.excess = 3_A;
  mute.kept_offer = 9_A;
  mute.is_mute = true;
  CHECK(share(Policy::fair, 30_A, std::array{charges, mute, charges}) ==
        std::array{11_A, 9_A, 10_A});
  CHECK(share(Policy::fair, 17_A, std::array{charges, mute, asking}) == std::array{6_A, 6_A, 6_A});
  CHECK(share(Policy::fair, 12_A, std::array{charges, mute, asking}) == std::array{6_A, 6_A, 6_A});
  mute.most = mute.useful = 0_A;  // the total is 0
  CHECK(share(Policy::fair, 0_A, std::array{charges, mute}) == std::array{0_A, 0_A});
}

TEST_CASE("share: amps are whole and round down", "[node][share]") {
  Want odd = charges;
  odd.most = odd.useful = Centiamps{1250};
  CHECK(share(Policy::fair, 32_A, std::array{odd}) == std::array{12_A});
  CHECK(share(Policy::fair, Centiamps{1099}, std::array{charges}) == std::array{10_A});
}

TEST_CASE("share: a minimum raises nothing: a unit that does not fit gets nothing",
          "[node][share]") {
  CHECK(share(Policy::fair, 11_A, std::array{charges, asking}) == std::array{11_A, 0_A});
  CHECK(share(Policy::fair, 5_A, std::array{charges}) == std::array{0_A});
}

TEST_CASE("share: an asking car is served before one that only holds a limit", "[node][share]") {
  CHECK(share(Policy::fair, 6_A, std::array{holding, asking}) == std::array{0_A, 6_A});
  CHECK(share(Policy::fair, 17_A, std::array{holding, charges, asking}) ==
        std::array{0_A, 9_A, 8_A});
}

TEST_CASE("share: a unit that nobody has asked yet comes before one that only holds a limit",
          "[node][share]") {
  const Want unknown = wanting(Need::unknown);
  CHECK(share(Policy::fair, 12_A, std::array{holding, charges, unknown}) ==
        std::array{0_A, 6_A, 6_A});
  CHECK(share(Policy::fair, 12_A, std::array{unknown, charges, asking}) ==
        std::array{0_A, 6_A, 6_A});
}

TEST_CASE("share: the unit that stops no other comes first among units that nobody has asked",
          "[node][share]") {
  const Want small = wanting(Need::unknown);
  Want large = small;
  large.least = 7_A;
  CHECK(share(Policy::fair, 12_A, std::array{large, small, holding}) == std::array{0_A, 6_A, 6_A});
  CHECK(share(Policy::fair, 13_A, std::array{large, holding}) == std::array{7_A, 6_A});
}

TEST_CASE("share: a unit without a waiting car is linked again after those that hold a limit",
          "[node][share]") {
  const Want linking = wanting(Need::linking);
  CHECK(share(Policy::fair, 18_A, std::array{linking, holding, charges}) ==
        std::array{6_A, 6_A, 6_A});
  CHECK(share(Policy::fair, 12_A, std::array{linking, holding, charges}) ==
        std::array{0_A, 6_A, 6_A});
}

TEST_CASE("share: the car that started last is stopped", "[node][share]") {
  Want first = charges;
  first.queued = at(10s);
  Want last = charges;
  last.queued = at(30s);
  Want second = charges;
  second.queued = at(20s);
  CHECK(share(Policy::fair, 17_A, std::array{last, first, second}) == std::array{0_A, 9_A, 8_A});
}

TEST_CASE("share: a car that charges is not stopped for one that has asked for longer",
          "[node][share]") {
  Want since_long = asking;
  since_long.queued = at(1s);
  Want charging = charges;
  charging.queued = at(2s);
  CHECK(share(Policy::fair, 11_A, std::array{since_long, charging}) == std::array{0_A, 11_A});
}

TEST_CASE("share: a unit without an offer lowers others by what it keeps, and stops none",
          "[node][share]") {
  CHECK(share(Policy::fair, 32_A, std::array{charges, charges, keeping(10_A)}) ==
        std::array{11_A, 11_A, 0_A});
  CHECK(share(Policy::fair, 32_A, std::array{charges, charges, keeping(32_A)}) ==
        std::array{6_A, 6_A, 0_A});
}

TEST_CASE("share: a unit that should have stopped long ago stops others by what it keeps",
          "[node][share]") {
  constexpr Pot overdue{.total = 32_A, .overdue = 26_A};
  CHECK(share(Policy::fair, overdue, std::array{charges, charges, keeping(26_A)}) ==
        std::array{6_A, 0_A, 0_A});
}

TEST_CASE("share: current beyond a car's limit is taken off the shares, not off the minima",
          "[node][share]") {
  Want greedy = charges;
  greedy.excess = 10_A;
  CHECK(share(Policy::fair, 32_A, std::array{greedy, charges}) == std::array{11_A, 11_A});
  greedy.excess = 30_A;
  CHECK(share(Policy::fair, 32_A, std::array{greedy, charges}) == std::array{6_A, 6_A});
}

TEST_CASE("share: current that a car is known not to use goes to cars that can use it",
          "[node][share]") {
  CHECK(share(Policy::fair, 32_A, std::array{using_only(9_A), charges}) == std::array{9_A, 23_A});
  CHECK(share(Policy::priority, 32_A, std::array{using_only(9_A), charges}) ==
        std::array{9_A, 23_A});
}

TEST_CASE("share: current that no car can use leaves the shares even", "[node][share]") {
  CHECK(share(Policy::fair, 32_A, std::array{using_only(9_A), using_only(9_A)}) ==
        std::array{16_A, 16_A});
}

TEST_CASE("share: idle units get what is left, the offer counting in full", "[node][share]") {
  CHECK(share(Policy::fair, 40_A, std::array{charges, idle}) == std::array{32_A, 8_A});
  CHECK(share(Policy::fair, 32_A, std::array{charges, idle}) == std::array{32_A, 0_A});
  CHECK(share(Policy::fair, 38_A, std::array{idle, charges, idle}) == std::array{6_A, 32_A, 0_A});
  CHECK(share(Policy::fair, 32_A, std::array{idle, idle}) == std::array{16_A, 16_A});
  CHECK(share(Policy::fair, 32_A, std::array{stopped, idle}) == std::array{0_A, 32_A});
}

TEST_CASE("share: a standing offer is taken from those that charge", "[node][share]") {
  Want standing = wanting(Need::standing);
  standing.useful = standing.least;
  CHECK(share(Policy::fair, 32_A, std::array{charges, standing, idle}) ==
        std::array{26_A, 6_A, 0_A});
}

TEST_CASE("share: priority fills one after the other", "[node][share]") {
  Want first = asking;
  first.priority = 1;
  CHECK(share(Policy::priority, 40_A, std::array{charges, first}) == std::array{8_A, 32_A});
  CHECK(share(Policy::priority, 10_A, std::array{charges, first}) == std::array{0_A, 10_A});
}

TEST_CASE("share: under rotate a car keeps its turn although another has waited for longer",
          "[node][share]") {
  Want waits = asking;
  waits.queued = at(1s);
  Want charges_now = charges;
  charges_now.queued = at(2s);
  charges_now.has_turn = true;
  CHECK(share(Policy::rotate, 11_A, std::array{waits, charges_now}) == std::array{0_A, 11_A});
  charges_now.has_turn = false;  // at the end of its turn
  CHECK(share(Policy::rotate, 11_A, std::array{waits, charges_now}) == std::array{11_A, 0_A});
}

TEST_CASE("share: with too few minima the turn decides under rotate", "[node][share]") {
  Want second = charges;
  second.queued = at(2s);
  Want first = asking;
  first.queued = at(1s);
  CHECK(share(Policy::rotate, 10_A, std::array{second, first}) == std::array{0_A, 10_A});
}

Centiamps some(Dice& dice, std::size_t below) {
  return Centiamps{static_cast<std::uint16_t>(dice.below(below))};
}

TEST_CASE("share: offers never exceed the pot or a maximum, or undercut a minimum",
          "[node][share]") {
  Dice dice{2};
  for (int run = 0; run < 20'000; ++run) {
    std::array<Want, 4> wants{};
    for (Want& want : wants) {
      const Centiamps most = some(dice, 9000);
      want = {.need = static_cast<Need>(dice.below(7)),
              .least = some(dice, 1500),
              .most = most,
              .useful = std::min(most, some(dice, 9000)),
              .priority = static_cast<int>(dice.below(3)),
              .queued = at(std::chrono::seconds{dice.below(3)}),
              .keeps = some(dice, dice.one_in(3) ? 4000 : 1),
              .excess = some(dice, dice.one_in(3) ? 4000 : 1)};
    }
    const Pot pot{.total = some(dice, 14'000), .overdue = some(dice, dice.one_in(3) ? 4000 : 1)};
    const auto offers =
        share(dice.pick({Policy::fair, Policy::priority, Policy::rotate}), pot, wants);
    CAPTURE(run, pot.total);
    CHECK(std::accumulate(offers.begin(), offers.end(), Centiamps{}) <= pot.total);
    for (std::size_t at = 0; at < wants.size(); ++at) {
      CHECK(offers.at(at).value() % 100 == 0);
      CHECK(offers.at(at) <= wants.at(at).most);
      CHECK((offers.at(at) == 0_A || offers.at(at) >= wants.at(at).least));
      CHECK((offers.at(at) == 0_A || wants.at(at).need != Need::none));
    }
  }
}

}  // namespace
}  // namespace twc::test
