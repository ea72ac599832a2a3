// SPDX-License-Identifier: MIT
#include "sniff/no_frames.hpp"

#include <iterator>

#include <fmt/format.h>

#include "sniff/explain_words.hpp"

namespace twc::tools {

void FramelessSigns::take(const Record& record) {
  if (const auto* const noise = std::get_if<wire::Noise>(&record.heard)) {
    has_noise_ = true;
    meter_.look_into(noise->wire);
    return;
  }
  const auto* const status = std::get_if<StatusLine>(&record.heard);
  if (status == nullptr) return;
  ++statuses_;
  const bool is_told = status->kind == StatusLine::Kind::heartbeat && status->unit;
  if (!is_told || (units_.size() == most_units && !units_.contains(*status->unit))) return;
  units_[*status->unit] = *status;
}

std::string FramelessSigns::units() const {
  std::string out;
  const auto to = std::back_inserter(out);
  for (const auto& [id, status] : units_) {
    fmt::format_to(to, "{}: {}, limit {}, draws {}", hex(id), to_string(*status.state),
                   amps(*status.limit), amps(*status.drawn));
    if (status.command) fmt::format_to(to, "; the master says {}", to_string(*status.command));
    if (status.command && status.command->has_limit() && status.offered) {
      fmt::format_to(to, " {}", amps(*status.offered));
    }
    out += '\n';
  }
  return out;
}

namespace {

constexpr std::string_view how_to_capture =
    "A capture is best made with twc-sniff -w garage.twclog PORT, or copied as text: lines such as "
    "C0 FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 C0.";

constexpr std::string_view how_to_log_frames =
    "TWCManager logs frames (Tx@ and Rx@) with debugLevel 9 or more, in newer versions with "
    "logLevel DEBUG. Or end it, and listen with twc-sniff -w garage.twclog PORT.";

}  // namespace

NoFrames explain_no_frames(Content content, const FramelessSigns& signs) {
  if (signs.is_meter_bus()) {
    return {"modbus_meter",
            "no frames, but Modbus to an energy meter: the port of a third generation",
            "A Wall Connector of the third generation polls its meter like this. It does not speak "
            "the protocol of the second, and cannot be controlled here."};
  }
  if (signs.statuses() > 0) {
    return {
        "status_lines",
        fmt::format("no frames, but {} of TWCManager", counted(signs.statuses(), "status line")),
        how_to_log_frames};
  }
  switch (content) {
    case Content::nothing: return {"empty", "it is empty", how_to_capture, true};
    case Content::picture:
      return {"picture", "it is a picture, and frames cannot be read off it", how_to_capture};
    case Content::document:
      return {"document", "it is a PDF, and frames cannot be read out of it", how_to_capture};
    case Content::archive:
      return {"archive", "it is an archive or an office document",
              "Unpack it, or save it as text."};
    case Content::web_page:
      return {"web_page", "it is a web page without a frame in it",
              "Copy the log out of the page, or download it as a file."};
    case Content::capture:
      return {"capture", "nothing was heard while it was recorded", "Run --diagnose on it."};
    case Content::text: return {"text", "it is a text without a frame in it", how_to_capture, true};
    case Content::bytes: break;
  }
  return {"bytes", "it is raw bytes without a frame among them",
          "At another baud rate than 9600, or with D+ and D- swapped, a bus looks like this.",
          true};
}

}  // namespace twc::tools
