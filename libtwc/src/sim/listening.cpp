// SPDX-License-Identifier: MIT
#include "listening.hpp"

#include <algorithm>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto short_outage = 10s;

}  // namespace

void Listening::start(Time now) {
  const auto down = down_since_;
  *this = Listening{settings_};
  down_since_ = down;
  if (!is_remote() && !down) listens_since_ = now;
}

void Listening::noticed(Time now, bool is_echo, std::vector<Account>& units) {
  if (!listens_since_) listens_since_ = now;
  if (is_echo) return;
  if (is_remote() && last_byte_ && now - *last_byte_ >= short_outage) {
    end_outage(now, *last_byte_, units);
  }
  last_byte_ = now;
}

void Listening::line_down(Time now) {
  if (!down_since_) down_since_ = now;
}

void Listening::line_up(Time now, std::vector<Account>& units) {
  const auto down = down_since_;
  down_since_.reset();
  if (is_remote()) return;
  if (!listens_since_) {
    listens_since_ = now;
  } else if (down && now - *down >= short_outage) {
    end_outage(now, *down, units);
  }
}

void Listening::end_outage(Time now, Time began, std::vector<Account>& units) {
  ended_ = now;
  answers_then_.clear();
  linked_then_.clear();
  for (const Account& unit : units) {
    answers_then_[unit.id()] = unit.answers();
    const bool was_linked = unit.answers() >= 2 && unit.last_answer() &&
                            began - *unit.last_answer() < settings_.lost_after;
    if (was_linked) linked_then_.push_back(unit.id());
  }
  if (now - began < settings_.stop_after) return;
  for (Account& unit : units) unit.may_have_changed();
  is_first_ = false;
  listens_since_ = now;
}

bool Listening::is_quiet(Time now, const std::vector<Account>& units) const {
  if (is_first_ && settings_.bus_idle) return false;
  if (!listens_since_) return true;
  if (now - *listens_since_ >= settings_.stop_after + settings_.margin) return false;
  const auto is_known = [this](const Account& unit) {
    const auto then = answers_then_.find(unit.id());
    const bool is_older = !is_first_ && then != answers_then_.end();
    return unit.answers() >= 2 + (is_older ? then->second : 0);
  };
  const auto known = static_cast<std::size_t>(std::ranges::count_if(units, is_known));
  return settings_.expect_units == 0 || known < settings_.expect_units;
}

/// The master need not wait for a unit that it lost in the meantime, even if the unit comes back.
void Listening::look(Time now, const std::vector<Account>& units) {
  std::erase_if(linked_then_, [&](TwcId id) {
    const auto unit = std::ranges::find(units, id, &Account::id);
    const bool has_answered = unit->answers() >= answers_then_[id] + 2;
    return has_answered || now - *unit->last_answer() >= settings_.lost_after;
  });
}

}  // namespace twc::sim
