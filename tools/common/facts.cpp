// SPDX-License-Identifier: MIT
#include "common/facts.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace twc::tools {
namespace {

std::string escaped(std::string_view value, Style style, bool is_quoted) {
  std::string out;
  for (const char c : value) {
    const bool is_printable = c >= ' ' && c <= '~';
    if (!is_printable) {
      fmt::format_to(std::back_inserter(out),
                     fmt::runtime(style == Style::json ? "\\u{:04X}" : "\\x{:02X}"),
                     static_cast<unsigned char>(c));
    } else {
      if (is_quoted && (c == '"' || c == '\\')) out += '\\';
      out += c;
    }
  }
  return out;
}

/// In text, a value that could be taken for another field.
bool needs_quotes(std::string_view value) {
  return value.find_first_of("=\";") != std::string_view::npos;
}

std::string decimal(std::uint64_t hundredths) {
  return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

}  // namespace

void Facts::begin(std::string_view name, std::string_view unit) {
  const bool is_json = style_ == Style::json;
  fmt::format_to(std::back_inserter(text_), fmt::runtime(is_json ? ",\"{}{}\":" : " {}="), name,
                 unit);
}

Facts& Facts::amps(std::string_view name, std::uint64_t hundredths) {
  begin(name, "_a");
  text_ += decimal(hundredths);
  return *this;
}

/// Rounded up: what is not over has not ended.
Facts& Facts::seconds(std::string_view name, Duration duration) {
  begin(name, "_s");
  const auto whole = std::chrono::ceil<std::chrono::seconds>(duration);
  text_ += std::to_string(std::max(whole, std::chrono::seconds{0}).count());
  if (style_ == Style::text) text_ += 's';
  return *this;
}

Facts& Facts::age(std::string_view name, Duration duration) {
  begin(name, "_s");
  const auto tenths = std::max(duration, Duration{}) / std::chrono::milliseconds{100};
  text_ += fmt::format("{}.{}", tenths / 10, tenths % 10);
  if (style_ == Style::text) text_ += 's';
  return *this;
}

Facts& Facts::flag(std::string_view name) {
  begin(name);
  text_ += "true";
  return *this;
}

Facts& Facts::number(std::string_view name, std::uint64_t value) {
  begin(name);
  text_ += std::to_string(value);
  return *this;
}

Facts& Facts::volts(std::string_view name, std::span<const std::uint16_t, 3> phases) {
  begin(name, "_v");
  const bool is_json = style_ == Style::json;
  fmt::format_to(std::back_inserter(text_), fmt::runtime(is_json ? "[{},{},{}]" : "{}/{}/{}"),
                 phases[0], phases[1], phases[2]);
  return *this;
}

Facts& Facts::phase_amps(std::string_view name, std::span<const Centiamps, 3> phases) {
  begin(name, "_a");
  const bool is_json = style_ == Style::json;
  fmt::format_to(std::back_inserter(text_), fmt::runtime(is_json ? "[{},{},{}]" : "{}/{}/{}"),
                 decimal(phases[0].value()), decimal(phases[1].value()),
                 decimal(phases[2].value()));
  return *this;
}

Facts& Facts::word(std::string_view name, std::string_view value) {
  begin(name);
  const bool is_quoted = style_ == Style::json || needs_quotes(value);
  fmt::format_to(std::back_inserter(text_), fmt::runtime(is_quoted ? "\"{}\"" : "{}"),
                 escaped(value, style_, is_quoted));
  return *this;
}

Facts& Facts::id(TwcId id) {
  return word("id", to_string(id));
}

Facts& Facts::list(std::string_view name, const std::vector<Facts>& lines) {
  if (style_ == Style::text) {
    for (const Facts& line : lines) text_ += " ;" + line.text();
    return *this;
  }
  begin(name);
  text_ += '[';
  for (const Facts& line : lines) {
    if (text_.back() != '[') text_ += ',';
    text_ += line.object();
  }
  text_ += ']';
  return *this;
}

std::string Facts::object() const {
  return text_.empty() ? "{}" : "{" + text_.substr(1) + "}";
}

}  // namespace twc::tools
