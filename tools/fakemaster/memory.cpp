// SPDX-License-Identifier: MIT
#include "fakemaster/memory.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include <twc/node/exposure.hpp>

#include "common/cut.hpp"
#include "common/quantities.hpp"
#include "common/units.hpp"
#include "fakemaster/settings.hpp"

namespace twc::tools {
namespace {

constexpr std::string_view first_line = "twc-fakemaster state 1";
/// A file that was cut short lacks it.
constexpr std::string_view last_line = "end";

std::string_view stopped_or_started(bool is_stopped) {
  return is_stopped ? "stopped" : "started";
}

/// The settings of one unit, made if --unit does not name it.
node::UnitSettings& settings_of(TwcId id, node::MasterConfig& config) {
  const auto all = std::span{config.units}.first(config.unit_count);
  const auto known = std::ranges::find(all, id, &node::UnitSettings::id);
  if (known != all.end()) return *known;
  if (config.unit_count == config.units.size()) {
    throw std::invalid_argument{
        fmt::format("holds {}, and with --unit that makes more than 8 units", in_hex(id))};
  }
  node::UnitSettings& fresh = config.units.at(config.unit_count++);
  fresh.id = id;
  return fresh;
}

}  // namespace

RememberedUnit& Memory::unit(TwcId id) {
  const auto known = std::ranges::find(units_, id, &RememberedUnit::id);
  if (known != units_.end()) return *known;
  RememberedUnit& fresh = units_.emplace_back();
  fresh.id = id;
  return fresh;
}

void Memory::forget_units_without_wishes() {
  std::erase_if(units_, [](const RememberedUnit& one) { return !one.ceiling && !one.is_stopped; });
}

/// The most that a unit could have is no ceiling.
void Memory::set_ceiling(TwcId id, Centiamps ceiling) {
  unit(id).ceiling = ceiling < node::most_possible ? std::optional{ceiling} : std::nullopt;
  forget_units_without_wishes();
}

void Memory::set_stopped(std::optional<TwcId> id, bool is_stopped) {
  if (id) {
    const bool differs = is_stopped != is_stopped_;
    unit(*id).is_stopped = differs ? std::optional{is_stopped} : std::nullopt;
  } else {
    is_stopped_ = is_stopped;
    for (RememberedUnit& one : units_) one.is_stopped.reset();
  }
  forget_units_without_wishes();
}

void Memory::apply_to(node::MasterConfig& config) const {
  if (limit_) config.limit = limit_;
  if (policy_) config.policy = *policy_;
  config.begins_stopped = is_stopped_;
  // It was told the limit to an earlier master, and nobody knows how long ago.
  config.begins_stale = config.stale_after.has_value();
  for (const RememberedUnit& one : units_) {
    node::UnitSettings& settings = settings_of(one.id, config);
    settings.ceiling = one.ceiling;
    settings.is_stopped = one.is_stopped.value_or(is_stopped_);
  }
}

std::string Memory::text() const {
  std::string out = fmt::format("{}\n", first_line);
  const auto add = std::back_inserter(out);
  if (limit_) fmt::format_to(add, "limit {}\n", in_amps(*limit_));
  if (policy_) fmt::format_to(add, "policy {}\n", to_string(*policy_));
  if (is_stopped_) fmt::format_to(add, "stopped\n");
  for (const RememberedUnit& one : units_) {
    const std::string id = in_hex(one.id);
    if (one.ceiling) fmt::format_to(add, "unit {} ceiling {}\n", id, in_amps(*one.ceiling));
    if (one.is_stopped) {
      fmt::format_to(add, "unit {} {}\n", id, stopped_or_started(*one.is_stopped));
    }
  }
  fmt::format_to(add, "{}\n", last_line);
  return out;
}

Memory Memory::parse(std::string_view text) {
  if (take_until(text, '\n') != first_line) {
    throw std::invalid_argument{
        fmt::format("is no state of twc-fakemaster: expected '{}' in its first line", first_line)};
  }
  Memory memory;
  for (std::size_t number = 2; !text.empty(); ++number) {
    const bool is_whole = text.find('\n') != std::string_view::npos;
    const std::string_view line = take_until(text, '\n');
    if (line == last_line && is_whole && text.empty()) return memory;
    try {
      memory.take_line(line);
    } catch (const std::invalid_argument& wrong) {
      throw std::invalid_argument{fmt::format("line {}: {}", number, wrong.what())};
    }
  }
  throw std::invalid_argument{fmt::format("is damaged: expected '{}' as its last line", last_line)};
}

void Memory::take_line(std::string_view line) {
  const auto words = words_of(line);
  const std::string_view name = words.empty() ? "" : words.front();
  if (name == "limit" && words.size() == 2) {
    limit_ = parse_total(words[1]);
  } else if (name == "policy" && words.size() == 2) {
    policy_ = parse_policy(words[1]);
  } else if (name == "stopped" && words.size() == 1) {
    is_stopped_ = true;
  } else if (name == "unit") {
    take_unit(line);
  } else {
    throw std::invalid_argument{"expected limit, policy, stopped, unit or end"};
  }
}

void Memory::take_unit(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() == 4 && words[2] == "ceiling") {
    unit(parse_id(words[1])).ceiling = parse_total(words[3]);
  } else if (words.size() == 3 && (words[2] == "stopped" || words[2] == "started")) {
    unit(parse_id(words[1])).is_stopped = words[2] == "stopped";
  } else {
    throw std::invalid_argument{
        "expected unit ID ceiling AMPS, unit ID stopped or unit ID started"};
  }
}

std::string Memory::summary() const {
  std::vector<std::string> parts;
  if (limit_) parts.push_back(fmt::format("limit {} A", in_amps(*limit_)));
  if (policy_) parts.push_back(fmt::format("policy {}", to_string(*policy_)));
  if (is_stopped_) parts.emplace_back("all stopped");
  for (const RememberedUnit& one : units_) {
    const std::string id = in_hex(one.id);
    if (one.ceiling) parts.push_back(fmt::format("{} at most {} A", id, in_amps(*one.ceiling)));
    if (one.is_stopped) {
      parts.push_back(fmt::format("{} {}", id, stopped_or_started(*one.is_stopped)));
    }
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::optional<Memory> read_memory(const std::string& path) {
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  if (!file && errno == ENOENT) return std::nullopt;
  std::string text;
  if (file) {
    std::array<char, 65'536> block;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled
    file.read(block.data(), block.size());
    text.assign(block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof()) {
    throw std::invalid_argument{errno != 0 ? std::generic_category().message(errno)
                                           : std::string{"is no state of twc-fakemaster"}};
  }
  return Memory::parse(text);
}

}  // namespace twc::tools
