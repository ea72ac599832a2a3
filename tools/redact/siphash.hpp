// SPDX-License-Identifier: MIT
#pragma once
/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash. Without the key nobody can try out
/// which serial number gives a value.

#include <array>
#include <cstdint>

#include <twc/types.hpp>

namespace twc::tools {

using SipKey = std::array<std::uint64_t, 2>;

[[nodiscard]] std::uint64_t siphash(const SipKey& key, Bytes message);

}  // namespace twc::tools
