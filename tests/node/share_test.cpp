/// The total, divided.

#include <array>
#include <numeric>

#include <twc/node/share.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Need;
using node::Policy;
using node::Want;

template <std::size_t Size>
constexpr std::array<Centiamps, Size> share(Policy policy, Centiamps budget,
                                            const std::array<Want, Size>& wants) {
  std::array<Centiamps, Size> offers{};
  node::share(policy, budget, wants, offers);
  return offers;
}

constexpr Want charges{.need = Need::charging, .least = 6_A, .most = 32_A};
constexpr Want asking{.need = Need::asking, .least = 6_A, .most = 32_A};
constexpr Want holding{.need = Need::holding, .least = 6_A, .most = 32_A};
constexpr Want idle{.need = Need::idle, .least = 6_A, .most = 32_A};
constexpr Want stopped{.need = Need::none, .least = 6_A, .most = 32_A};

// The compiler can check a division before anything runs.
static_assert(share(Policy::fair, 32_A, std::array{charges, asking}) == std::array{16_A, 16_A});

TEST_CASE("share: one unit gets all that it may take", "[node][share]") {
  CHECK(share(Policy::fair, 40_A, std::array{charges}) == std::array{32_A});
  CHECK(share(Policy::fair, 20_A, std::array{charges}) == std::array{20_A});
}

TEST_CASE("share: two cars get the same, an odd ampere goes to the first", "[node][share]") {
  CHECK(share(Policy::fair, 33_A, std::array{charges, charges}) == std::array{17_A, 16_A});
}

TEST_CASE("share: what one cannot take goes to the others", "[node][share]") {
  Want small = charges;
  small.most = 10_A;
  CHECK(share(Policy::fair, 40_A, std::array{small, charges, charges}) ==
        std::array{10_A, 15_A, 15_A});
}

TEST_CASE("share: amps are whole and round down", "[node][share]") {
  Want odd = charges;
  odd.most = Centiamps{1250};
  CHECK(share(Policy::fair, 32_A, std::array{odd}) == std::array{12_A});
  CHECK(share(Policy::fair, Centiamps{1099}, std::array{charges}) == std::array{10_A});
}

TEST_CASE("share: a minimum raises nothing: who does not fit gets nothing", "[node][share]") {
  CHECK(share(Policy::fair, 11_A, std::array{charges, asking}) == std::array{11_A, 0_A});
  CHECK(share(Policy::fair, 5_A, std::array{charges}) == std::array{0_A});
}

TEST_CASE("share: an asking car is served before one that only holds a limit", "[node][share]") {
  CHECK(share(Policy::fair, 6_A, std::array{holding, asking}) == std::array{0_A, 6_A});
  CHECK(share(Policy::fair, 32_A, std::array{holding, charges}) == std::array{6_A, 26_A});
}

TEST_CASE("share: idle units get what is left, the offer counting in full", "[node][share]") {
  CHECK(share(Policy::fair, 40_A, std::array{charges, idle}) == std::array{32_A, 8_A});
  CHECK(share(Policy::fair, 32_A, std::array{charges, idle}) == std::array{32_A, 0_A});
  CHECK(share(Policy::fair, 32_A, std::array{idle, idle}) == std::array{16_A, 16_A});
  CHECK(share(Policy::fair, 32_A, std::array{stopped, idle}) == std::array{0_A, 32_A});
}

TEST_CASE("share: a standing offer is taken from those that charge", "[node][share]") {
  Want standing = idle;
  standing.need = Need::standing;
  CHECK(share(Policy::fair, 32_A, std::array{charges, standing, idle}) ==
        std::array{26_A, 6_A, 0_A});
}

TEST_CASE("share: priority fills one after the other", "[node][share]") {
  Want first = asking;
  first.priority = 1;
  CHECK(share(Policy::priority, 40_A, std::array{charges, first}) == std::array{8_A, 32_A});
  CHECK(share(Policy::priority, 10_A, std::array{charges, first}) == std::array{0_A, 10_A});
}

TEST_CASE("share: with too few minimums the turn decides", "[node][share]") {
  Want second = charges;
  second.turn = 2;
  Want first = asking;
  first.turn = 1;
  CHECK(share(Policy::rotate, 10_A, std::array{second, first}) == std::array{0_A, 10_A});
}

TEST_CASE("share: offers never exceed the budget, a maximum, or undercut a minimum",
          "[node][share]") {
  Dice dice{2};
  for (int run = 0; run < 20'000; ++run) {
    std::array<Want, 4> wants{};
    for (Want& want : wants) {
      want = {.need = static_cast<Need>(dice.below(6)),
              .least = Centiamps{static_cast<std::uint16_t>(dice.below(1500))},
              .most = Centiamps{static_cast<std::uint16_t>(dice.below(9000))},
              .priority = static_cast<int>(dice.below(3)),
              .turn = static_cast<std::uint32_t>(dice.below(3))};
    }
    const Centiamps budget{static_cast<std::uint16_t>(dice.below(14'000))};
    const auto offers =
        share(dice.pick({Policy::fair, Policy::priority, Policy::rotate}), budget, wants);
    CAPTURE(run, budget.value());
    CHECK(std::accumulate(offers.begin(), offers.end(), Centiamps{}) <= budget);
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
