// SPDX-License-Identifier: MIT
#pragma once
/// --stats: what was on the bus, in numbers.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <twc/bus/monitor.hpp>

#include "common/show.hpp"
#include "common/timeline.hpp"

namespace twc::tools {

/// By row of wire::functions.
using KindCounts = std::array<std::uint64_t, wire::functions.size()>;

/// Counts everything that was heard, shown or not, in bounded memory. Answers and damaged frames of
/// a unit are what the monitor of --diagnose counts, too.
class Stats {
 public:
  /// A bus has four units, and a few programs. Ids beyond these, which a noisy line makes up, are
  /// only counted.
  static constexpr std::size_t most_units = 64;

  Stats();

  void count(const Shown& shown);

  /// Lines for people.
  [[nodiscard]] std::string report() const;

 private:
  struct Unit {
    TwcId id{};
    std::uint64_t sent = 0;
    std::uint64_t addressed = 0;
    bool is_master = false;
    bool is_slave = false;
    KindCounts sent_of{};
  };

  void count_frame(const Shown& shown, const wire::Frame& frame);
  /// nullptr for an id beyond most_units.
  [[nodiscard]] Unit* unit(TwcId id);
  void report_totals(std::string& out) const;
  void report_unit(std::string& out, const Unit& unit) const;

  std::uint64_t frames_ = 0;
  std::uint64_t recovered_ = 0;
  std::uint64_t echoes_ = 0;
  std::uint64_t unknown_ = 0;
  std::uint64_t dangerous_ = 0;
  std::uint64_t noise_bytes_ = 0;
  std::uint64_t bytes_ = 0;
  std::array<std::uint64_t, 5> bad_{};  // by wire::FrameError

  Timeline timeline_;
  bus::Monitor monitor_;

  // For each id its place in units_, counted from 1; 0 for an id not heard of yet.
  std::vector<std::uint8_t> places_;
  std::vector<std::unique_ptr<Unit>> units_;
  std::size_t further_units_ = 0;
};

}  // namespace twc::tools
