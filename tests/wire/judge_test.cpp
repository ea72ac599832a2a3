// SPDX-License-Identifier: MIT
/// Judges stretches between two delimiters: the table by size, first byte, checksum and escapes.

#include <numeric>

#include <twc/wire/detail/judge.hpp>
#include <twc/wire/slip.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using wire::BadFrame;
using wire::Event;
using wire::FrameError;
using wire::Noise;
using wire::Stretch;

/// `size` bytes (two at least) that begin with `code` and end with their right checksum.
ByteVector checked_body(unsigned code, std::size_t size) {
  ByteVector bytes(size);
  bytes.at(0) = static_cast<std::uint8_t>(code >> 8U);
  bytes.at(1) = bytes.back() = static_cast<std::uint8_t>(code);
  return bytes;
}

ByteVector wrong(ByteVector bytes) {
  bytes.back() ^= 0x01U;
  return bytes;
}

Event judged(Bytes body) {
  return wire::judge(wire::escape(body));
}
Event noise(Bytes body) {
  return Noise{wire::escape(body)};
}
Event refused(FrameError error, Bytes body) {
  return BadFrame{error, wire::escape(body)};
}

TEST_CASE("judge: 1 to 12 bytes are noise, whatever they are", "[wire][judge]") {
  for (std::size_t size = 2; size <= 12; ++size) {
    CAPTURE(size);
    CHECK(judged(checked_body(0xFDE0, size)) == noise(checked_body(0xFDE0, size)));
    CHECK(judged(wrong(checked_body(0xFDE0, size))) == noise(wrong(checked_body(0xFDE0, size))));
  }
  CHECK(judged("FC"_hex) == noise("FC"_hex));
  // Heard by a program that took it for a message (Wired-Square/esphome-twc-director, PROTOCOL.md).
  CHECK(judged("7C 00"_hex) == noise("7C 00"_hex));
}

TEST_CASE("judge: noise is short once it is unescaped", "[wire][judge]") {
  const ByteVector delimiters(12, 0xC0);
  CHECK(wire::escape(delimiters).count() == 24);
  CHECK(judged(delimiters) == noise(delimiters));
}

TEST_CASE("judge: noise may hold a DB that escapes nothing", "[wire][judge]") {
  const Stretch stretch{"DB 00 01"_hex};
  CHECK(wire::judge(stretch) == Event{Noise{stretch}});
}

TEST_CASE("judge: 14, 16 and 20 bytes are a frame, of unknown code too", "[wire][judge]") {
  for (const unsigned code : {0xFBE0U, 0xFCE1U, 0xFDE2U, 0xFB01U, 0xFCC0U, 0xFDDBU}) {
    for (const std::size_t size : {14U, 16U, 20U}) {
      CAPTURE(code, size);
      CHECK(judged(checked_body(code, size)) == Event{as_frame(checked_body(code, size))});
      CHECK(judged(wrong(checked_body(code, size))) ==
            refused(FrameError::checksum, wrong(checked_body(code, size))));
    }
  }
}

TEST_CASE("judge: 13 and 15 bytes are a frame for some requests only", "[wire][judge]") {
  for (const std::size_t size : {13U, 15U}) {
    CAPTURE(size);
    CHECK(judged(checked_body(0xFBEE, size)) == Event{as_frame(checked_body(0xFBEE, size))});
    CHECK(judged(wrong(checked_body(0xFBEE, size))) ==
          refused(FrameError::checksum, wrong(checked_body(0xFBEE, size))));
    CHECK(judged(checked_body(0xFDEE, size)) ==
          refused(FrameError::length, checked_body(0xFDEE, size)));
    CHECK(judged(wrong(checked_body(0xFDEE, size))) ==
          refused(FrameError::checksum, wrong(checked_body(0xFDEE, size))));
  }
}

