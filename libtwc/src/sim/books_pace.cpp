// SPDX-License-Identifier: MIT
/// How often units have to be addressed.

#include "books.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto remembered_on_bus = 45s;
constexpr auto recent = 8s;  // a frame or a disturbance this recent still delays the others
constexpr auto recent_behind_network = 20s;
constexpr auto answers_soon = 2600ms;
constexpr Duration near_network = 100ms;

}  // namespace

void Books::note_loss(Time now) {
  ++losses;
  last_disturbance_ = now;
  constexpr std::size_t in_a_row = 3;
  const auto has_lost_many = [](const Account& unit) { return unit.unanswered() > in_a_row; };
  if (std::ranges::any_of(accounts, has_lost_many)) last_long_loss_ = now;
}

std::size_t Books::units_on_bus(Time now) const {
  const auto is_on_bus = [now](const Account& unit) {
    const auto is_recent = [now](std::optional<Time> at) {
      return at && now - *at <= remembered_on_bus;
    };
    return is_recent(unit.last_sent()) || is_recent(unit.last_announced());
  };
  return std::max<std::size_t>(static_cast<std::size_t>(std::ranges::count_if(accounts, is_on_bus)),
                               1);
}

bool Books::has_mute_unit(Time now) const {
  return std::ranges::any_of(accounts, [now](const Account& unit) {
    return unit.last_sent() && now - *unit.last_sent() <= recent &&
           (!unit.last_answer() || now - *unit.last_answer() > answers_soon);
  });
}

Duration Books::interval(Time now) const {
  const auto units = static_cast<Duration::rep>(units_on_bus(now));
  if (is_remote()) {
    constexpr Duration slack = 100ms;  // and one request for information
    return std::max<Duration>((units + 1) * (settings.answers_in + 450ms) + slack, 1300ms);
  }
  return units <= 2 ? Duration{1300ms} : std::max<Duration>(2500ms, units * 625ms);
}

Duration Books::cadence(Time now) const {
  const auto is_recent = [now](std::optional<Time> at, Duration lasting) {
    return at && now - *at <= lasting;
  };
  const Duration lasting = is_remote() ? Duration{recent_behind_network} : Duration{recent};
  // A unit that announces itself takes the line when it likes.
  const Duration uncalled_for = is_remote() ? Duration{recent} : 1300ms;
  const bool is_mute = has_mute_unit(now);
  const bool has_trouble = is_mute || is_recent(last_announcement, uncalled_for) ||
                           is_recent(last_disturbance_, lasting);
  const Duration usual = interval(now);
  const auto is_awaited = [](const Account& unit) { return unit.unanswered() > 1; };
  const bool is_waiting = is_remote() && std::ranges::any_of(accounts, is_awaited);
  // A question that is not answered, or a unit that comes back, costs the others a moment.
  const auto is_unanswered = [](const Account& unit) { return unit.unanswered() > 0; };
  const bool is_disturbed =
      std::ranges::any_of(accounts, is_unanswered) || is_recent(last_announcement, recent);
  if (!has_trouble && !is_waiting) return is_disturbed ? usual + 300ms : usual;
  if (!is_remote()) return std::max<Duration>(usual, 4s);
  const bool is_near = settings.answers_in <= near_network;
  if (is_near && !is_mute && !is_recent(last_long_loss_, lasting)) {
    return std::max<Duration>(usual, 5s);
  }
  return usual + static_cast<Duration::rep>(units_on_bus(now)) * 6s;
}

}  // namespace twc::sim
