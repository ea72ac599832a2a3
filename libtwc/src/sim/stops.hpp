// SPDX-License-Identifier: MIT
#pragma once
/// Judges each stop of a car: whether the master had to, and picked the right car: S1, S2, S5.

#include <map>
#include <optional>

#include "books.hpp"
#include "reductions.hpp"

namespace twc::sim {

enum class StopKind : std::uint8_t { zero, silence, contactor };

/// A unit that the master has stopped, until it serves it again.
struct Stop {
  StopKind kind{};
  Time at{};
  bool was_busy = false;  ///< its car charged or asked
  bool is_by_user = false;
  bool was_by_user = false;  ///< the user may have allowed it since
  bool had_limit = false;    ///< it could charge: its end is told
  bool is_disobedient = false;
  bool is_overdraw = false;
  bool is_forgiven = false;  ///< the user said `start` since
};

class Stops {
 public:
  Stops(Books& books, const Reductions& reductions) : books_{books}, reductions_{reductions} {}

  /// A heartbeat leaves; it is not in the books yet.
  void limited(Time now, const Account& unit, Centiamps limit);
  void polled(Time now, const Account& unit);
  void opened(Time now, const Account& unit);
  void closed(Time now, const Account& unit);
  void answered(Time now, const Account& unit);
  void total_fell(Time now);
  void forgive(Time now, std::optional<TwcId> unit);
  void allowed(TwcId unit);
  void look(Time now);

  [[nodiscard]] const Stop* stop_of(TwcId id) const;
  /// The car charges or asks, or did within the last minute.
  [[nodiscard]] bool is_busy(Time now, const Account& unit) const;
  /// A unit that the master stopped while its car charged or asked, and has not served since.
  [[nodiscard]] bool waits(const Account& unit) const;
  /// The unit answered. The auditor cannot tell yet whether the master has left it alone on
  /// purpose.
  [[nodiscard]] bool may_be_silenced(Time now, const Account& unit) const;
  /// When the car got its first amps, and how often the unit did not obey in this plug-in.
  [[nodiscard]] std::optional<Time> served_since(TwcId id) const;
  [[nodiscard]] int disobeyed(TwcId id) const;

 private:
  struct Course {
    std::optional<Time> served_since{};
    std::optional<Time> began{};  ///< the last of these
    std::optional<Time> charged_at{};
    std::optional<Time> asked_at{};
    std::optional<Time> first_start{};  ///< when the charge began, even if the unit was lost since
    std::optional<Time> last_start{};   ///< after a pause
    std::optional<Time> stuck_since{};
    Amount overdue = 0;  ///< the current that it kept, once it had to have stopped
    std::optional<Time> overdue_at{};
    std::optional<Time> closed{};   // when the master last had its contactor closed
    std::optional<Time> by_user{};  // when the user last had it stopped
    std::optional<Time> last_fall{};
    std::optional<Stop> stop{};
    bool begins_anew = false;        // its next charge is another one
    int vacant = 0;                  // answers in a row that say that no car is there
    int zeros = 0;                   // answers in a row without a limit
    std::optional<Time> zero_at{};   // the last of them
    std::optional<Time> served{};    // when it was seen to be served last
    std::optional<Time> noted{};     // the last frame before a silence that was noted
    std::optional<Time> forgiven{};  // when the user last said `start`
    int disobeyed = 0;
  };

  [[nodiscard]] const Course* course_of(TwcId id) const;
  void addressed(Time now, const Account& unit, Course& course);
  static void note_vacancy(const Account& unit, Course& course);
  void look_at(Time now, const Account& unit);
  [[nodiscard]] bool do_minima_fit(Time then) const;
  [[nodiscard]] Duration shows_after(Time now) const;
  [[nodiscard]] bool is_silenced(Time now, const Account& unit, const Course& course) const;
  void note(Time now, const Account& unit, Stop stop);
  void judge(Time now, const Account& unit, const Stop& stop);
  void judge_order(Time now, const Account& unit, const Stop& stop);
  [[nodiscard]] bool goes_before(Time now, const Account& other, const Account& unit) const;
  [[nodiscard]] std::optional<Time> earliest_start(TwcId id) const;
  [[nodiscard]] std::optional<Time> latest_start(TwcId id) const;
  void judge_turn(Time now, const Account& unit, const Stop& stop);
  void blame(Time now, const Account& unit, const Stop& stop, std::string why);
  [[nodiscard]] bool is_by_user(const Account& unit) const;
  [[nodiscard]] Amount total_when_decided(Time at) const;
  [[nodiscard]] bool is_served(Time now, const Account& unit) const;
  [[nodiscard]] bool was_served(Time now, Time then, const Account& unit) const;
  [[nodiscard]] Amount stuck(Time then, const Account& except) const;
  [[nodiscard]] bool has_waiter(Time now, const Account& except, const Stop& stop,
                                std::optional<int> above) const;
  [[nodiscard]] bool asked(Time then, const Account& unit) const;

  Books& books_;
  const Reductions& reductions_;
  std::map<TwcId, Course> courses_;
};

}  // namespace twc::sim
