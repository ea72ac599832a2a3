// SPDX-License-Identifier: MIT
#pragma once
/// The terminal that a live table is drawn on, given back as it was whatever ends the program.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "endpoint/fd.hpp"

namespace twc::tools {

struct ScreenSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

/// Nothing where `fd` is no terminal.
[[nodiscard]] std::optional<ScreenSize> screen_size(int fd);

/// Why no table can be drawn on standard output; nothing where one can.
[[nodiscard]] std::optional<std::string> objection_to_screen();

/// `lines`, cut to the screen, in place of what was drawn before. One row stays free.
[[nodiscard]] std::string redrawn(const std::vector<std::string>& lines, const ScreenSize& size);

/// Draws on a screen of its own, and leaves the one that was there. Its modes stay as they are. A
/// process of its own watches over it: where this one is killed, that one gives the screen back.
class Screen {
 public:
  /// To be made before anything is opened: the process that watches must hold nothing of it.
  Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  /// Gives the screen back, if that was not done.
  ~Screen();

  /// The bytes to write first.
  [[nodiscard]] static std::string_view begin();
  /// The bytes to write last. The caller writes them.
  [[nodiscard]] std::string_view end();

 private:
  void dismiss();

  Fd alive_;  ///< the other process waits for its end
  pid_t watcher_ = -1;
};

}  // namespace twc::tools
