// SPDX-License-Identifier: MIT
#pragma once
/// The values of the options of twc-fakemaster, as people write them. All throw
/// std::invalid_argument with what was expected.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <twc/node/master_config.hpp>

#include "fakemaster/choices.hpp"

namespace twc::tools {

/// `2019:max=16,min=6,priority=1`, in any order, each of them optional.
[[nodiscard]] node::UnitSettings parse_unit(std::string_view text);
/// One such unit or more, with blanks between them: the environment has one variable for all.
[[nodiscard]] std::vector<node::UnitSettings> parse_units(std::string_view text);

/// `fair`, `priority` or `rotate`.
[[nodiscard]] node::Policy parse_policy(std::string_view text);
/// The same, and `rotate:1h`: sets both.
void set_policy(std::string_view text, node::MasterConfig& config);

/// `meter`, `vin`, `serial`, `firmware` or `plug`.
void add_poll(std::string_view text, node::Polls& polls);

[[nodiscard]] node::StopBy parse_stop_by(std::string_view text);
[[nodiscard]] OnExit parse_on_exit(std::string_view text);

/// An id that no healthy unit has, because a letter is in it, and a sign.
struct Chosen {
  TwcId id{};
  Sign sign{};
};
/// The same ones for the same seed; without a seed by chance.
[[nodiscard]] Chosen choose_id(std::optional<std::uint64_t> seed);

}  // namespace twc::tools
