// SPDX-License-Identifier: MIT
#pragma once
/// Lines out of a stream of bytes.

#include <string>
#include <string_view>
#include <utility>

namespace twc::tools {

/// Longer than the `units` of eight units; what is longer still is left out.
class Lines {
 public:
  static constexpr std::size_t longest = 65'536;

  template <typename Take>
  void feed(std::string_view chunk, Take take) {
    while (!chunk.empty()) {
      const std::size_t end = chunk.find('\n');
      rest_ += chunk.substr(0, end);
      if (rest_.size() > longest) {
        rest_.clear();
        skips_ = true;
      }
      if (end == std::string_view::npos) return;
      chunk.remove_prefix(end + 1);
      const std::string line = std::exchange(rest_, {});
      if (!std::exchange(skips_, false)) take(std::string_view{line});
    }
  }
  void clear() {
    rest_.clear();
    skips_ = false;
  }

 private:
  std::string rest_;
  bool skips_ = false;
};

}  // namespace twc::tools
