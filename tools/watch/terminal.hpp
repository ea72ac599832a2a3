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

/// The size of the terminal at `fd`; nothing where `fd` is no terminal.
[[nodiscard]] std::optional<ScreenSize> screen_size(int fd);

/// Why no table can be drawn on standard output; nothing where one can.
[[nodiscard]] std::optional<std::string> objection_to_screen();

/// The bytes that draw `lines`, cut to the screen, over the last picture. One row stays free.
[[nodiscard]] std::string redrawn(const std::vector<std::string>& lines, const ScreenSize& size);

/// The alternate screen of the terminal. The screen that the user had, and the modes of the
/// terminal, stay as they are. A second process, the watcher, gives the screen back when this
/// process is killed.
class Screen {
 public:
  /// Forks the watcher. Nothing may be open yet: the watcher must not hold ports or files open.
  Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  /// Unless dismiss() was called, the watcher gives the screen back. Waits for it half a second at
  /// most: after Ctrl-S a terminal takes nothing until Ctrl-Q.
  ~Screen();

  /// The bytes that take the screen. The caller writes them first.
  [[nodiscard]] static std::string_view begin();
  /// The bytes that give the screen back. The caller writes them, then calls dismiss().
  [[nodiscard]] static std::string_view end();
  /// Ends the watcher: the terminal has taken the bytes of end().
  void dismiss();

 private:
  Fd alive_;  ///< a pipe to the watcher: it closes when this process dies
  pid_t watcher_ = -1;
};

}  // namespace twc::tools
