// SPDX-License-Identifier: MIT
#pragma once
/// The lines of a player of the bus: events with their time and unit, and answers to commands; each
/// as text for people and as one JSON object.

#include <optional>
#include <string>
#include <string_view>

#include <twc/types.hpp>

#include "capture/record.hpp"
#include "common/facts.hpp"
#include "common/timestamps.hpp"

namespace twc::tools {

/// `name` at `when`, of one unit or of the whole bus.
struct EventHead {
  Stamp when;
  std::string_view name;
  std::optional<TwcId> unit;
};

[[nodiscard]] std::string text_line(TimeColumn& time, const EventHead& head, const Facts& facts);
[[nodiscard]] std::string json_line(const EventHead& head, const Facts& facts);

/// `ok ...`, or an object with `"ok":true`.
[[nodiscard]] std::string ok_line(const Facts& facts);
/// `err WORD ...`, or an object with `"ok":false`.
[[nodiscard]] std::string error_line(Style style, std::string_view word, std::string_view what);

}  // namespace twc::tools
