// SPDX-License-Identifier: MIT
#pragma once
/// A lease: completion handlers that outlive what they were made for do nothing.

#include <memory>
#include <utility>

namespace twc::tools {

/// Asio may have a handler queued when its owner closes or is destroyed. A handler that is bound to
/// the owner's lease is not run after the lease has ended.
class Lease {
 public:
  template <class Handler>
  [[nodiscard]] auto bind(Handler handler) const {
    return [held = std::weak_ptr<const char>{mark_},
            handler = std::move(handler)](auto&&... arguments) mutable {
      if (!held.expired()) handler(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  /// Ends the lease of all handlers bound so far and begins another.
  void renew() { mark_ = std::make_shared<const char>('\0'); }

 private:
  std::shared_ptr<const char> mark_ = std::make_shared<const char>('\0');
};

}  // namespace twc::tools
