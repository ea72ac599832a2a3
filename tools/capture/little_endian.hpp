// SPDX-License-Identifier: MIT
#pragma once
/// Numbers as pcap and pcapng files of little machines have them: the lowest byte first.

#include <cstdint>
#include <string>

namespace twc::tools {

inline void put_u16(std::string& out, std::uint64_t value) {
  for (unsigned shift = 0; shift < 16; shift += 8) out += static_cast<char>(value >> shift);
}

inline void put_u32(std::string& out, std::uint64_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift);
}

}  // namespace twc::tools
