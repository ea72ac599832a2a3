// SPDX-License-Identifier: MIT
#pragma once
/// --from, --to, --kind, --code: which records are shown.

#include <string>
#include <string_view>
#include <vector>

#include "common/show.hpp"

namespace twc::tools {

/// Values of one option are alternatives; different options must all hold. Errors and noise have no
/// sender and no kind: any filter hides them.
class Filter {
 public:
  /// One value each; all throw std::invalid_argument with what was expected.
  void add_from(std::string_view id);
  void add_to(std::string_view id);
  void add_kind(std::string_view kind);
  void add_code(std::string_view code);

  /// Whether nothing was asked for: then messages need not be decoded for it.
  [[nodiscard]] bool wants_all() const;
  [[nodiscard]] bool passes(const Shown& shown) const;

 private:
  std::vector<TwcId> from_;
  std::vector<TwcId> to_;
  std::vector<std::string> kinds_;
  std::vector<wire::Function> codes_;
};

}  // namespace twc::tools
