// SPDX-License-Identifier: MIT
#pragma once
/// Judges a stretch between two delimiters: a frame, noise, or a kind of error.

#include <twc/wire/event.hpp>

namespace twc::wire {

/// `stretch` is not empty. By its unescaped size: up to 12 bytes are noise; 14, 16 and 20, and 13
/// or 15 for some codes, are a frame if first byte and checksum are right; the rest is an error.
[[nodiscard]] Event judge(const Stretch& stretch);

/// The same for a stretch that a time-out or the end of input cut short. It was a frame begun, and
/// is truncated now, if it is long enough or begins like a frame; otherwise it is noise.
[[nodiscard]] Event judge_cut_short(const Stretch& stretch);

}  // namespace twc::wire
