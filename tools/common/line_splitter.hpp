// SPDX-License-Identifier: MIT
#pragma once
/// Lines out of what somebody types or sends, however it arrives.

#include <optional>
#include <string>
#include <string_view>

namespace twc::tools {

/// Keeps nothing of a line that is too long: such a line costs no memory.
class LineSplitter {
 public:
  static constexpr std::size_t longest = 1024;

  /// Calls `take` with each line that `chunk` completes, without its end, and with nothing for one
  /// that is too long. It may not call back.
  template <typename Take>
  void feed(std::string_view chunk, Take take) {
    while (!chunk.empty()) {
      const std::size_t end = chunk.find('\n');
      const std::string_view piece = chunk.substr(0, end);
      chunk.remove_prefix(end == std::string_view::npos ? chunk.size() : end + 1);
      if (!skips_ && line_.size() + piece.size() > longest) {
        skips_ = true;
        line_.clear();
        take(std::optional<std::string_view>{});
      }
      if (!skips_) line_ += piece;
      if (end == std::string_view::npos) return;
      if (!skips_) take(std::optional<std::string_view>{line_});
      skips_ = false;
      line_.clear();
    }
  }

 private:
  std::string line_;
  bool skips_ = false;
};

}  // namespace twc::tools
