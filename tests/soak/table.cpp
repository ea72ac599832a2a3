// SPDX-License-Identifier: MIT
#include "soak/table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

namespace twc::soak {
namespace {

std::string bound_of(const Figure& figure) {
  if (std::isinf(figure.least)) return fmt::format("at most {:g}", figure.most);
  if (std::isinf(figure.most)) return fmt::format("at least {:.3g}", figure.least);
  return fmt::format("{:g} to {:.3g}", figure.least, figure.most);
}

}  // namespace

void Table::add(const Figure& figure) {
  // A figure that is no number was not measured, and keeps no bound.
  const bool holds = figure.measured >= figure.least && figure.measured <= figure.most;
  missed_ = missed_ || !holds;
  const std::string measured = std::isnan(figure.measured)
                                   ? "not measured"
                                   : fmt::format("{:.3g} {}", figure.measured, figure.unit);
  fmt::print("{:<58}{:>13}   {:<16}{}\n", figure.name, measured, bound_of(figure),
             holds                         ? "ok"
             : std::isnan(figure.measured) ? "UNKNOWN"
                                           : "MISSED");
  std::fflush(stdout);
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::nan("");
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::ceil(share * last))];
}

double deviation(const std::vector<double>& values, double target) {
  double sum = 0;
  for (const double value : values) sum += (value - target) * (value - target);
  return std::sqrt(sum / static_cast<double>(values.size()));  // 0/0 is no number
}

}  // namespace twc::soak
