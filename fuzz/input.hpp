// SPDX-License-Identifier: MIT
#pragma once
/// The bytes of an input, one after the other, as choices of a target.

#include <cstdint>

#include <twc/types.hpp>

namespace twc::fuzz {

class Input {
 public:
  explicit Input(Bytes bytes) : bytes_{bytes} {}
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  /// 0 where no byte is left.
  std::uint8_t next() {
    if (bytes_.empty()) return 0;
    const std::uint8_t byte = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return byte;
  }

 private:
  Bytes bytes_;
};

}  // namespace twc::fuzz
