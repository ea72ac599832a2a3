// SPDX-License-Identifier: MIT
#include "common/option_faults.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "common/nearest.hpp"

namespace twc::tools {
namespace {

std::string in_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return CLI::detail::trim(text);
}

std::vector<std::string> names_in(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* const option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string nearest_option(const CLI::App& app, std::string_view wrong) {
  const std::vector<std::string> names = names_in(app);
  const std::vector<std::string_view> views{names.begin(), names.end()};
  return std::string{nearest(wrong, views)};
}

/// Arguments that nobody asked for: an option that does not exist, or one word too many.
std::string words_for_extra(const CLI::App& app, const CLI::ParseError& wrong) {
  const std::vector<std::string> extra = app.remaining();
  if (extra.empty()) return in_one_line(wrong.what());
  const std::string name = extra.front().substr(0, extra.front().find('='));
  if (!name.starts_with('-') || name == "-") {
    return fmt::format("'{}': expected nothing more", extra.front());
  }
  const std::string meant = nearest_option(app, name);
  const std::string hint =
      meant.empty() ? std::string{"--help lists what there is"} : "did you mean " + meant + "?";
  return fmt::format("there is no option {}; {}", name, hint);
}

/// The option that a text of the parser begins with.
const CLI::Option* named_in(const CLI::App& app, const std::string& text) {
  const std::string name = text.substr(0, text.find_first_of(": "));
  return name.empty() ? nullptr : app.get_option_no_throw(name);
}

std::string words_for_count(const CLI::Option& option) {
  const std::string name = option.get_name();
  if (option.get_items_expected_max() == 0) return name + ": expected no value";
  if (option.count() > 1) return name + ": expected once; it was given more often";
  return fmt::format("{}: expected a value, {}", name, option.get_type_name());
}

bool is_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

/// The words of a sentence that may be meant: not those that every sentence has.
std::vector<std::string_view> words_in(std::string_view sentence) {
  constexpr auto common = std::to_array<std::string_view>(
      {"expected", "one", "of", "or", "and", "a", "an", "such", "as", "the", "maybe", "for"});
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < sentence.size();) {
    const auto* const begin = sentence.data() + at;
    const auto* const end = std::find_if_not(begin, sentence.data() + sentence.size(), is_letter);
    const std::string_view word{begin, static_cast<std::size_t>(end - begin)};
    if (!word.empty() && std::ranges::find(common, word) == common.end()) words.push_back(word);
    at += word.size() + 1;
  }
  return words;
}

}  // namespace

std::string fault_of(const CLI::App& app, const CLI::ParseError& wrong) {
  if (dynamic_cast<const CLI::ExtrasError*>(&wrong) != nullptr) return words_for_extra(app, wrong);
  if (dynamic_cast<const CLI::ValidationError*>(&wrong) == nullptr) {
    if (const CLI::Option* const option = named_in(app, wrong.what())) {
      return words_for_count(*option);
    }
  }
  return in_one_line(wrong.what());
}

std::string with_hint(std::string_view expectation, std::string_view got) {
  const std::string_view word = got.substr(0, got.find(':'));
  const bool is_word = word.size() > 2 && std::ranges::all_of(word, is_letter) &&
                       std::isalpha(static_cast<unsigned char>(word.front())) != 0;
  const std::size_t list = expectation.rfind("; got ");
  const std::string_view meant =
      is_word ? nearest(word, words_in(expectation.substr(0, list))) : std::string_view{};
  if (meant.empty() || meant == word) return std::string{expectation};
  return fmt::format("{}; did you mean {}?", expectation, meant);
}

}  // namespace twc::tools
