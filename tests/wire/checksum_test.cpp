// SPDX-License-Identifier: MIT
/// The checksum, by sums done by hand.

#include <twc/wire/checksum.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace twc::test {
namespace {

using wire::checksum;

TEST_CASE("checksum: is the sum of all bytes but the first", "[wire][checksum]") {
  // TMC 72830, page 3: E2+03+5D+5F = 1A1, E1+03+5D+39 = 17A, 1D.
  CHECK(checksum("FB E2 03 5D 5F 00 00 00 00 00 00 00 00"_hex) == 0xA1);
  CHECK(checksum("FC E1 03 5D 39 00 00 00 00 00 00 00 00"_hex) == 0x7A);
  CHECK(checksum("FC 1D 00 00 00 00 00 00 00 00 00 00 00"_hex) == 0x1D);
  // ukoda/TWCProtocolMonitor: E2+34+95+8E+0C+80 = 2C5.
  CHECK(checksum("FD E2 34 95 8E 0C 80 00 00 00 00 00 00 00 00"_hex) == 0xC5);
  // ngardiner/TWCManager#453: E0+20+19+77+77+08+02+58+02+10 = 27B.
  CHECK(checksum("FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00"_hex) == 0x7B);
}

TEST_CASE("checksum: does not cover the first byte", "[wire][checksum]") {
  CHECK(checksum("FB 19 00"_hex) == checksum("FC 19 00"_hex));
}

TEST_CASE("checksum: the sum of next to nothing is zero", "[wire][checksum]") {
  CHECK(checksum({}) == 0);
  CHECK(checksum("FB"_hex) == 0);
}

}  // namespace
}  // namespace twc::test
