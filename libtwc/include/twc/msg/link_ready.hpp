// SPDX-License-Identifier: MIT
#pragma once
/// The announcements by which masters and unlinked slaves say that they are here.

#include <twc/msg/field.hpp>
#include <twc/types.hpp>

namespace twc::msg {

/// FC E1: a master announces itself, first kind. To all; no answer, but a slave with the same id
/// picks a new one. Confidence A (captures of real Protocol 1 and 2 masters).
///
///     FC E1 | from | sign | claimed | 00 ...
struct MasterLinkready1 {
  static constexpr wire::Function function = wire::Function::master_linkready1;
  TwcId from{};
  Sign sign{};
  Centiamps
      claimed{};  ///< zero from real masters; a current in some programs, bytes swapped in one

  static constexpr auto fields = std::make_tuple(
      Field("src", &MasterLinkready1::from), Field("sign", &MasterLinkready1::sign, "sign"),
      Field("", &MasterLinkready1::claimed, "claims").unless_zero());
  friend constexpr bool operator==(const MasterLinkready1&, const MasterLinkready1&) = default;
};

/// FB E2: a master announces itself, second kind. The second one that a slave hears makes it
/// announce itself five times. Not needed to link: a heartbeat is enough. Confidence A.
///
///     FB E2 | from | sign | claimed | 00 ...
struct MasterLinkready2 {
  static constexpr wire::Function function = wire::Function::master_linkready2;
  TwcId from{};
  Sign sign{};
  Centiamps claimed{};  ///< as in MasterLinkready1

  static constexpr auto fields = std::make_tuple(
      Field("src", &MasterLinkready2::from), Field("sign", &MasterLinkready2::sign, "sign"),
      Field("", &MasterLinkready2::claimed, "claims").unless_zero());
  friend constexpr bool operator==(const MasterLinkready2&, const MasterLinkready2&) = default;
};

/// FD E2: a slave announces itself, every 6 to 10 s until a master addresses it. Its length is what
/// tells the protocol of the unit. Confidence A for Protocol 2; the 14-byte form is known from
/// programs that work with Protocol 1 units, no capture of one is public.
///
///     FD E2 | from | sign | maximum | 00 ...
struct SlaveLinkready {
  static constexpr wire::Function function = wire::Function::slave_linkready;
  /// Less is no rating: it is the smallest limit that any unit is set to (Protocol 1).
  static constexpr Centiamps least_rating{500};
  TwcId from{};
  Sign sign{};
  Centiamps maximum{};  ///< the rating of the unit: 32.00 A (EU) and 80.00 A (US) are known

  static constexpr auto fields = std::make_tuple(Field("src", &SlaveLinkready::from),
                                                 Field("sign", &SlaveLinkready::sign, "sign"),
                                                 Field("max_a", &SlaveLinkready::maximum, "max"));
  friend constexpr bool operator==(const SlaveLinkready&, const SlaveLinkready&) = default;
};

/// FC 1D: a lone Protocol 1 master, three times every few hours. Nothing in it, no known effect.
/// Confidence B (one posted frame).
///
///     FC 1D | 00 ...
struct Idle {
  static constexpr wire::Function function = wire::Function::idle;

  static constexpr std::tuple<> fields{};
  friend constexpr bool operator==(const Idle&, const Idle&) = default;
};

}  // namespace twc::msg
