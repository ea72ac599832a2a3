// SPDX-License-Identifier: MIT
#include "redact/siphash.hpp"

#include <bit>

namespace twc::tools {
namespace {

using State = std::array<std::uint64_t, 4>;

void round(State& v) {
  v[0] += v[1];
  v[2] += v[3];
  v[1] = std::rotl(v[1], 13) ^ v[0];
  v[3] = std::rotl(v[3], 16) ^ v[2];
  v[0] = std::rotl(v[0], 32);
  v[2] += v[1];
  v[0] += v[3];
  v[1] = std::rotl(v[1], 17) ^ v[2];
  v[3] = std::rotl(v[3], 21) ^ v[0];
  v[2] = std::rotl(v[2], 32);
}

void absorb(State& v, std::uint64_t word) {
  v[3] ^= word;
  round(v);
  round(v);
  v[0] ^= word;
}

}  // namespace

std::uint64_t siphash(const SipKey& key, Bytes message) {
  State v{0x736f6d6570736575 ^ key[0], 0x646f72616e646f6d ^ key[1], 0x6c7967656e657261 ^ key[0],
          0x7465646279746573 ^ key[1]};
  std::uint64_t word = 0;
  for (std::size_t at = 0; at < message.size(); ++at) {
    word |= std::uint64_t{message[at]} << (8 * (at % 8));
    if (at % 8 != 7) continue;
    absorb(v, word);
    word = 0;
  }
  absorb(v, word | (std::uint64_t{message.size()} << 56U));
  v[2] ^= 0xFF;
  for (int times = 0; times < 4; ++times) round(v);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

}  // namespace twc::tools
