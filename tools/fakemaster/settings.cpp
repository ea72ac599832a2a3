// SPDX-License-Identifier: MIT
#include "fakemaster/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <random>
#include <stdexcept>
#include <utility>

#include <twc/unit/serial_number.hpp>

#include "common/cut.hpp"
#include "common/one_of.hpp"
#include "common/units.hpp"

namespace twc::tools {
namespace {

int parse_priority(std::string_view text) {
  int priority = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), priority);
  if (error == std::errc{} && end == text.end()) return priority;
  throw std::invalid_argument{"expected a whole number as priority; the larger, the sooner"};
}

}  // namespace

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

std::vector<node::UnitSettings> parse_units(std::string_view text) {
  const auto words = words_of(text);
  if (words.empty()) return {parse_unit(text)};
  std::vector<node::UnitSettings> units;
  std::ranges::transform(words, std::back_inserter(units), parse_unit);
  return units;
}

node::Policy parse_policy(std::string_view text) {
  using enum node::Policy;
  static constexpr auto words = std::to_array({
      std::pair{std::string_view{"fair"},     fair    },
      std::pair{std::string_view{"priority"}, priority},
      std::pair{std::string_view{"rotate"},   rotate  }
  });
  return one_of(text, words);
}

void set_policy(std::string_view text, node::MasterConfig& config) {
  const auto name = take_until(text, ':');
  config.policy = parse_policy(name);
  if (text.empty()) return;
  if (config.policy != node::Policy::rotate) {
    throw std::invalid_argument{"expected a duration after rotate only, as in rotate:1h"};
  }
  config.rotate_every = parse_duration(text);
  if (config.rotate_every < std::chrono::seconds{1}) {
    throw std::invalid_argument{"expected a turn of at least 1s, as in rotate:1h"};
  }
}

void add_poll(std::string_view text, node::Polls& polls) {
  using Member = bool node::Polls::*;
  static constexpr auto words = std::to_array({
      std::pair<std::string_view, Member>{"meter",    &node::Polls::meter   },
      std::pair<std::string_view, Member>{"vin",      &node::Polls::vin     },
      std::pair<std::string_view, Member>{"serial",   &node::Polls::serial  },
      std::pair<std::string_view, Member>{"firmware", &node::Polls::firmware},
      std::pair<std::string_view, Member>{"plug",     &node::Polls::plug    }
  });
  polls.*one_of(text, words) = true;
}

node::StopBy parse_stop_by(std::string_view text) {
  using enum node::StopBy;
  static constexpr auto words = std::to_array({
      std::pair{std::string_view{"auto"},      automatic},
      std::pair{std::string_view{"zero"},      zero     },
      std::pair{std::string_view{"contactor"}, contactor},
      std::pair{std::string_view{"silence"},   silence  }
  });
  return one_of(text, words);
}

OnExit parse_on_exit(std::string_view text) {
  using enum OnExit;
  static constexpr auto words = std::to_array({
      std::pair{std::string_view{"hold"}, hold   },
      std::pair{std::string_view{"min"},  minimum},
      std::pair{std::string_view{"stop"}, stop   }
  });
  return one_of(text, words);
}

Chosen choose_id(std::optional<std::uint64_t> seed) {
  std::random_device chance;
  std::mt19937_64 random{seed ? *seed : chance()};
  Chosen chosen;
  do {
    chosen.id = TwcId{static_cast<std::uint16_t>(random())};
  } while (unit::is_factory_id(chosen.id));
  chosen.sign = Sign{static_cast<std::uint8_t>(random())};
  return chosen;
}

}  // namespace twc::tools
