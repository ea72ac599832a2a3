// SPDX-License-Identifier: MIT
#pragma once
/// The facts of a unit and of all of them: answers and events tell them by the same names.

#include <optional>
#include <string>
#include <string_view>

#include <twc/node/master.hpp>
#include <twc/node/reports.hpp>
#include <twc/node/unit_status.hpp>

#include "common/facts.hpp"
#include "redact/redact.hpp"

namespace twc::tools {

/// `requested`, `granted`, `echoed`, `drawn`, the reason where there is less than asked for, and
/// how old the last answer is.
void append_amounts(Time now, const node::Amounts& amounts, Facts& facts);
/// The same of all units, when it is in force, and how long the quiet time or a hold lasts.
void append_totals(Time now, const node::Master& master, Facts& facts);
/// `in`: when what was asked for is in force, where the next heartbeats do not settle it.
void append_in(Time now, std::optional<Time> at, Facts& facts);

void append_state(msg::ChargeState state, Facts& facts);

/// Tells what identifies a car or a unit, with --redact something else in its place.
class UnitFacts {
 public:
  explicit UnitFacts(const std::optional<Redactor>& redactor) : redactor_{redactor} {}

  /// A report with its age: `meter_heard`, and `meter_stale` where that is long ago.
  void append_report(Time now, const bus::Heard<msg::Meter>& meter, Facts& facts) const;
  void append_report(Time now, const bus::Heard<msg::Plug>& plug, Facts& facts) const;
  void append_report(Time now, const bus::Heard<node::VinText>& vin, Facts& facts) const;
  void append_report(Time now, const bus::Heard<msg::SerialNumber>& serial, Facts& facts) const;
  void append_report(Time now, const bus::Heard<node::FirmwareVersion>& firmware,
                     Facts& facts) const;
  /// All of it, as `units` lists it.
  void append(Time now, const node::UnitStatus& unit, Facts& facts) const;

 private:
  [[nodiscard]] std::string hide(std::string_view text, std::size_t piece) const;

  std::optional<Redactor> redactor_;
};

}  // namespace twc::tools
