// SPDX-License-Identifier: MIT
/// The shape of a frame, the harm that sending one may do, and the table of codes.

#include <set>

#include <twc/wire/frame.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/hex.hpp"
#include "support/traffic.hpp"

namespace twc::test {
namespace {

using wire::Frame;
using wire::Function;
using wire::Hazard;

/// `size` bytes with the right checksum that begin with `code`.
ByteVector body_of(unsigned code, std::size_t size) {
  ByteVector bytes(size);
  bytes.at(0) = static_cast<std::uint8_t>(code >> 8U);
  bytes.at(1) = bytes.back() = static_cast<std::uint8_t>(code);
  return bytes;
}

TEST_CASE("frame: has 14, 16 or 20 bytes whatever its code", "[wire][frame]") {
  for (std::size_t size = 0; size <= 40; ++size) {
    CAPTURE(size);
    const bool is_length = size == 14 || size == 16 || size == 20;
    ByteVector bytes = body_of(0xFD77, std::max<std::size_t>(size, 2));
    bytes.resize(size);
    CHECK(Frame::check(bytes).has_value() == is_length);
  }
}

TEST_CASE("frame: has 13 or 15 bytes only where programs are known to ask so", "[wire][frame]") {
  const std::set<unsigned> asked{0xFBEB, 0xFBEC, 0xFBED, 0xFBEE, 0xFBEF, 0xFBF1};
  const std::set<unsigned> short_only{0xFB19, 0xFB1A, 0xFB1B, 0xFBB4, 0xFCB1, 0xFCB2};
  for (unsigned code = 0xFB00; code <= 0xFDFF; ++code) {
    CAPTURE(code);
    const bool is_asked = asked.contains(code);
    CHECK(Frame::check(body_of(code, 13)).has_value() == (is_asked || short_only.contains(code)));
    CHECK(Frame::check(body_of(code, 15)).has_value() == is_asked);
  }
}

TEST_CASE("frame: begins with FB, FC or FD", "[wire][frame]") {
  for (unsigned first = 0; first <= 0xFF; ++first) {
    CAPTURE(first);
    const bool begins_well = first >= 0xFB && first <= 0xFD;
    CHECK(Frame::check(body_of(first << 8U | 0xE0U, 16)).has_value() == begins_well);
  }
}

TEST_CASE("frame: any change of a byte behind the first one is noticed", "[wire][frame]") {
  // ngardiner/TWCManager#453
  const ByteVector heard = "FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B"_hex;
  for (std::size_t at = 1; at < heard.size(); ++at) {
    for (unsigned change = 1; change <= 0xFF; ++change) {
      ByteVector bytes = heard;
      bytes[at] ^= static_cast<std::uint8_t>(change);
      CAPTURE(at, change);
      CHECK_FALSE(Frame::check(bytes));
    }
  }
}

TEST_CASE("frame: gives its parts", "[wire][frame]") {
  const Frame frame = "FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B"_frame;
  CHECK(frame.size() == 16);
  CHECK(frame.function() == Function::slave_heartbeat);
  CHECK(to_hex(frame.bytes()) == "FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B");
  CHECK(to_hex(frame.payload()) == "20 19 77 77 08 02 58 02 10 00 00 00 00");
  CHECK(frame == frame);
  CHECK_FALSE(frame == "FD E0 20 19 77 77 08 02 58 02 11 00 00 00 00 7C"_frame);
  CHECK_FALSE("FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D"_frame ==
              "FC 1D 00 00 00 00 00 00 00 00 00 00 00 00 00 1D"_frame);
}

TEST_CASE("hazard: a harmful code is one in every length, and so is an unexplained code",
          "[wire][frame]") {
  const std::set<unsigned> never{0xFC19, 0xFC1A, 0xFBE8, 0xFCA1, 0xFCE5};
  const std::set<unsigned> deliberate{0xFB19, 0xFB1A, 0xFB1B, 0xFCB2};
  for (unsigned code = 0xFB00; code <= 0xFDFF; ++code) {
    for (const std::size_t size : {14U, 16U, 20U}) {
      CAPTURE(code, size);
      const bool is_explained = wire::find(static_cast<Function>(code)) != nullptr;
      const Hazard expected = never.contains(code)                         ? Hazard::never
                              : deliberate.contains(code) || !is_explained ? Hazard::deliberate
                                                                           : Hazard::none;
      CHECK(hazard(as_frame(body_of(code, size))) == expected);
    }
  }
}

TEST_CASE("hazard: a heartbeat is one unless real masters send its command and it is no error",
          "[wire][frame]") {
  for (unsigned command = 0; command <= 0xFF; ++command) {
    CAPTURE(command);
    const ByteVector fields{0x77, 0x77, 0x34, 0x95, static_cast<std::uint8_t>(command)};
    for (const std::size_t size : {14U, 16U, 20U}) {
      const Frame frame = compose(Function::master_heartbeat, fields, size);
      const bool is_harmless = command == 0 || (command >= 5 && command <= 9);
      CHECK(hazard(frame) == (is_harmless ? Hazard::none : Hazard::deliberate));
    }
  }
}

TEST_CASE("function table: finds every row by its code, and no other", "[wire][function]") {
  std::size_t found = 0;
  for (unsigned code = 0; code <= 0xFFFF; ++code) {
    const wire::FunctionInfo* const info = find(static_cast<Function>(code));
    if (info == nullptr) continue;
    ++found;
    CHECK(static_cast<unsigned>(info->code) == code);
    CHECK_FALSE(info->kind.empty());
    CHECK((info->hazard == Hazard::none) == info->danger.empty());
    // A length that a protocol sends is also heard. Only codes that are never sent have none.
    CHECK((info->p1 == 0 || info->heard.contain(info->p1)));
    CHECK((info->p2 == 0 || info->heard.contain(info->p2)));
    CHECK((info->hazard == Hazard::never) == (info->p1 == 0 && info->p2 == 0));
  }
  CHECK(found == wire::functions.size());
  CHECK(found == 35);
}

}  // namespace
}  // namespace twc::test
