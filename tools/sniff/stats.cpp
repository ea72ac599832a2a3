// SPDX-License-Identifier: MIT
#include "sniff/stats.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include <twc/wire/slip.hpp>

#include "common/counted.hpp"
#include "common/hear.hpp"
#include "common/stamp.hpp"

namespace twc::tools {
namespace {

constexpr std::size_t all_ids = 65'536;
constexpr std::uint8_t beyond = 0xFF;  // an id that came when all places were taken

/// With both delimiters.
std::size_t wire_size(std::size_t between) {
  return between + 2;
}

std::size_t escapes_in(Bytes body) {
  return static_cast<std::size_t>(std::ranges::count_if(
      body, [](std::uint8_t byte) { return byte == wire::slip_end || byte == wire::slip_esc; }));
}

/// The parts of a VIN have neighbouring rows and one name.
void report_kinds(std::string& out, const KindCounts& counts) {
  std::string_view before = "\n      sent  ";
  for (std::size_t at = 0; at < counts.size();) {
    const std::string_view kind = wire::functions[at].kind;
    std::uint64_t count = 0;
    for (; at < counts.size() && wire::functions[at].kind == kind; ++at) count += counts[at];
    if (count == 0) continue;
    fmt::format_to(std::back_inserter(out), "{}{} {}", before, kind, count);
    before = ", ";
  }
}

}  // namespace

Stats::Stats() : places_(all_ids) {}

void Stats::count(const Shown& shown) {
  const Record& record = shown.record;
  tell(monitor_, timeline_, record);
  if (std::holds_alternative<wire::Recovered>(record.heard)) {
    ++recovered_;  // its bytes were counted with the stretch that it stood in
    return;
  }
  if (std::holds_alternative<StatusLine>(record.heard)) return;  // it has no bytes
  if (record.end) ++bytes_;
  if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) {
    bytes_ += wire_size(frame->size() + escapes_in(frame->bytes()));
    count_frame(shown, *frame);
  } else if (const auto* const bad = std::get_if<wire::BadFrame>(&record.heard)) {
    bytes_ += wire_size(bad->wire.count());
    ++bad_[static_cast<std::size_t>(bad->error)];
  } else {
    const std::size_t size = std::get<wire::Noise>(record.heard).wire.count();
    noise_bytes_ += size;
    bytes_ += size;
  }
}

void Stats::count_frame(const Shown& shown, const wire::Frame& frame) {
  ++frames_;
  if (shown.record.direction == Direction::echo) {
    ++echoes_;
    return;
  }
  const wire::FunctionInfo* const info = wire::find(frame.function());
  if (info == nullptr) ++unknown_;
  if (std::holds_alternative<msg::Dangerous>(*shown.message)) ++dangerous_;
  const Addresses addresses = addresses_of(*shown.message);
  if (addresses.from) {
    if (Unit* const from = unit(*addresses.from)) {
      ++from->sent;
      if (info != nullptr) ++from->sent_of[static_cast<std::size_t>(info - wire::functions.data())];
      from->is_master |= frame.kind() != wire::FrameKind::report;
      from->is_slave |= std::holds_alternative<msg::SlaveHeartbeat>(*shown.message) ||
                        std::holds_alternative<msg::SlaveLinkready>(*shown.message);
    }
  }
  if (addresses.to) {
    if (Unit* const to = unit(*addresses.to)) ++to->addressed;
  }
}

Stats::Unit* Stats::unit(TwcId id) {
  std::uint8_t& place = places_[static_cast<std::size_t>(id)];
  if (place == beyond) return nullptr;
  if (place == 0) {
    if (units_.size() == most_units) {
      place = beyond;
      ++further_units_;
      return nullptr;
    }
    units_.push_back(std::make_unique<Unit>());
    units_.back()->id = id;
    place = static_cast<std::uint8_t>(units_.size());
  }
  return units_[place - 1U].get();
}

std::string Stats::report() const {
  std::string out;
  report_totals(out);
  for (const auto& each : units_) report_unit(out, *each);
  if (further_units_ != 0) {
    fmt::format_to(std::back_inserter(out), "and {}\n", counted(further_units_, "more id"));
  }
  return out;
}

void Stats::report_totals(std::string& out) const {
  const auto to = std::back_inserter(out);
  out += counted(frames_, "frame");
  const Duration lasted = monitor_.totals().lasted();
  if (lasted != Duration{}) fmt::format_to(to, " in {:.1f} s", in_milliseconds(lasted) / 1000);
  fmt::format_to(to, ", {} bad", std::accumulate(bad_.begin(), bad_.end(), std::uint64_t{0}));
  std::string_view before = " (";
  for (std::size_t error = 0; error < bad_.size(); ++error) {
    if (bad_[error] == 0) continue;
    fmt::format_to(to, "{}{} {}", before, to_string(wire::FrameError(error)), bad_[error]);
    before = ", ";
  }
  if (before == ", ") out += ')';
  fmt::format_to(to, ", {} recovered, {}, {}\n", recovered_, counted(noise_bytes_, "noise byte"),
                 counted(bytes_, "byte"));
  const auto put = [to](std::uint64_t count, std::string_view one, std::string_view many) {
    if (count != 0) fmt::format_to(to, "{}\n", counted(count, one, many));
  };
  put(echoes_, "frame is an echo of our own", "frames are echoes of our own");
  put(unknown_, "frame has an unknown code", "frames have an unknown code");
  if (dangerous_ != 0) fmt::format_to(to, "!!! {}\n", counted(dangerous_, "dangerous frame"));
}

void Stats::report_unit(std::string& out, const Unit& unit) const {
  const auto to = std::back_inserter(out);
  std::string_view role = "?";
  if (unit.is_master) role = unit.is_slave ? "master and slave" : "master";
  if (!unit.is_master && unit.is_slave) role = "slave";
  fmt::format_to(to, "{:04X}  {}  sent {}  addressed {}", static_cast<unsigned>(unit.id), role,
                 unit.sent, unit.addressed);
  if (const auto damaged = monitor_.damaged(unit.id)) fmt::format_to(to, "  damaged {}", damaged);
  report_kinds(out, unit.sent_of);
  if (const bus::Answers* const answers = monitor_.answers(unit.id)) {
    fmt::format_to(to, "\n      asked {}  answered {}  unanswered {}", answers->asked(),
                   answers->answered(), answers->unanswered());
    if (answers->measured() != 0) {
      fmt::format_to(to,
                     "\n      answers after  min {:.0f}  median {:.0f}  mean {:.0f}  max {:.0f} ms",
                     in_milliseconds(answers->shortest()), in_milliseconds(answers->median()),
                     in_milliseconds(answers->mean()), in_milliseconds(answers->longest()));
    }
  }
  out += '\n';
}

}  // namespace twc::tools
