// SPDX-License-Identifier: MIT
/// Announcements tell a unit, a unit that restarted, and two units under one id.

#include <twc/node/announcements.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"

namespace twc::test {
namespace {

using node::Announcements;
using Meaning = Announcements::Finding;

constexpr bus::Face one_face{.sign = Sign{0x8E}, .rating = 32_A};
constexpr bus::Face other_face{.sign = Sign{0x41}, .rating = 32_A};
constexpr bus::Face third_face{.sign = Sign{0x42}, .rating = 32_A};

TEST_CASE("announcements: a unit that repeats itself is one unit", "[node][announcements]") {
  Announcements said;
  CHECK_FALSE(said.is_one(at(0s)));
  CHECK(said.hear(at(1s), one_face) == Meaning::known);
  CHECK(said.is_one(at(1s)));
  CHECK(said.hear(at(9s), one_face) == Meaning::known);
  CHECK(said.heard() == at(9s));
  CHECK(said.was_heard_since(at(9s)));
  CHECK_FALSE(said.was_heard_since(at(10s)));
}

TEST_CASE("announcements: a new sign is a restart, and has to come twice to be addressed",
          "[node][announcements]") {
  Announcements said;
  said.hear(at(1s), one_face);
  CHECK(said.hear(at(2s), other_face) == Meaning::restarted);
  CHECK_FALSE(said.is_one(at(2s)));
  CHECK(said.hear(at(2s + 50ms), other_face) == Meaning::known);  // doubled by a bad line
  CHECK_FALSE(said.is_one(at(2s + 50ms)));
  CHECK(said.hear(at(10s), other_face) == Meaning::known);
  CHECK(said.is_one(at(10s)));
}

TEST_CASE("announcements: a unit that answered before is addressed after one new sign",
          "[node][announcements]") {
  Announcements said;
  said.hear(at(1s), one_face);
  said.settle();
  CHECK(said.hear(at(100s), other_face) == Meaning::restarted);
  CHECK(said.is_one(at(100s)));
}

TEST_CASE("announcements: two signs or ratings in turn, twice each in a minute, are two units",
          "[node][announcements]") {
  const auto second = GENERATE(other_face, bus::Face{.sign = one_face.sign, .rating = 80_A});
  Announcements said;
  CHECK(said.hear(at(1s), one_face) == Meaning::known);
  CHECK(said.hear(at(5s), second) == Meaning::restarted);
  CHECK(said.hear(at(9s), one_face) == Meaning::restarted);
  CHECK(said.hear(at(13s), second) == Meaning::two_units);
  CHECK(said.heard() == at(13s));
  CHECK(said.other_heard() == at(9s));
}

TEST_CASE("announcements: two signs in turn are two units, also if one of them answers",
          "[node][announcements]") {
  Announcements said;
  said.hear(at(1s), one_face);
  said.settle();
  CHECK(said.hear(at(5s), other_face) == Meaning::restarted);
  CHECK(said.is_one(at(5s)));
  said.settle();
  CHECK(said.hear(at(9s), one_face) == Meaning::restarted);
  CHECK_FALSE(said.is_one(at(9s)));
  said.settle();
  CHECK(said.hear(at(13s), other_face) == Meaning::two_units);
}

TEST_CASE("announcements: three signs one after the other are restarts", "[node][announcements]") {
  Announcements said;
  said.hear(at(1s), one_face);
  CHECK(said.hear(at(5s), other_face) == Meaning::restarted);
  CHECK(said.hear(at(9s), third_face) == Meaning::restarted);
  CHECK(said.hear(at(13s), one_face) == Meaning::restarted);
  CHECK(said.hear(at(17s), other_face) == Meaning::restarted);
}

TEST_CASE("announcements: signs that take more than a minute to return are restarts",
          "[node][announcements]") {
  Announcements said;
  said.hear(at(0s), one_face);
  CHECK(said.hear(at(40s), other_face) == Meaning::restarted);
  CHECK(said.hear(at(70s), one_face) == Meaning::restarted);
  CHECK(said.hear(at(101s), other_face) == Meaning::restarted);
}

}  // namespace
}  // namespace twc::test
