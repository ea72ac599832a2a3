// SPDX-License-Identifier: MIT
#pragma once
/// A reader of JSON objects of one level, as strict as RFC 8259, that knows nothing of our writer.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twc::test {

/// Names and values, the values as they were written; strings without their quotes and escapes.
using JsonMembers = std::vector<std::pair<std::string, std::string>>;

/// Nothing if `text` is anything but one object whose members are strings, numbers, true, false or
/// lists of numbers or strings, or holds a byte that is not printable ASCII.
[[nodiscard]] std::optional<JsonMembers> parse_json(std::string_view text);

/// The value of `name`; nothing if there is none.
[[nodiscard]] std::optional<std::string> member(const JsonMembers& members, std::string_view name);

}  // namespace twc::test
