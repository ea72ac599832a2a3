// SPDX-License-Identifier: MIT
#include <twc/wire/function.hpp>

namespace twc::wire {

const FunctionInfo* find(Function code) {
  const std::size_t row = row_of(code);
  return row < functions.size() ? &functions[row] : nullptr;
}

std::string_view to_string(Function code) {
  const FunctionInfo* const info = find(code);
  return info != nullptr ? info->kind : "unknown";
}

}  // namespace twc::wire
