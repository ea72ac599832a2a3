// SPDX-License-Identifier: MIT
#pragma once
/// Shows a record: one line for people, one JSON object, one CSV row.

#include <optional>
#include <string>
#include <string_view>

#include <twc/msg/message.hpp>

#include "capture/record.hpp"
#include "common/paint.hpp"

namespace twc::tools {

/// A record with its message decoded, where it holds a good or a recovered frame.
struct Shown {
  const Record& record;
  std::optional<msg::Message> message;
};

/// `record` must outlive what is made of it.
[[nodiscard]] Shown decode(const Record& record);

/// The frame in `record`, good or recovered; nullptr for noise, errors and status lines.
[[nodiscard]] const wire::Frame* frame_of(const Record& record);

/// The word that JSON has for the kind of a status line.
inline constexpr std::string_view status_kind = "status";

/// The ids of the speaker and of the addressee, where the message says them.
struct Addresses {
  std::optional<TwcId> from;
  std::optional<TwcId> to;
};
[[nodiscard]] Addresses addresses_of(const msg::Message& message);

/// All three append to `out`, without a line end. Noise is neither a good frame nor an error: of
/// noise JSON and CSV say nothing. Errors, dangerous and recovered frames and echoes are painted.
void append_text(std::string& out, const Shown& shown, Paint paint);
void append_json(std::string& out, const Shown& shown);
void append_csv(std::string& out, const Shown& shown);

/// The names of the columns of append_csv().
[[nodiscard]] std::string csv_header();

}  // namespace twc::tools
