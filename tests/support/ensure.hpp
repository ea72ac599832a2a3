// SPDX-License-Identifier: MIT
#pragma once
/// Checks for fixtures that also work outside of a test, as in the soak.

#include <cerrno>
#include <system_error>

namespace twc::test {

/// Throws with the last error of the system unless `is_so`.
inline void ensure(bool is_so, const char* what) {
  if (!is_so) throw std::system_error{errno, std::generic_category(), what};
}

}  // namespace twc::test
