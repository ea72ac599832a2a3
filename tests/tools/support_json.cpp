// SPDX-License-Identifier: MIT
#include "support_json.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace twc::test {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_{text} {}

  JsonMembers object() {
    JsonMembers members;
    expect('{');
    do {
      std::string name = string();
      expect(':');
      members.emplace_back(std::move(name), value());
    } while (take(','));
    expect('}');
    if (!rest_.empty()) throw std::invalid_argument{"more than one object"};
    return members;
  }

 private:
  char next() {
    if (rest_.empty()) throw std::invalid_argument{"cut short"};
    const char c = rest_.front();
    if (c < ' ' || c > '~') throw std::invalid_argument{"not printable"};
    rest_.remove_prefix(1);
    return c;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    next();
    return true;
  }
  void expect(char c) {
    if (!take(c)) throw std::invalid_argument{std::string{"expected "} + c};
  }
  bool at_digit() const { return !rest_.empty() && std::isdigit(rest_.front()) != 0; }

  std::string string() {
    std::string text;
    expect('"');
    for (char c = next(); c != '"'; c = next()) text += c == '\\' ? escaped() : c;
    return text;
  }
  char escaped() {
    const char c = next();
    if (c == '"' || c == '\\') return c;
    if (c != 'u') throw std::invalid_argument{"unknown escape"};
    std::string digits;
    for (int at = 0; at < 4; ++at) digits += next();
    std::size_t used = 0;
    const int code = std::stoi(digits, &used, 16);
    if (used != digits.size() || code > 0xFF) throw std::invalid_argument{"bad \\u"};
    return static_cast<char>(code);
  }

  std::string value() {
    if (!rest_.empty() && rest_.front() == '"') return string();
    if (!rest_.empty() && rest_.front() == '[') return list();
    for (const std::string_view word : {"true", "false"}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return std::string{word};
    }
    return number();
  }
  std::string scalar() {
    const bool is_string = !rest_.empty() && rest_.front() == '"';
    return is_string ? string() : number();
  }
  std::string list() {
    std::string text = "[";
    expect('[');
    if (take(']')) return text + ']';
    do {
      text += scalar() + ',';
    } while (take(','));
    expect(']');
    text.back() = ']';
    return text;
  }
  std::string number() {
    std::string text = digits();
    if (text.size() > 1 && text.front() == '0') throw std::invalid_argument{"leading zero"};
    if (take('.')) text += '.' + digits();
    return text;
  }
  std::string digits() {
    std::string text;
    while (at_digit()) text += next();
    if (text.empty()) throw std::invalid_argument{"expected a number"};
    return text;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<JsonMembers> parse_json(std::string_view text) {
  try {
    return Parser{text}.object();
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

std::optional<std::string> member(const JsonMembers& members, std::string_view name) {
  const auto at = std::ranges::find(members, name, &JsonMembers::value_type::first);
  return at == members.end() ? std::nullopt : std::optional{at->second};
}

}  // namespace twc::test
