// SPDX-License-Identifier: MIT
#pragma once
/// Pairs the requests to one unit with its answers: latency and loss.

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include <twc/bus/when.hpp>
#include <twc/wire/function.hpp>

namespace twc::bus {

class Answers {
 public:
  /// Why 0.5 s: three times what real units take.
  static constexpr Duration window = std::chrono::milliseconds{500};

  /// A request or heartbeat (FB). The same again within the window is a repetition, and counts
  /// once.
  void ask(const When& now, wire::Function request);
  /// A frame of the unit. Whether it was asked for.
  bool hear(const When& now, wire::Function frame);

  [[nodiscard]] std::uint32_t answered() const { return answered_; }
  /// Without the one that is still waited for.
  [[nodiscard]] std::uint32_t unanswered() const { return unanswered_; }
  [[nodiscard]] std::uint32_t asked() const {
    return answered_ + unanswered_ + (waiting_ ? 1U : 0U);
  }
  /// The rest is about answers whose time is known to better than a second; zero without one.
  [[nodiscard]] std::uint32_t measured() const { return measured_; }
  [[nodiscard]] Duration shortest() const { return shortest_; }
  [[nodiscard]] Duration longest() const { return longest_; }
  [[nodiscard]] Duration mean() const { return measured_ == 0 ? Duration{} : sum_ / measured_; }
  /// To 5 ms.
  [[nodiscard]] Duration median() const;

 private:
  struct Request {
    wire::Function code{};
    When when;
  };
  void measure(Duration took);

  static constexpr Duration step = std::chrono::milliseconds{5};

  std::optional<Request> waiting_;
  std::uint32_t answered_ = 0;
  std::uint32_t unanswered_ = 0;
  std::uint32_t measured_ = 0;
  Duration sum_{};
  Duration shortest_{};
  Duration longest_{};
  std::array<std::uint32_t, window / step + 1> histogram_{};
};

}  // namespace twc::bus
