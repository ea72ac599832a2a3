// SPDX-License-Identifier: MIT
#pragma once
/// A process that may open nothing more: files, sockets and terminals alike.

#include <sys/resource.h>

#include "support/ensure.hpp"

namespace twc::test {

class NoFiles {
 public:
  NoFiles() {
    ensure(::getrlimit(RLIMIT_NOFILE, &before_) == 0, "getrlimit");
    const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
    ensure(::setrlimit(RLIMIT_NOFILE, &none) == 0, "setrlimit");
  }
  NoFiles(const NoFiles&) = delete;
  NoFiles& operator=(const NoFiles&) = delete;
  ~NoFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace twc::test
