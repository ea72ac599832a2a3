#include "sniff/stats.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include <twc/wire/slip.hpp>

#include "common/names.hpp"
#include "common/stamp.hpp"
#include "redact/ids_behind.hpp"

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

bool is_request(wire::Function code) {
  return static_cast<unsigned>(code) >> 8U == 0xFB;
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
  count_time(record.when);
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
    count_bad_frame(*bad);
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
      from->latency.hear(frame.function(), shown.record.when);
      from->is_master |= frame.bytes()[0] != 0xFD;
      from->is_slave |= std::holds_alternative<msg::SlaveHeartbeat>(*shown.message) ||
                        std::holds_alternative<msg::SlaveLinkready>(*shown.message);
    }
  }
  if (addresses.to) {
    if (Unit* const to = unit(*addresses.to)) {
      ++to->addressed;
      if (is_request(frame.function())) to->latency.ask(frame.function(), shown.record.when);
    }
  }
}

/// A damaged frame is put down to the unit that it names, if its code tells where the name stands
/// and that unit was heard before.
void Stats::count_bad_frame(const wire::BadFrame& bad) {
  ++bad_[static_cast<std::size_t>(bad.error)];
  const wire::Unescaped body = wire::unescape(bad.wire.bytes());
  const Bytes bytes = body.bytes();
  if (bytes.size() < 4) return;
  const auto code = static_cast<wire::Function>((unsigned{bytes[0]} << 8U) | bytes[1]);
  const wire::FunctionInfo* const info = wire::find(code);
  if (info == nullptr || ids_behind(code) == 0) return;
  const std::size_t id = (std::size_t{bytes[2]} << 8U) | bytes[3];
  const std::uint8_t place = places_[id];
  if (place != 0 && place != beyond) ++units_[place - 1U]->damaged;
}

void Stats::count_time(const Stamp& when) {
  if (when.clock == Clock::none) return;
  lasted_ += std::max(elapsed(before_, when).value_or(Duration{}), Duration{});
  before_ = when;
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
    fmt::format_to(std::back_inserter(out), "and {} more ids\n", further_units_);
  }
  return out;
}

void Stats::report_totals(std::string& out) const {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{} frames", frames_);
  if (lasted_ != Duration{}) fmt::format_to(to, " in {:.1f} s", in_milliseconds(lasted_) / 1000);
  fmt::format_to(to, ", {} bad", std::accumulate(bad_.begin(), bad_.end(), std::uint64_t{0}));
  std::string_view before = " (";
  for (std::size_t error = 0; error < bad_.size(); ++error) {
    if (bad_[error] == 0) continue;
    fmt::format_to(to, "{}{} {}", before, name_of(wire::FrameError(error)), bad_[error]);
    before = ", ";
  }
  if (before == ", ") out += ')';
  fmt::format_to(to, ", {} recovered, {} noise bytes, {} bytes\n", recovered_, noise_bytes_,
                 bytes_);
  if (echoes_ != 0) fmt::format_to(to, "{} of the frames are echoes of our own\n", echoes_);
  if (unknown_ != 0) fmt::format_to(to, "{} of the frames have an unknown code\n", unknown_);
  if (dangerous_ != 0) fmt::format_to(to, "!!! {} dangerous frames\n", dangerous_);
}

void Stats::report_unit(std::string& out, const Unit& unit) {
  const auto to = std::back_inserter(out);
  std::string_view role = "?";
  if (unit.is_master) role = unit.is_slave ? "master and slave" : "master";
  if (!unit.is_master && unit.is_slave) role = "slave";
  fmt::format_to(to, "{:04X}  {}  sent {}  addressed {}", static_cast<unsigned>(unit.id), role,
                 unit.sent, unit.addressed);
  if (unit.damaged != 0) fmt::format_to(to, "  damaged {}", unit.damaged);
  report_kinds(out, unit.sent_of);
  const Latency& latency = unit.latency;
  if (latency.asked() != 0) {
    fmt::format_to(to, "\n      asked {}  answered {}  unanswered {}", latency.asked(),
                   latency.answered(), latency.unanswered());
  }
  if (latency.measured() != 0) {
    fmt::format_to(to,
                   "\n      answers after  min {:.0f}  median {:.0f}  mean {:.0f}  max {:.0f} ms",
                   in_milliseconds(latency.shortest()), in_milliseconds(latency.median()),
                   in_milliseconds(latency.mean()), in_milliseconds(latency.longest()));
  }
  out += '\n';
}

}  // namespace twc::tools
