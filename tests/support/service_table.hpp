#pragma once
/// The figures of the service scenarios beside those that they have to reach.

#include <string>
#include <vector>

namespace twc::test {

struct ServiceRow {
  std::string scenario;
  std::string measured;
  std::string to_reach;
  bool is_reached = false;
};

[[nodiscard]] std::vector<ServiceRow> service_table();

}  // namespace twc::test
