// SPDX-License-Identifier: MIT
/// Every frame that is known from real buses: its checksum, its message, and back again.

#include "wire/vectors.hpp"

#include <twc/msg/message.hpp>
#include <twc/wire/checksum.hpp>
#include <twc/wire/detail/judge.hpp>
#include <twc/wire/slip.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/listen.hpp"
#include "support/printing.hpp"
#include "support/reencode.hpp"

namespace twc::test {
namespace {

using wire::FrameError;

TEST_CASE("known frames: their checksums are right", "[wire][vectors]") {
  static_assert(vectors.size() == 81);
  for (const Vector& vector : vectors) {
    CAPTURE(vector.frame, vector.source);
    const ByteVector bytes = from_hex(vector.frame);
    const Bytes body{bytes};
    CHECK(wire::checksum(body.first(body.size() - 1)) == body.back());
    CHECK(wire::Frame::check(body).has_value());
  }
}

TEST_CASE("known frames: each is heard on the wire as it is", "[wire][vectors]") {
  for (const Vector& vector : vectors) {
    CAPTURE(vector.frame, vector.source);
    const wire::Frame frame = as_frame(from_hex(vector.frame));
    const wire::Stretch body = wire::escape(frame.bytes());
    ByteVector bytes{0xC0};
    bytes.insert(bytes.end(), body.bytes().begin(), body.bytes().end());
    bytes.push_back(0xC0);
    CHECK(listen(bytes) == std::vector<wire::Event>{frame});
  }
}

TEST_CASE("known frames: each is a message that encodes to the same frame", "[msg][vectors]") {
  for (const Vector& vector : vectors) {
    CAPTURE(vector.frame, vector.source);
    const wire::Frame frame = as_frame(from_hex(vector.frame));
    const msg::Message message = msg::decode(frame);
    REQUIRE_FALSE(std::holds_alternative<msg::Unknown>(message));
    const auto again = reencode(message, frame);
    REQUIRE(again);
    // Requests of 13 and 15 bytes are a habit of programs; we send them in the length of real
    // units.
    const bool is_odd = frame.size() == 13 || frame.size() == 15;
    if (is_odd) {
      CHECK(again->size() == 16);
      CHECK(msg::decode(*again) == message);
    } else {
      CHECK(*again == frame);
    }
  }
}

struct Rejected {
  std::string_view bytes;
  FrameError error;
};

TEST_CASE("known bad frames: each is the error that it is", "[wire][vectors]") {
  constexpr std::array all{
  // jnicolson/twc-controller#4: the program adds its own, uninitialised checksum byte; 7B.
      Rejected{"FC E1 32 AB 77 40 06 00 00 00 00 00 00 00 00 BA",    FrameError::checksum},
 // ngardiner/TWCManager#229 and #473: two transmitters at once.
      Rejected{"FD E2 47 04 93 0C 26 88 11 71 F7 ED F5 3F FF",       FrameError::checksum},
      Rejected{"FD E2 00 F2 8B 3F 47 46 F6 FF FF FF FF FF FF",       FrameError::checksum},
 // dracoventions/TWCManager#9: a stray FF where the closing C0 was.
      Rejected{"FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11 FF", FrameError::checksum},
 // Made up: an escape that is none.
      Rejected{"FD E2 18 39 52 0C 80 00 DB 00 00 00 00 00 00 11",    FrameError::escape  },
  };
  for (const Rejected& one : all) {
    CAPTURE(one.bytes);
    const wire::Stretch stretch{from_hex(one.bytes)};
    CHECK(wire::judge(stretch) == wire::Event{
                                      wire::BadFrame{one.error, stretch}
    });
  }
}

TEST_CASE("known bad frames: a write to one-time memory is heard and not sent", "[wire][vectors]") {
  const wire::Frame frame = "FC 19 00 00 00 00 00 00 00 00 00 00 00 00 00 19"_frame;
  CHECK(std::holds_alternative<msg::Dangerous>(msg::decode(frame)));
  CHECK_FALSE(wire::SlipFrame::of(frame));
  CHECK_FALSE(wire::SlipFrame::of(frame, wire::EndByte::fc, wire::HarmAccepted{}));
}

}  // namespace
}  // namespace twc::test
