// SPDX-License-Identifier: MIT
/// The name that a person meant who typed a wrong one.

#include "common/nearest.hpp"

#include <array>
#include <string_view>

#include "support/catch.hpp"

using twc::tools::nearest;

TEST_CASE("nearest: finds the name in spite of a wrong, missing, doubled or swapped letter",
          "[options]") {
  constexpr std::array<std::string_view, 4> names{"limit", "status", "stop", "TWC_MAX_CURRENT"};
  CHECK(nearest("limti", names) == "limit");
  CHECK(nearest("limt", names) == "limit");
  CHECK(nearest("limmit", names) == "limit");
  CHECK(nearest("linit", names) == "limit");
  CHECK(nearest("TWC_MAXCURRENT", names) == "TWC_MAX_CURRENT");
  CHECK(nearest("sto", names) == "stop");
}

TEST_CASE("nearest: a name that is like none suggests none", "[options]") {
  constexpr std::array<std::string_view, 2> names{"limit", "status"};
  CHECK(nearest("quit", names).empty());
  CHECK(nearest("", names).empty());
  CHECK(nearest("x", names).empty());
  CHECK(nearest("what", names).empty());
}
