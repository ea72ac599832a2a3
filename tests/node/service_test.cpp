/// The price of a cap for its users, in the figures that a master has to reach.

#include "support/catch.hpp"
#include "support/service_table.hpp"

namespace twc::test {
namespace {

TEST_CASE("service: the master reaches every figure of the table", "[service][long]") {
  for (const ServiceRow& row : service_table()) {
    INFO(row.scenario << ": " << row.measured << ", to reach: " << row.to_reach);
    CHECK(row.is_reached);
  }
}

}  // namespace
}  // namespace twc::test
