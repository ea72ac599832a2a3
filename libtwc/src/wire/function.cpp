#include <twc/wire/function.hpp>

namespace twc::wire {

const FunctionInfo* find(Function code) {
  const std::size_t row = row_of(code);
  return row < functions.size() ? &functions[row] : nullptr;
}

}  // namespace twc::wire
