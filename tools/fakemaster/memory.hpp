// SPDX-License-Identifier: MIT
#pragma once
/// A master remembers over a restart what its user has told it while it ran.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <twc/node/master_config.hpp>
#include <twc/types.hpp>

namespace twc::tools {

struct RememberedUnit {
  TwcId id{};
  std::optional<Centiamps> ceiling;
  /// Stopped or started by its id; nothing: as all units.
  std::optional<bool> is_stopped;

  friend bool operator==(const RememberedUnit&, const RememberedUnit&) = default;
};

/// Options that the user has not overruled are not in it, so that a changed option counts.
class Memory {
 public:
  void set_limit(Centiamps limit) { limit_ = limit; }
  void set_policy(node::Policy policy) { policy_ = policy; }
  void set_ceiling(TwcId id, Centiamps ceiling);
  /// Without an id: all units, also those that are not on the bus now.
  void stop(std::optional<TwcId> id) { set_stopped(id, true); }
  void start(std::optional<TwcId> id) { set_stopped(id, false); }

  /// Overrules the options. Throws std::invalid_argument if there are too many units.
  void apply_to(node::MasterConfig& config) const;

  /// The file of --state, as people may read and mend it.
  [[nodiscard]] std::string text() const;
  /// Throws std::invalid_argument with the line that is wrong, and what was expected.
  [[nodiscard]] static Memory parse(std::string_view text);
  /// For people: "limit 16.00 A, 2019 stopped". Empty if there is nothing.
  [[nodiscard]] std::string summary() const;

  friend bool operator==(const Memory&, const Memory&) = default;

 private:
  void set_stopped(std::optional<TwcId> id, bool is_stopped);
  void take_line(std::string_view line);
  void take_unit(std::string_view line);
  RememberedUnit& unit(TwcId id);
  void forget_units_without_wishes();

  std::optional<Centiamps> limit_;  // as it was asked for
  std::optional<node::Policy> policy_;
  bool is_stopped_ = false;
  std::vector<RememberedUnit> units_;
};

/// Nothing if there is no such file. Throws std::invalid_argument if it is no state, or damaged.
[[nodiscard]] std::optional<Memory> read_memory(const std::string& path);

}  // namespace twc::tools
