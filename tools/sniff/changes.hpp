// SPDX-License-Identifier: MIT
#pragma once
/// --changes: what was not said before.

#include <cstdint>
#include <unordered_map>

#include "common/show.hpp"

namespace twc::tools {

/// Hides a frame that says the same as the last one shown of its code, sender and receiver. Small
/// differences count as the same: drawn current within 1 A, voltage within 3 V.
class Changes {
 public:
  /// Real buses have some dozens. Ids that a noisy line makes up must not fill the memory: when
  /// this many are known, all are forgotten, which shows each once more.
  static constexpr std::size_t most_remembered = 4096;

  /// Whether to show it. Errors and noise always are.
  [[nodiscard]] bool is_news(const Shown& shown);

 private:
  std::unordered_map<std::uint64_t, msg::Message> last_shown_;
};

}  // namespace twc::tools
