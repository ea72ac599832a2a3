// SPDX-License-Identifier: MIT
#pragma once
/// The words about a capture in which there is no frame: what it is instead, and what to do.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <twc/bus/meter_bus.hpp>

#include "capture/content.hpp"
#include "capture/record.hpp"

namespace twc::tools {

/// Remembers what status lines and Modbus say, in bounded memory.
class FramelessSigns {
 public:
  void take(const Record& record);

  [[nodiscard]] std::uint64_t statuses() const { return statuses_; }
  /// Whether bytes came that are neither frames nor text: there is a bus, of some kind.
  [[nodiscard]] bool has_noise() const { return has_noise_; }
  [[nodiscard]] bool is_meter_bus() const { return meter_.polls() + meter_.answers() > 1; }
  /// `2118: charging, limit 6.00 A, draws 6.59 A; last command of the master set_limit 19.00 A`, a
  /// line for each unit.
  [[nodiscard]] std::string units() const;

 private:
  static constexpr std::size_t most_units = 32;

  std::map<TwcId, StatusLine> units_;  // the last heartbeat of each
  bus::MeterBusWatch meter_;
  std::uint64_t statuses_ = 0;
  bool has_noise_ = false;
};

struct NoFrames {
  std::string_view name;  ///< its name in JSON; it never changes
  std::string what;
  std::string_view advice;
  bool is_doubtful = false;  ///< it may be no capture at all
};

[[nodiscard]] NoFrames explain_no_frames(Content content, const FramelessSigns& signs);

}  // namespace twc::tools
