// SPDX-License-Identifier: MIT
#pragma once
/// S9: the reports of the master are true, and every stop ends in one.

#include <map>
#include <optional>

#include "books.hpp"
#include "stops.hpp"

namespace twc::sim {

class Reports {
 public:
  Reports(Books& books, const Stops& stops) : books_{books}, stops_{stops} {}

  void answered(Time now, const Account& unit);
  void opened(Time now, TwcId id) { courses_[id].opened = now; }
  void acknowledged(Time now, TwcId id);
  void forgive(std::optional<TwcId> unit);
  void reported(Time now, TwcId id, Report what);
  void reported_drawn(Time now, Amount sum);
  void look(Time now);

 private:
  struct Course {
    std::optional<Time> opened{};
    std::optional<Time> acknowledged{};
    std::optional<Time> still_since{};  ///< it draws less than 1 A
    std::optional<Time> zero_since{};   ///< it echoed 0 for the second time
    int zeros = 0;
    std::optional<Time> last_drew{};
    std::optional<Time> doubted{};  ///< reported to draw on, and not judged yet
    std::optional<Time> reported_stopped{};
    bool is_to_be_seen = false;        ///< `stopped` is not compared with the real current yet
    std::optional<Time> over_since{};  ///< it has stopped
    std::optional<Time> missed{};      ///< the stop whose report was missed
    bool reported_deaf = false;
  };

  void judge_stopped(Time now, const Account& unit, Course& course);
  void judge_overdraw(Time now, const Account& unit);
  void judge_disobeyed(Time now, const Account& unit);
  void look_at(Time now, const Account& unit, Course& course);
  void look_at_doubt(Time now, const Account& unit, Course& course);
  void look_at_truth(Time now, const Account& unit, Course& course);
  [[nodiscard]] bool is_proven(Time now, const Account& unit, const Course& course) const;
  [[nodiscard]] Amount really_drawn(TwcId id) const;

  Books& books_;
  const Stops& stops_;
  std::map<TwcId, Course> courses_;
  std::optional<Time> first_report_;
};

}  // namespace twc::sim
