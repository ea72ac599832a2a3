#include "fakemaster/settings.hpp"

#include <array>
#include <charconv>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <twc/node/exposure.hpp>
#include <twc/unit/serial_number.hpp>

#include "common/units.hpp"

namespace twc::tools {
namespace {

template <typename Value, std::size_t Count>
Value one_of(std::string_view text,
             const std::array<std::pair<std::string_view, Value>, Count>& words) {
  std::string expected;
  for (std::size_t at = 0; at < Count; ++at) {
    if (words[at].first == text) return words[at].second;
    if (at > 0) expected += at + 1 == Count ? " or " : ", ";
    expected += words[at].first;
  }
  throw std::invalid_argument{fmt::format("expected {}", expected)};
}

int parse_priority(std::string_view text) {
  int priority = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), priority);
  if (error == std::errc{} && end == text.end()) return priority;
  throw std::invalid_argument{"expected a whole number as priority; the larger, the sooner"};
}

/// What stands before `mark`, and `text` without it.
std::string_view take_until(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  const auto taken = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return taken;
}

}  // namespace

Centiamps parse_unit_amps(std::string_view text) {
  const Centiamps amps = parse_amps(text);
  if (amps > Centiamps{} && amps <= node::most_possible) return amps;
  throw std::invalid_argument{"expected amperes of one unit: more than 0, at most 80"};
}

node::UnitSettings parse_unit(std::string_view text) {
  node::UnitSettings unit{.id = parse_id(take_until(text, ':')), .most = {}, .least = {}};
  while (!text.empty()) {
    auto value = take_until(text, ',');
    const auto key = take_until(value, '=');
    if (key == "max") {
      unit.most = parse_unit_amps(value);
    } else if (key == "min") {
      unit.least = parse_unit_amps(value);
    } else if (key == "priority") {
      unit.priority = parse_priority(value);
    } else {
      throw std::invalid_argument{"expected ID:max=AMPS,min=AMPS,priority=N, such as 2019:max=16"};
    }
  }
  return unit;
}

node::Policy parse_policy(std::string_view text) {
  using enum node::Policy;
  static constexpr std::array words{
      std::pair{std::string_view{"fair"},     fair    },
      std::pair{std::string_view{"priority"}, priority},
      std::pair{std::string_view{"rotate"},   rotate  }
  };
  return one_of(text, words);
}

void set_policy(std::string_view text, node::MasterConfig& config) {
  const auto name = take_until(text, ':');
  config.policy = parse_policy(name);
  if (text.empty()) return;
  if (config.policy != node::Policy::rotate) {
    throw std::invalid_argument{"expected a duration after rotate only, as in rotate:15m"};
  }
  config.rotate_every = parse_duration(text);
  if (config.rotate_every < std::chrono::seconds{1}) {
    throw std::invalid_argument{"expected a turn of at least 1s, as in rotate:15m"};
  }
}

void add_poll(std::string_view text, node::Polls& polls) {
  using Member = bool node::Polls::*;
  static constexpr std::array words{
      std::pair<std::string_view, Member>{"meter",    &node::Polls::meter   },
      std::pair<std::string_view, Member>{"vin",      &node::Polls::vin     },
      std::pair<std::string_view, Member>{"serial",   &node::Polls::serial  },
      std::pair<std::string_view, Member>{"firmware", &node::Polls::firmware},
      std::pair<std::string_view, Member>{"plug",     &node::Polls::plug    }
  };
  polls.*one_of(text, words) = true;
}

node::StopBy parse_stop_by(std::string_view text) {
  using enum node::StopBy;
  static constexpr std::array words{
      std::pair{std::string_view{"auto"},      automatic},
      std::pair{std::string_view{"zero"},      zero     },
      std::pair{std::string_view{"contactor"}, contactor},
      std::pair{std::string_view{"silence"},   silence  }
  };
  return one_of(text, words);
}

OnExit parse_on_exit(std::string_view text) {
  using enum OnExit;
  static constexpr std::array words{
      std::pair{std::string_view{"hold"}, hold   },
      std::pair{std::string_view{"min"},  minimum},
      std::pair{std::string_view{"stop"}, stop   }
  };
  return one_of(text, words);
}

Style parse_style(std::string_view text) {
  static constexpr std::array words{
      std::pair{std::string_view{"text"}, Style::text},
      std::pair{std::string_view{"json"}, Style::json}
  };
  return one_of(text, words);
}

Sign parse_sign(std::string_view text) {
  constexpr std::size_t digits = 2;
  constexpr int base = 16;
  std::uint8_t sign = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), sign, base);
  if (text.size() == digits && end == text.end() && error == std::errc{}) return Sign{sign};
  throw std::invalid_argument{"expected a sign of two hex digits, such as 77"};
}

Chosen choose_id() {
  std::random_device random;
  Chosen chosen;
  do {
    chosen.id = TwcId{static_cast<std::uint16_t>(random())};
  } while (unit::is_factory_id(chosen.id));
  chosen.sign = Sign{static_cast<std::uint8_t>(random())};
  return chosen;
}

}  // namespace twc::tools
