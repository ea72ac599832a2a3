// SPDX-License-Identifier: MIT
#pragma once
/// The terminal settings under which every byte passes as it is: 8 data bits, no parity, 1 stop
/// bit.

#include <cstdint>
#include <optional>

#include <termios.h>

namespace twc::tools {

/// The constant of termios for a rate; nothing when it has none.
[[nodiscard]] std::optional<speed_t> speed_of(std::uint32_t baud);

/// Makes the terminal behind `fd` raw, and leaves one that is so already untouched. False, with
/// errno set, when it is no terminal or cannot do it (EINVAL: not this speed).
[[nodiscard]] bool make_raw(int fd, speed_t speed);

}  // namespace twc::tools
