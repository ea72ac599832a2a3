#pragma once
/// From what the monitor has watched to what is wrong.

#include <twc/bus/monitor.hpp>

namespace twc::bus {

/// Draws the conclusions from what the monitor has watched. What explains something else comes
/// first, and what it explains is left out.
class Verdict {
 public:
  explicit Verdict(const Monitor& monitor) : monitor_{monitor} {}

  Findings draw() {
    if (monitor_.danger_) found_.add(*monitor_.danger_);
    tell_line();
    tell_echo();
    tell_masters();
    tell_ids();
    tell_ratings();
    tell_links();
    for (const Watch& unit : monitor_.watches()) tell_unit(unit);
    return found_;
  }

 private:
  void tell_line();
  void tell_errors();
  void tell_echo();
  void tell_masters();
  void tell_ids();
  void tell_ratings();
  void tell_links();
  void tell_unit(const Watch& unit);
  void tell_error_command(const Watch& unit);
  [[nodiscard]] std::optional<TwcId> a_master() const;
  [[nodiscard]] std::uint32_t most_slaves_at_once() const;

  /// A master that speaks of itself only: reports without a question, from an id that is nobody's
  /// slave. In logs that lack lines the questions are missing, but not all of them.
  static bool reports_like_master(const Watch& unit);
  static bool has_masters_id(const Watch& unit) { return unit.master.overlaps(unit.slave); }

  const Monitor& monitor_;
  Findings found_;
  bool ratings_differ_ = false;
  bool are_too_many_ = false;
};

}  // namespace twc::bus
