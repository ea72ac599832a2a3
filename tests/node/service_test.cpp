/// What a cap costs its users: the figures of the fixed scenarios are reached.

#include "support/catch.hpp"
#include "support/service_table.hpp"

namespace twc::test {
namespace {

void reach(ServicePart part) {
  for (const ServiceRow& row : service_rows(part)) {
    INFO(row.scenario << ": " << row.measured << ", to reach: " << row.to_reach);
    CHECK(row.is_reached);
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
