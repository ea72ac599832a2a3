// SPDX-License-Identifier: MIT
/// Prints the price of a cap for its users: fixed scenarios in simulated time, figures to reach.

#include <chrono>

#include <fmt/format.h>

#include "support/service_table.hpp"

int main() {
  const auto start = std::chrono::steady_clock::now();
  fmt::print("{:<76} {:<28} {}\n", "scenario", "measured", "to reach");
  for (const auto part : twc::test::service_parts) {
    for (const auto& row : twc::test::service_rows(part)) {
      fmt::print("{:<76} {:<28} {}{}\n", row.scenario, row.measured, row.to_reach,
                 row.is_reached ? "" : "  MISSED");
    }
  }
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  fmt::print("all of it in {:.1f} s\n", passed.count());
}
