// SPDX-License-Identifier: MIT
#include "soak/growth.hpp"

#include <algorithm>
#include <cmath>

#include "soak/table.hpp"

namespace twc::soak {
namespace {

/// The value that a program has most of the time: a link that is just being opened anew does not
/// matter.
double usual(const std::vector<Footprint>& looks, long Footprint::*what) {
  std::vector<double> values;
  for (const Footprint& look : looks) values.push_back(static_cast<double>(look.*what));
  return quantile(std::move(values), 0.5);
}

}  // namespace

Growth::~Growth() {
  while (!all_.empty()) all_.pop_back();
}

void Growth::start(const std::vector<std::string>& words, Complaints complaints) {
  all_.push_back({.process = std::make_unique<Process>(words, complaints), .warm = {}, .late = {}});
}

void Growth::look() {
  const auto quarters = (Clock::now() - begin_) / quarter_;
  for (Watched& watched : all_) {
    const Footprint now = watched.process->footprint();
    if (quarters == 1) watched.warm.push_back(now);
    if (quarters == 3) watched.late.push_back(now);
  }
}

double Growth::most(long Footprint::*what) const {
  double most = std::nan("");
  for (const Watched& one : all_) {
    most = std::fmax(most, usual(one.late, what) - usual(one.warm, what));
  }
  return most;
}

}  // namespace twc::soak
