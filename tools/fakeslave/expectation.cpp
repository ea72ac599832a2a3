// SPDX-License-Identifier: MIT
#include "fakeslave/expectation.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "common/units.hpp"

namespace twc::tools {
namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw std::invalid_argument{fmt::format(
      "expected a condition such as sum(limit)<=32, max(drawn)<16 or linked<=15s; got '{}'", text)};
}

std::string amps(std::int64_t hundredths) {
  return fmt::format("{}.{:02} A", hundredths / 100, hundredths % 100);
}

double in_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

Time without_master_since(const Connector& connector, Time line_up) {
  return std::max(connector.since, line_up);
}

}  // namespace

Expectation::Expectation(std::string_view text) : text_{text} {
  std::erase(text_, ' ');
  const std::string_view all = text_;
  const auto at = all.find_first_of("<>=");
  if (at == std::string_view::npos) refuse(text);
  read_quantity(all.substr(0, at));

  auto rest = all.substr(at);
  using enum Relation;
  constexpr std::array relations{
      std::pair{std::string_view{"<="}, at_most },
      std::pair{std::string_view{">="}, at_least},
      std::pair{std::string_view{"=="}, equal   },
      std::pair{std::string_view{"<"},  less    },
      std::pair{std::string_view{">"},  more    }
  };
  const auto* const found = std::ranges::find_if(
      relations, [rest](const auto& relation) { return rest.starts_with(relation.first); });
  if (found == relations.end()) refuse(text);
  relation_ = found->second;
  rest.remove_prefix(found->first.size());
  const bool is_time = quantity_ == Quantity::linked;
  if (is_time && relation_ != at_most && relation_ != less) refuse(text);
  bound_ = is_time ? parse_duration(rest).count() : parse_amps(rest).value();
}

void Expectation::read_quantity(std::string_view text) {
  struct Named {
    std::string_view name;
    Fold fold;
    Quantity quantity;
  };
  constexpr std::array quantities{
      Named{"sum(limit)", Fold::sum, Quantity::limit },
      Named{"max(limit)", Fold::max, Quantity::limit },
      Named{"min(limit)", Fold::min, Quantity::limit },
      Named{"sum(drawn)", Fold::sum, Quantity::drawn },
      Named{"max(drawn)", Fold::max, Quantity::drawn },
      Named{"min(drawn)", Fold::min, Quantity::drawn },
      Named{"linked",     Fold::max, Quantity::linked}
  };
  const auto* const found = std::ranges::find(quantities, text, &Named::name);
  if (found == quantities.end()) refuse(text_);
  fold_ = found->fold;
  quantity_ = found->quantity;
}

std::int64_t Expectation::value(Time now, const Connectors& units) const {
  std::int64_t sum = 0;
  std::optional<std::int64_t> most;
  std::optional<std::int64_t> least;
  for (const Connector& connector : units) {
    const Centiamps current =
        quantity_ == Quantity::limit ? connector.unit.in_force(now) : connector.unit.drawn(now);
    const std::int64_t one = current.value();
    sum += one;
    most = std::max(one, most.value_or(one));
    least = std::min(one, least.value_or(one));
  }
  switch (fold_) {
    case Fold::sum: return sum;
    case Fold::max: return most.value_or(0);
    case Fold::min: return least.value_or(0);
  }
  return sum;
}

bool Expectation::holds(std::int64_t value) const {
  switch (relation_) {
    case Relation::less: return value < bound_;
    case Relation::at_most: return value <= bound_;
    case Relation::equal: return value == bound_;
    case Relation::at_least: return value >= bound_;
    case Relation::more: return value > bound_;
  }
  return false;
}

std::optional<std::string> Expectation::broken(Time now, Time line_up,
                                               const Connectors& units) const {
  if (quantity_ != Quantity::linked) {
    const std::int64_t found = value(now, units);
    if (holds(found)) return std::nullopt;
    std::string parts;
    for (const Connector& connector : units) {
      parts += fmt::format(
          " {:04X}: limit {}, draws {};", static_cast<std::uint16_t>(connector.unit.id()),
          amps(connector.unit.in_force(now).value()), amps(connector.unit.drawn(now).value()));
    }
    if (!parts.empty()) parts.pop_back();
    return fmt::format("--expect {}: it is {};{}", text_, amps(found), parts);
  }
  for (const Connector& connector : units) {
    const Duration waited = now - without_master_since(connector, line_up);
    if (connector.last.is_linked || holds(waited.count())) continue;
    return fmt::format("--expect {}: {:04X} has no master for {:.1f} s", text_,
                       static_cast<std::uint16_t>(connector.unit.id()), in_seconds(waited));
  }
  return std::nullopt;
}

std::optional<Time> Expectation::deadline(Time now, Time line_up, const Connectors& units) const {
  // Cars ramp without saying so.
  constexpr Duration often = std::chrono::milliseconds{100};
  if (quantity_ == Quantity::drawn) return now + often;
  if (quantity_ == Quantity::limit) return std::nullopt;
  constexpr Duration just_after{1};
  std::optional<Time> first;
  for (const Connector& connector : units) {
    if (connector.last.is_linked) continue;
    const Time due = without_master_since(connector, line_up) + Duration{bound_} + just_after;
    first = std::min(due, first.value_or(due));
  }
  return first;
}

}  // namespace twc::tools
