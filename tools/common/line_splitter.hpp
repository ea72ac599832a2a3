// SPDX-License-Identifier: MIT
#pragma once
/// Lines out of what somebody types or a program sends, however it arrives.

#include <optional>
#include <string>
#include <string_view>

namespace twc::tools {

/// Keeps nothing of a line that is too long: such a line costs no memory.
class LineSplitter {
 public:
  /// Commands are shorter.
  static constexpr std::size_t of_commands = 1024;
  /// The `units` of eight units are shorter.
  static constexpr std::size_t of_answers = 65'536;

  explicit LineSplitter(std::size_t longest = of_commands) : longest_{longest} {}

  /// Calls `take` with each line that `chunk` completes, without its end, and with nothing for one
  /// that is too long. It may not call back.
  template <typename Take>
  void feed(std::string_view chunk, Take take) {
    while (!chunk.empty()) {
      const std::size_t end = chunk.find('\n');
      const std::string_view piece = chunk.substr(0, end);
      chunk.remove_prefix(end == std::string_view::npos ? chunk.size() : end + 1);
      if (!skips_ && line_.size() + piece.size() > longest_) {
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
  /// The bytes that come next are of another sender.
  void clear() {
    line_.clear();
    skips_ = false;
  }

 private:
  std::size_t longest_;
  std::string line_;
  bool skips_ = false;
};

}  // namespace twc::tools
