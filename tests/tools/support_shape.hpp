// SPDX-License-Identifier: MIT
#pragma once
/// The shape of JSON lines: which keys an object has, and in which order, whatever their values.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twc::test {

/// The keys of an object, and of each object in a list of it.
struct Shape {
  std::vector<std::string> keys;
  std::vector<Shape> inner;
};

namespace detail {

inline std::string take_string(std::string_view& rest) {
  std::string text;
  for (rest.remove_prefix(1); !rest.empty() && rest.front() != '"'; rest.remove_prefix(1)) {
    if (rest.front() == '\\' && rest.size() > 1) rest.remove_prefix(1);
    text += rest.front();
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return text;
}

inline Shape take_object(std::string_view& rest) {
  Shape shape;
  for (rest.remove_prefix(1); !rest.empty() && rest.front() != '}';) {
    if (rest.front() == '{') {
      shape.inner.push_back(take_object(rest));
    } else if (rest.front() == '"') {
      const std::string text = take_string(rest);
      // Whether a value is old depends on when somebody asks.
      const bool is_age = text.ends_with("stale");
      if (rest.starts_with(':') && !is_age) shape.keys.push_back(text);
    } else {
      rest.remove_prefix(1);
    }
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return shape;
}

}  // namespace detail

[[nodiscard]] inline Shape shape_of(std::string_view line) {
  return detail::take_object(line);
}

/// Knows the shapes of one kind of object. A key that is absent where nothing is known, or where
/// nothing is wrong, may always be so.
class Shapes {
 public:
  void learn(const Shape& shape) {
    std::set<std::string> keys{shape.keys.begin(), shape.keys.end()};
    if (all_.empty()) always_ = keys;
    for (const std::string& key : sometimes) always_.erase(key);
    std::erase_if(always_, [&](const std::string& key) { return !keys.contains(key); });
    all_.insert(keys.begin(), keys.end());
    for (std::size_t first = 0; first < shape.keys.size(); ++first) {
      for (std::size_t second = first + 1; second < shape.keys.size(); ++second) {
        orders_.emplace(shape.keys[first], shape.keys[second]);
      }
    }
  }
  /// Empty, or what is wrong with another one of the kind.
  [[nodiscard]] std::string fault(const Shape& shape) const {
    for (const std::string& key : always_) {
      if (std::ranges::find(shape.keys, key) == shape.keys.end()) return key + " is missing";
    }
    for (auto key = shape.keys.begin(); key != shape.keys.end(); ++key) {
      const bool is_known = all_.contains(*key) || sometimes.contains(*key);
      if (!is_known) return *key + " is new";
      const auto comes_too_late = [&](const std::string& earlier) {
        return orders_.contains({*key, earlier}) && !orders_.contains({earlier, *key});
      };
      const auto late = std::find_if(shape.keys.begin(), key, comes_too_late);
      if (late != key) return *key + " comes after " + *late;
    }
    return {};
  }

 private:
  static inline const std::set<std::string> sometimes{"reason", "heard_s", "in_s"};

  std::set<std::string> all_;
  std::set<std::string> always_;
  std::set<std::pair<std::string, std::string>> orders_;
};

}  // namespace twc::test
