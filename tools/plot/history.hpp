// SPDX-License-Identifier: MIT
#pragma once
/// The limits and currents of all units over time, and what happened to each.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/types.hpp>

#include "capture/record.hpp"
#include "plot/steps.hpp"

namespace twc::tools {

enum class MarkKind : std::uint8_t { linked, lost, restarted, error };
[[nodiscard]] constexpr std::string_view to_string(MarkKind kind) {
  switch (kind) {
    case MarkKind::linked: return "linked";
    case MarkKind::lost: return "lost";
    case MarkKind::restarted: return "restarted";
    case MarkKind::error: return "error";
  }
  return "unknown";
}

struct Mark {
  Time at{};
  MarkKind kind = MarkKind::linked;
  friend bool operator==(const Mark&, const Mark&) = default;
};

struct UnitHistory {
  TwcId id{};
  std::optional<Protocol> protocol;
  std::optional<Centiamps> rating;
  Steps limit;
  Steps drawn;
  std::vector<Mark> marks;  ///< the first hundred of them

  Time last_heard{};
  std::optional<Time> last_asked;  ///< by a heartbeat of a master
  bool is_announced = false;       ///< it announced itself, and has not linked since
  bool is_linked = false;
  bool is_lost = false;
  bool is_in_error = false;
};

class History {
 public:
  /// A unit that was not heard for so long is lost: its master gives it up.
  static constexpr Duration patience = std::chrono::seconds{26};

  /// Recovered and damaged frames change nothing.
  void take(Time now, const Record& record);

  /// In the order of their ids.
  [[nodiscard]] const std::vector<UnitHistory>& units() const { return units_; }
  [[nodiscard]] Time begin() const { return begin_; }
  [[nodiscard]] Time end() const { return end_; }
  /// The sums over all units.
  [[nodiscard]] Steps limits_together() const { return sum(&UnitHistory::limit); }
  [[nodiscard]] Steps drawn_together() const { return sum(&UnitHistory::drawn); }

 private:
  UnitHistory& unit(Time now, TwcId id);
  void hear(Time now, const wire::Frame& frame);
  void heartbeat(Time now, TwcId id, msg::ChargeState state, Centiamps limit, Centiamps drawn);
  void announced(Time now, const msg::SlaveLinkready& message);
  void hear_status(Time now, const StatusLine& status);
  void give_up_the_silent(Time now);
  [[nodiscard]] Steps sum(Steps UnitHistory::*which) const;

  std::vector<UnitHistory> units_;
  Time begin_{};
  Time end_{};
  bool has_begun_ = false;
  std::optional<Time> master_called_;
};

}  // namespace twc::tools
