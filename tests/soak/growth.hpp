// SPDX-License-Identifier: MIT
#pragma once
/// Whether programs grow: how large each is when it has warmed up, and how large in the end.

#include <memory>
#include <string>
#include <vector>

#include "soak/process.hpp"

namespace twc::soak {

class Growth {
 public:
  /// The second quarter of the time is compared with the last one.
  explicit Growth(Clock::duration time) : begin_{Clock::now()}, quarter_{time / 4} {}
  Growth(const Growth&) = delete;
  Growth& operator=(const Growth&) = delete;
  /// The program that began last ends first, so that nobody sees a bus that is gone.
  ~Growth();

  void start(const std::vector<std::string>& words, Complaints complaints = Complaints::shown);
  /// To be called now and then until the end.
  void look();
  [[nodiscard]] Clock::time_point end() const { return begin_ + 4 * quarter_; }

  /// The growth of the program that has grown most.
  [[nodiscard]] double own_kilobytes() const { return most(&Footprint::own); }
  [[nodiscard]] double descriptors() const { return most(&Footprint::descriptors); }

 private:
  struct Watched {
    std::unique_ptr<Process> process;
    std::vector<Footprint> warm;
    std::vector<Footprint> late;
  };
  [[nodiscard]] double most(long Footprint::*what) const;

  Clock::time_point begin_;
  Clock::duration quarter_;
  std::vector<Watched> all_;
};

}  // namespace twc::soak
