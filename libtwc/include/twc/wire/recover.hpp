// SPDX-License-Identifier: MIT
#pragma once
/// Frames that still stand whole inside a damaged stretch: a stray byte before the closing
/// delimiter, or a lost delimiter that merged two frames.

#include <optional>

#include <twc/wire/frame.hpp>
#include <twc/wire/stretch.hpp>

namespace twc::wire {

/// A frame that was pieced together. It is for eyes only: nothing that controls current may count
/// on it, and it is a type of its own so that nothing does by accident.
struct Recovered {
  Frame frame;
  friend bool operator==(const Recovered&, const Recovered&) = default;
};

/// Looks for frames of known code, a length that this code has, and the right checksum.
///
///     for (Recovery recovery{bad.wire}; const auto found = recovery.next();) show(*found);
class Recovery {
 public:
  explicit Recovery(const Stretch& damaged);

  /// The next one, from the front; none of them overlap.
  [[nodiscard]] std::optional<Recovered> next();

 private:
  Stretch damaged_;
  std::size_t at_ = 0;
};

}  // namespace twc::wire
