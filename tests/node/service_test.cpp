// SPDX-License-Identifier: MIT
/// The price of a cap for its users: the figures of the fixed scenarios are reached, and the README
/// has a row for each.

#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/service_table.hpp"

namespace twc::test {
namespace {

/// The row of the README; what was measured stands between the two ends of it.
bool is_in_readme(const ServiceRow& row) {
  std::ifstream readme{TWC_README};
  for (std::string line; std::getline(readme, line);) {
    const bool is_row = line.starts_with("| " + row.scenario + " | ");
    if (is_row && line.ends_with(" | " + row.to_reach + " |")) return true;
  }
  return false;
}

void reach(ServicePart part) {
  for (const ServiceRow& row : service_rows(part)) {
    INFO(row.scenario << ": " << row.measured << ", to reach: " << row.to_reach);
    CHECK(row.is_reached);
    CHECK(is_in_readme(row));
  }
}

TEST_CASE("service: a total that changes costs few ampere-hours and no needless stop",
          "[service][long]") {
  reach(ServicePart::supply);
}
TEST_CASE("service: turns last, and what a car does not use is passed on", "[service]") {
  reach(ServicePart::turns);
}
TEST_CASE("service: a car that asks gets its first amps and an even share in time", "[service]") {
  reach(ServicePart::asking);
}
TEST_CASE("service: limits stay where they are, and a deaf unit costs little", "[service][long]") {
  reach(ServicePart::steadiness);
}
TEST_CASE("service: a network that loses frames, and masters that take over", "[service][long]") {
  reach(ServicePart::line);
}

}  // namespace
}  // namespace twc::test
