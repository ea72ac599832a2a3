// SPDX-License-Identifier: MIT
/// The keyed hash behind --redact.

#include "redact/siphash.hpp"

#include "support/catch.hpp"

TEST_CASE("siphash: the vectors of its reference implementation", "[tools][redact]") {
  // key 00 01 … 0F; messages 00 01 … of growing length, from the table in the authors' vectors.h
  const twc::tools::SipKey key{0x0706050403020100, 0x0F0E0D0C0B0A0908};
  const std::array<std::uint8_t, 15> bytes{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  const twc::Bytes message{bytes};
  CHECK(twc::tools::siphash(key, message.first(0)) == 0x726FDB47DD0E0E31);
  CHECK(twc::tools::siphash(key, message.first(1)) == 0x74F839C593DC67FD);
  CHECK(twc::tools::siphash(key, message.first(8)) == 0x93F5F5799A932462);
  CHECK(twc::tools::siphash(key, message) == 0xA129CA6149BE45E5);
}
