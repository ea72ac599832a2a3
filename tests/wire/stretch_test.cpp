// SPDX-License-Identifier: MIT
/// The bytes between two delimiters: the first 64 are kept, all are counted.

#include <numeric>

#include <twc/wire/stretch.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using wire::Stretch;

ByteVector counting(std::size_t size) {
  ByteVector bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

TEST_CASE("stretch: keeps the first 64 bytes and counts all", "[wire][stretch]") {
  const ByteVector bytes = counting(200);
  for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 200U}) {
    CAPTURE(size);
    const Stretch stretch{Bytes{bytes}.first(size)};
    CHECK(stretch.count() == size);
    CHECK(stretch.empty() == (size == 0));
    CHECK(to_hex(stretch.bytes()) == to_hex(Bytes{bytes}.first(std::min<std::size_t>(size, 64))));
  }
}

TEST_CASE("stretch: how it was put together does not matter", "[wire][stretch]") {
  const ByteVector bytes = counting(100);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Stretch stretch{Bytes{bytes}.first(cut)};
    stretch.append(Bytes{bytes}.subspan(cut));
    CHECK(stretch == Stretch{bytes});
  }
}

TEST_CASE("stretch: differs by its bytes and by its count", "[wire][stretch]") {
  CHECK_FALSE(Stretch{"01 02"_hex} == Stretch{"01 03"_hex});
  CHECK_FALSE(Stretch{"01 02"_hex} == Stretch{"01 02 03"_hex});
  CHECK_FALSE(Stretch{counting(64)} == Stretch{counting(65)});
}

TEST_CASE("stretch: is as new when cleared", "[wire][stretch]") {
  Stretch stretch{counting(100)};
  stretch.clear();
  CHECK(stretch.empty());
  stretch.append("05"_hex);
  CHECK(stretch == Stretch{"05"_hex});
}

TEST_CASE("stretch: a recorded count is taken over unless it is too small", "[wire][stretch]") {
  Stretch stretch{counting(64)};
  stretch.recount(3);
  CHECK(stretch.count() == 64);
  stretch.recount(1000);
  CHECK(stretch.count() == 1000);
  CHECK(stretch.bytes().size() == 64);
}

}  // namespace
}  // namespace twc::test