TEST_CASE("judge: 13 bytes are a frame for the commands that programs send so", "[wire][judge]") {
  // lucienkerl/esphome-twc-controller and erwin314/twc_gen2 send them; real units act on them.
  for (const unsigned code : {0xFCB1U, 0xFCB2U, 0xFBB4U, 0xFB19U, 0xFB1AU, 0xFB1BU}) {
    CAPTURE(code);
    CHECK(judged(checked_body(code, 13)) == Event{as_frame(checked_body(code, 13))});
    CHECK(judged(checked_body(code, 15)) == refused(FrameError::length, checked_body(code, 15)));
  }
}

TEST_CASE("judge: other lengths up to 20 are an error", "[wire][judge]") {
  for (const std::size_t size : {17U, 18U, 19U}) {
    CAPTURE(size);
    CHECK(judged(checked_body(0xFBE0, size)) ==
          refused(FrameError::length, checked_body(0xFBE0, size)));
    CHECK(judged(wrong(checked_body(0xFBE0, size))) ==
          refused(FrameError::checksum, wrong(checked_body(0xFBE0, size))));
  }
}

TEST_CASE("judge: a wrong first byte is an error that the checksum does not see", "[wire][judge]") {
  for (const unsigned code : {0x00E0U, 0xFAE0U, 0xFEE0U, 0xFFE0U}) {
    CAPTURE(code);
    CHECK(judged(checked_body(code, 16)) == refused(FrameError::checksum, checked_body(code, 16)));
    CHECK(judged(checked_body(code, 17)) == refused(FrameError::checksum, checked_body(code, 17)));
  }
}

TEST_CASE("judge: a bad escape is an error of its own", "[wire][judge]") {
  for (const auto* const text : {"FD E2 18 39 52 0C 80 00 DB 00 00 00 00 00 00 11",
                                 "FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11 DB",
                                 "DB E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11"}) {
    CAPTURE(text);
    const Stretch stretch{from_hex(text)};
    CHECK(wire::judge(stretch) == Event{
                                      BadFrame{FrameError::escape, stretch}
    });
  }
}

TEST_CASE("judge: over 20 bytes are overlong, their first 64 kept", "[wire][judge]") {
  for (const std::size_t size : {21U, 40U, 64U, 65U, 1000U}) {
    CAPTURE(size);
    const Stretch stretch{checked_body(0xFDE0, size)};
    CHECK(wire::judge(stretch) == Event{
                                      BadFrame{FrameError::overlong, stretch}
    });
  }
  const Event event = wire::judge(Stretch{ByteVector(1000, 0x55)});
  CHECK(std::get<BadFrame>(event).wire.count() == 1000);
  CHECK(std::get<BadFrame>(event).wire.bytes().size() == 64);
}

TEST_CASE("judge: 20 bytes fit even where every one is escaped", "[wire][judge]") {
  ByteVector body(20, 0xC0);
  body[0] = 0xFD;
  const unsigned sum = std::accumulate(body.begin() + 1, body.end() - 1, 0U);
  body.back() = static_cast<std::uint8_t>(sum);
  CHECK(judged(body) == Event{as_frame(body)});
}

TEST_CASE("judge: a stretch cut short is truncated if it begins like a frame", "[wire][judge]") {
  const auto cut = [](std::string_view text) {
    return wire::judge_cut_short(Stretch{from_hex(text)});
  };
  const auto truncated = [](std::string_view text) {
    return Event{
        BadFrame{FrameError::truncated, Stretch{from_hex(text)}}
    };
  };
  for (const auto* const text : {"FB E0", "FC E1 03 5D", "FD E0 20 19 77 77 08 02 58 02 10 00"}) {
    CHECK(cut(text) == truncated(text));
  }
  for (const auto* const text : {"FB", "FD", "FF", "00 FB E0", "F8 F0"}) {
    CHECK(cut(text) == Event{Noise{Stretch{from_hex(text)}}});
  }
}

TEST_CASE("judge: a stretch cut short is truncated if it is long", "[wire][judge]") {
  const ByteVector twelve(12, 0x55);
  const ByteVector thirteen(13, 0x55);
  CHECK(wire::judge_cut_short(Stretch{twelve}) == noise(twelve));
  CHECK(wire::judge_cut_short(Stretch{thirteen}) == refused(FrameError::truncated, thirteen));
}

}  // namespace
}  // namespace twc::test
