// SPDX-License-Identifier: MIT
#pragma once
/// Refuses settings that a master must not begin with, although each option alone makes sense.

#include <cstdint>
#include <optional>
#include <string>

#include <twc/node/master_config.hpp>

#include "common/exit.hpp"
#include "fakemaster/options.hpp"

namespace twc::tools {

struct Refusal {
  Exit exit;
  std::string why;  ///< one line for people
};

/// `max_current` in hundredths, as it was written: more than a wire carries may be asked for.
[[nodiscard]] std::optional<Refusal> refuse_current(
    const std::optional<std::uint64_t>& max_current);
[[nodiscard]] std::optional<Refusal> refuse_times(const node::MasterConfig& config);
[[nodiscard]] std::optional<Refusal> refuse_units(const node::MasterConfig& config,
                                                  Centiamps max_current);
[[nodiscard]] std::optional<Refusal> refuse_endpoint(const MasterOptions& options);
/// Refuses files that cannot be opened. Makes nothing and touches no port.
[[nodiscard]] std::optional<Refusal> refuse_files(const MasterOptions& options);
/// Refuses what a start finds taken, or not there, in this moment: the socket, the state and the
/// endpoint. Calls the first and opens the last as a start does.
[[nodiscard]] std::optional<Refusal> refuse_moment(const MasterOptions& options);

}  // namespace twc::tools
