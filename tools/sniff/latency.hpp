#pragma once
/// How long a unit takes to answer.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <twc/wire/function.hpp>

#include "capture/record.hpp"

namespace twc::tools {

/// The requests to one unit (FB xx) and its answers (FD xx). An answer counts within half a second;
/// real units take 150 to 200 ms.
class Latency {
 public:
  static constexpr Duration window = std::chrono::milliseconds{500};

  void ask(wire::Function request, const Stamp& when);
  /// A frame of the unit: the answer, if it was asked for that.
  void hear(wire::Function frame, const Stamp& when);

  [[nodiscard]] std::uint64_t asked() const { return answered_ + unanswered_ + is_waiting(); }
  [[nodiscard]] std::uint64_t answered() const { return answered_; }
  /// Those still waited for do not count.
  [[nodiscard]] std::uint64_t unanswered() const { return unanswered_; }

  /// The rest is about answers whose time is known.
  [[nodiscard]] std::uint64_t measured() const { return measured_; }
  [[nodiscard]] Duration shortest() const { return shortest_; }
  [[nodiscard]] Duration longest() const { return longest_; }
  [[nodiscard]] Duration mean() const;
  /// To 5 ms.
  [[nodiscard]] Duration median() const;

 private:
  static constexpr Duration step = std::chrono::milliseconds{5};

  struct Request {
    wire::Function code;
    Stamp when;
  };
  [[nodiscard]] std::uint64_t is_waiting() const { return waiting_ ? 1 : 0; }
  void measure(Duration took);

  std::optional<Request> waiting_;
  std::uint64_t answered_ = 0;
  std::uint64_t unanswered_ = 0;
  std::uint64_t measured_ = 0;
  Duration sum_{};
  Duration shortest_{};
  Duration longest_{};
  std::array<std::uint32_t, window / step + 1> histogram_{};
};

}  // namespace twc::tools
