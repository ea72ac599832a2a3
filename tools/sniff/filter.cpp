// SPDX-License-Identifier: MIT
#include "sniff/filter.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace twc::tools {
namespace {

std::uint16_t parse_hex4(std::string_view text, const char* expected) {
  constexpr std::size_t digits = 4;
  constexpr int base = 16;
  std::uint16_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, base);
  if (text.size() != digits || rest != end || error != std::errc{}) {
    throw std::invalid_argument{expected};
  }
  return value;
}

TwcId parse_filter_id(std::string_view text) {
  return TwcId{parse_hex4(text, "expected an id of four hex digits, such as 2019")};
}

std::vector<std::string_view> all_kinds() {
  std::vector<std::string_view> kinds{"unknown", status_kind};
  for (const wire::FunctionInfo& row : wire::functions) kinds.push_back(row.kind);
  std::ranges::sort(kinds);
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

template <typename Values, typename Value>
bool allows(const Values& wanted, const Value& value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}
bool allows(const std::vector<TwcId>& wanted, const std::optional<TwcId>& id) {
  return wanted.empty() || (id && std::ranges::find(wanted, *id) != wanted.end());
}

}  // namespace

void Filter::add_from(std::string_view id) {
  from_.push_back(parse_filter_id(id));
}

void Filter::add_to(std::string_view id) {
  to_.push_back(parse_filter_id(id));
}

void Filter::add_kind(std::string_view kind) {
  const auto kinds = all_kinds();
  if (!std::ranges::binary_search(kinds, kind)) {
    std::string expected = "expected one of";
    for (const std::string_view known : kinds) expected.append(" ").append(known);
    throw std::invalid_argument{expected};
  }
  kinds_.emplace_back(kind);
}

void Filter::add_code(std::string_view code) {
  codes_.push_back(wire::Function{parse_hex4(code, "expected a code such as FDE0")});
}

bool Filter::wants_all() const {
  return from_.empty() && to_.empty() && kinds_.empty() && codes_.empty();
}

bool Filter::passes(const Shown& shown) const {
  if (wants_all()) return true;
  if (const auto* const status = std::get_if<StatusLine>(&shown.record.heard)) {
    return allows(from_, status->unit) && to_.empty() && codes_.empty() &&
           allows(kinds_, status_kind);
  }
  const wire::Frame* const frame = frame_of(shown.record);
  if (frame == nullptr) return false;
  const Addresses addresses = addresses_of(*shown.message);
  return allows(from_, addresses.from) && allows(to_, addresses.to) &&
         allows(codes_, frame->function()) && allows(kinds_, to_string(frame->function()));
}

}  // namespace twc::tools
