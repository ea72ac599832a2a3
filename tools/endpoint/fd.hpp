// SPDX-License-Identifier: MIT
#pragma once
/// A file descriptor that is closed when nobody took it.

#include <utility>

#include <unistd.h>

namespace twc::tools {

class Fd {
 public:
  explicit Fd(int number = -1) : number_{number} {}
  Fd(Fd&& other) noexcept : number_{other.release()} {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }
  void reset() {
    if (number_ >= 0) ::close(release());
  }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

}  // namespace twc::tools
