// SPDX-License-Identifier: MIT
#pragma once
/// When a retained state goes out: at once if a change matters, yet at most once a second, and once
/// a minute if none does.

#include <optional>

#include <twc/types.hpp>

#include "mqtt/json.hpp"

namespace twc::tools {

/// Ages, dates and energy never matter by themselves; measured current does from 0.5 A on.
[[nodiscard]] bool matters(const Json& before, const Json& after);

class Pace {
 public:
  static constexpr Duration shortest = std::chrono::seconds{1};
  static constexpr Duration longest = std::chrono::seconds{60};

  /// Whether `state` is to be published now.
  [[nodiscard]] bool is_due(Time now, const Json& state) const;
  void published(Time now, const Json& state);
  /// The broker lost everything: the next state is due at once.
  void forget() { said_.reset(); }

 private:
  std::optional<Json> said_;
  Time when_{};
};

}  // namespace twc::tools
