// SPDX-License-Identifier: MIT
#include "fakemaster/unit_facts.hpp"

#include <array>

#include <fmt/format.h>

namespace twc::tools {
namespace {

/// `NAME_heard`, and `NAME_stale` where that is long ago.
void append_age(Time now, std::string_view name, Time heard, Facts& facts) {
  const Duration age = now - heard;
  facts.age(fmt::format("{}_heard", name), age);
  if (age > node::goes_stale_after) facts.flag(fmt::format("{}_stale", name));
}

}  // namespace

void append_amounts(Time now, const node::Amounts& amounts, Facts& facts) {
  facts.amps("requested", amounts.requested).amps("granted", amounts.granted);
  facts.amps("echoed", amounts.echoed).amps("drawn", amounts.drawn);
  if (amounts.reason != node::Reason::none) facts.word("reason", to_string(amounts.reason));
  if (amounts.heard) facts.age("heard", now - *amounts.heard);
  if (amounts.is_stale(now)) facts.flag("stale");
}

void append_in(Time now, std::optional<Time> at, Facts& facts) {
  if (at && *at > now) facts.seconds("in", *at - now);
}

void append_totals(Time now, const node::Master& master, Facts& facts) {
  append_amounts(now, master.totals(now), facts);
  append_in(now, master.in_force_at(now), facts);
  if (const auto until = master.quiet_until()) facts.seconds("quiet_time", *until - now);
  if (const auto until = master.held_until()) facts.seconds("hold", *until - now);
}

void append_state(msg::ChargeState state, Facts& facts) {
  facts.number("state", static_cast<std::uint8_t>(state)).word("state_name", to_string(state));
}

void UnitFacts::append_report(Time now, const bus::Heard<msg::Meter>& meter, Facts& facts) const {
  const auto& volts = meter.what.volts;
  facts.number("energy_raw", meter.what.energy_raw);
  facts.volts("voltage", std::array{volts[0].value, volts[1].value, volts[2].value});
  if (const auto& amps = meter.what.amps) {
    const std::array currents{(*amps)[0].current(), (*amps)[1].current(), (*amps)[2].current()};
    facts.phase_amps("current", currents);
  }
  append_age(now, "meter", meter.at, facts);
}

void UnitFacts::append_report(Time now, const bus::Heard<msg::Plug>& plug, Facts& facts) const {
  facts.number("plug", static_cast<unsigned>(plug.what)).word("plug_name", to_string(plug.what));
  append_age(now, "plug", plug.at, facts);
}

void UnitFacts::append_report(Time now, const bus::Heard<node::VinText>& vin, Facts& facts) const {
  constexpr std::size_t part = 7;
  facts.word("vin", hide(vin.what.view(), part));
  append_age(now, "vin", vin.at, facts);
}

void UnitFacts::append_report(Time now, const bus::Heard<msg::SerialNumber>& serial,
                              Facts& facts) const {
  facts.word("serial", hide(serial.what.view(), serial.what.chars().size()));
  append_age(now, "serial", serial.at, facts);
}

void UnitFacts::append_report(Time now, const bus::Heard<node::FirmwareVersion>& firmware,
                              Facts& facts) const {
  const auto& version = firmware.what;
  facts.word("version", fmt::format("{}.{}.{}.{}", version[0], version[1], version[2], version[3]));
  append_age(now, "firmware", firmware.at, facts);
}

void UnitFacts::append(Time now, const node::UnitStatus& unit, Facts& facts) const {
  facts.id(unit.id).word("link", to_string(unit.link)).word("charging", to_string(unit.charging));
  if (unit.said) append_state(unit.state, facts);
  append_amounts(now, unit.amounts, facts);
  append_in(now, unit.in_force_at, facts);
  if (unit.car.may_need_replug) facts.flag("replug");
  facts.amps("max", unit.bounds.most).amps("min", unit.bounds.least);
  facts.number("protocol", static_cast<unsigned>(unit.protocol));
  const auto append_last = [&](const auto& report) {
    if (report) append_report(now, *report, facts);
  };
  append_last(unit.reported.meter);
  append_last(unit.reported.plug);
  append_last(unit.reported.vin);
  append_last(unit.reported.serial);
  append_last(unit.reported.firmware);
}

/// In pieces, as they stand in frames, so that a redacted capture of the same run has the same.
std::string UnitFacts::hide(std::string_view text, std::size_t piece) const {
  if (!redactor_) return std::string{text};
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    out += redactor_->redact(text.substr(at, piece));
  }
  return out;
}

}  // namespace twc::tools
