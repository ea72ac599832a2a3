// SPDX-License-Identifier: MIT
#pragma once
/// JSON as masters write it and brokers get it: members keep their order.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace twc::tools {

using Json = nlohmann::ordered_json;

/// Nothing for a line that is no JSON object: a line from outside is data, never a failure of ours.
[[nodiscard]] inline std::optional<Json> parse_object(std::string_view text) {
  Json parsed = Json::parse(text, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  return parsed;
}

/// The text of a member; empty where it is absent or no text.
[[nodiscard]] inline std::string word_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

[[nodiscard]] inline std::optional<double> number_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

/// One line. A byte that is no UTF-8 becomes a replacement character.
[[nodiscard]] inline std::string dumped(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace twc::tools
