// SPDX-License-Identifier: MIT
/// The rating in the announcements of a unit, and how far the master believes it.

#include <vector>

#include <twc/node/rating.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Rating;

/// Announced ratings, one every 6 s, and the ratings that follow from them.
struct RatingRow {
  std::vector<Centiamps> said;
  bool is_certain;
  Centiamps for_offers;
  Centiamps for_exposure;
};

TEST_CASE("rating: 32 A is believed at once, anything else when it is said again",
          "[node][rating]") {
  const std::vector<RatingRow> rows{
      {{},                               false, 32_A,           80_A},
      {{32_A},                           true,  32_A,           32_A},
      {{80_A},                           false, 32_A,           80_A},
      {{80_A, 80_A},                     true,  80_A,           80_A},
      {{16_A},                           false, 32_A,           80_A},
      {{16_A, 16_A},                     true,  16_A,           16_A},
 // one damaged announcement with a right checksum, first, in between, last
      {{52_A, 32_A},                     true,  32_A,           52_A},
      {{80_A, 16_A, 80_A},               false, 32_A,           80_A},
      {{32_A, 52_A},                     true,  32_A,           52_A},
      {{32_A, 6_A, 32_A},                true,  32_A,           32_A},
 // offers follow the smallest that was confirmed, the exposure the largest that was heard
      {{80_A, 80_A, 32_A},               true,  32_A,           80_A},
      {{32_A, 80_A, 80_A},               true,  32_A,           80_A},
      {{32_A, 16_A, 16_A, 40_A},         true,  16_A,           40_A},
 // no Wall Connector has such a rating: it is no reason to offer anything
      {{0_A, 0_A},                       true,  0_A,            80_A},
      {{Centiamps{499}, Centiamps{499}}, true,  Centiamps{499}, 80_A},
      {{655_A, 655_A},                   true,  80_A,           80_A},
  };
  for (const RatingRow& row : rows) {
    Rating rating;
    Duration when{};
    for (const Centiamps said : row.said) rating.hear(at(when += 6s), said);
    CAPTURE(&row - rows.data());
    CHECK(rating.is_certain() == row.is_certain);
    CHECK(rating.for_offers() == row.for_offers);
    CHECK(rating.for_exposure() == row.for_exposure);
  }
}

TEST_CASE("rating: an announcement that a bad line doubles confirms nothing", "[node][rating]") {
  Rating rating;
  rating.hear(at(0s), 52_A);
  rating.hear(at(99ms), 52_A);
  CHECK_FALSE(rating.is_certain());
  rating.hear(at(500ms), 52_A);
  CHECK(rating.is_certain());
}

}  // namespace
}  // namespace twc::test
