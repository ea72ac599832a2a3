// SPDX-License-Identifier: MIT
#include "support/day.hpp"

#include <malloc.h>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/sanitized.hpp"

namespace twc::test {
namespace {

TEST_CASE("sim: a day of four units and cars takes no more memory than five hours of it",
          "[sim][day]") {
  Day day;
  constexpr std::size_t settled = is_sanitized ? 1 : 5;  // all cars have come at 4
  day.run_to_hour(settled);
  CHECK(day.drawn() > 20_A);
  const std::size_t in_use = mallinfo2().uordblks;
  day.run_to_hour(fewer_if_sanitized(24));
  if (!is_sanitized) CHECK(mallinfo2().uordblks == in_use);
  if (!is_sanitized) CHECK(day.drawn() == 0_A);
  CHECK(day.events() > 20);
}

}  // namespace
}  // namespace twc::test
