// SPDX-License-Identifier: MIT
#pragma once
/// R2: while the exposures exceed the total, the master lowers units with the next heartbeats, and
/// gives up a unit that does not obey.

#include <map>
#include <optional>

#include "books.hpp"

namespace twc::sim {

class Reductions {
 public:
  explicit Reductions(Books& books) : books_{books} {}

  /// A frame leaves for the unit.
  void addressed(Time now, const Account& unit);
  /// It carries a limit; `before` is the exposure without it.
  void limited(Time now, const Account& unit, Amount before, Centiamps limit);
  void answered(Time now, const Account& unit);
  void look(Time now);
  void restart() {
    over_since_.reset();
    orders_.clear();
  }
  void restart_clock() { over_since_.reset(); }
  /// The user says `start`: earlier orders to the unit do not count.
  void forgive(std::optional<TwcId> unit) {
    std::erase_if(orders_, [unit](const auto& order) { return !unit || order.first == *unit; });
  }

  /// An order to fall that the unit has not echoed yet.
  struct LowerOrder {
    Amount to = 0;
    Time since{};
    std::size_t answers = 0;  // by the unit, before it
    Amount echo = 0;          // then
  };
  [[nodiscard]] const LowerOrder* order_of(TwcId id) const;
  [[nodiscard]] bool is_given_up(Time now, TwcId id) const;

 private:
  [[nodiscard]] Amount counted(Time now, const Account& unit) const;
  [[nodiscard]] bool may_be_lowered(Time now, const Account& unit) const;

  Books& books_;
  std::optional<Time> over_since_;
  std::uint64_t losses_ = 0;  // on the line, until then
  bool is_judged_ = false;
  std::map<TwcId, LowerOrder> orders_;
};

}  // namespace twc::sim
