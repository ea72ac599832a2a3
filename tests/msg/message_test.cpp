// SPDX-License-Identifier: MIT
/// All messages: every frame is one, what is sent comes back, and what harms cannot be sent.

#include <twc/msg/message.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/hex.hpp"
#include "support/printing.hpp"
#include "support/reencode.hpp"
#include "support/sanitized.hpp"
#include "support/traffic.hpp"

namespace twc::test {
namespace {

using msg::Message;
using wire::HarmAccepted;

template <typename M>
concept EncodesAlone = requires(M message) {
  msg::encode(message);
};
template <typename M>
concept EncodesForProtocol = requires(M message) {
  msg::encode(message, Protocol::two);
};
template <typename M>
concept EncodesOnPurpose = requires(M message) {
  msg::encode(message, HarmAccepted{});
};
template <typename M>
concept EncodesForProtocolOnPurpose = requires(M message) {
  msg::encode(message, Protocol::two, HarmAccepted{});
};

template <typename M>
concept EncodesOnBraces = requires(M message) {
  msg::encode(message, {});
};

/// How a message can be encoded: exactly one of the four ways, or none.
enum class Way : std::uint8_t { alone, protocol, on_purpose, protocol_on_purpose, none };
template <typename M>
constexpr bool has_only(Way way) {
  return EncodesAlone<M> == (way == Way::alone) &&
         EncodesForProtocol<M> == (way == Way::protocol) &&
         EncodesOnPurpose<M> == (way == Way::on_purpose) &&
         EncodesForProtocolOnPurpose<M> == (way == Way::protocol_on_purpose);
}

// A message that writes, crashes or silences a unit, or that nobody has explained, has no encoder.
static_assert(has_only<msg::Dangerous>(Way::none));
static_assert(has_only<msg::Unknown>(Way::none));
static_assert(has_only<msg::UnlistedCommand>(Way::none));
static_assert(has_only<Message>(Way::none));
static_assert(has_only<wire::Frame>(Way::none));
// A message that stops or mutes a unit, or makes several answer at once, takes a deliberate word.
static_assert(has_only<msg::MasterError>(Way::protocol_on_purpose));
static_assert(has_only<msg::StopCharging>(Way::on_purpose));
static_assert(has_only<msg::LegacySerialRequest>(Way::protocol_on_purpose));
static_assert(has_only<msg::LegacyModelRequest>(Way::protocol_on_purpose));
static_assert(has_only<msg::LegacyFirmwareRequest>(Way::protocol_on_purpose));
// That word must be spelled: braces alone do not make one.
static_assert(!EncodesOnBraces<msg::StopCharging>);
// Two lengths need a protocol, one length does not take one.
static_assert(has_only<msg::MasterHeartbeat>(Way::protocol));
static_assert(has_only<msg::SlaveHeartbeat>(Way::protocol));
static_assert(has_only<msg::MasterLinkready1>(Way::protocol));
static_assert(has_only<msg::MasterLinkready2>(Way::protocol));
static_assert(has_only<msg::SlaveLinkready>(Way::protocol));
static_assert(has_only<msg::Idle>(Way::alone));
static_assert(has_only<msg::MeterRequest>(Way::alone));
static_assert(has_only<msg::Meter>(Way::alone));
static_assert(has_only<msg::FirmwareRequest>(Way::alone));
static_assert(has_only<msg::Firmware>(Way::alone));
static_assert(has_only<msg::SerialRequest>(Way::alone));
static_assert(has_only<msg::Serial>(Way::alone));
static_assert(has_only<msg::VinRequest>(Way::alone));
static_assert(has_only<msg::Vin>(Way::alone));
static_assert(has_only<msg::PlugStateRequest>(Way::alone));
static_assert(has_only<msg::PlugState>(Way::alone));
static_assert(has_only<msg::StartCharging>(Way::alone));
static_assert(has_only<msg::StartChargingAck>(Way::alone));
static_assert(has_only<msg::StopChargingAck>(Way::alone));
static_assert(has_only<msg::LegacySerial>(Way::alone));
static_assert(has_only<msg::LegacyModel>(Way::alone));
static_assert(has_only<msg::LegacyFirmware>(Way::alone));
// All of the above.
static_assert(std::variant_size_v<Message> == 30);

TEST_CASE("messages: an encoded message decodes to itself, in both protocols", "[msg]") {
  Dice dice{1};
  std::array<std::size_t, std::variant_size_v<Message>> seen{};
  constexpr std::size_t rounds = fewer_if_sanitized(100'000);
  for (std::size_t round = 0; round < rounds; ++round) {
    const wire::Frame frame = random_frame(dice);
    const Message message = msg::decode(frame);
    ++seen.at(message.index());
    for (const wire::Frame& like : {"FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D"_frame,
                                    "FC 1D 00 00 00 00 00 00 00 00 00 00 00 00 00 1D"_frame}) {
      const auto again = reencode(message, like);
      if (again && msg::decode(*again) != message) FAIL_CHECK(to_hex(frame.bytes()));
    }
  }
  for (std::size_t kind = 0; kind < seen.size(); ++kind) {
    CAPTURE(kind);
    CHECK(seen.at(kind) > rounds / 1000);
  }
}

TEST_CASE("messages: a frame of canonical length encodes to itself", "[msg]") {
  Dice dice{2};
  std::size_t encoded = 0;
  constexpr std::size_t rounds = fewer_if_sanitized(100'000);
  for (std::size_t round = 0; round < rounds; ++round) {
    const wire::Frame frame = random_known_frame(dice);
    const auto again = reencode(msg::decode(frame), frame);
    if (!again || frame.size() == 13 || frame.size() == 15) continue;
    ++encoded;
    if (*again != frame) FAIL_CHECK(to_hex(frame.bytes()));
  }
  CHECK(encoded > rounds / 2);
}

TEST_CASE("messages: only lengths that real units send are encoded", "[msg]") {
  Dice dice{3};
  for (std::size_t round = 0; round < fewer_if_sanitized(20'000); ++round) {
    const Message message = msg::decode(random_frame(dice));
    for (const wire::Frame& like : {"FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D"_frame,
                                    "FC 1D 00 00 00 00 00 00 00 00 00 00 00 00 00 1D"_frame}) {
      const auto frame = reencode(message, like);
      if (!frame) continue;
      const wire::FunctionInfo& info = *wire::find(frame->function());
      const bool is_old_meter = std::holds_alternative<msg::Meter>(message) && frame->size() == 16;
      CHECK((frame->size() == info.p1 || frame->size() == info.p2 || is_old_meter));
    }
  }
}

TEST_CASE("messages: an unknown code keeps every byte", "[msg]") {
  const wire::Frame frame = "FB A4 77 77 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 0A"_frame;
  CHECK(msg::decode(frame) == Message{msg::Unknown{frame}});
}

TEST_CASE("messages: a known code at a length that it never has keeps every byte", "[msg]") {
  Dice dice{4};
  for (const wire::FunctionInfo& info : wire::functions) {
    if (info.hazard == wire::Hazard::never) continue;
    for (std::size_t size = 13; size <= 20; ++size) {
      ByteVector fields(size - 3);
      for (auto& field : fields) field = dice.byte();
      const bool is_frame = size == 14 || size == 16 || size == 20 || info.heard.contain(size);
      if (!is_frame) continue;
      const wire::Frame frame = compose(info.code, fields, size);
      CAPTURE(frame);
      const Message message = msg::decode(frame);
      CHECK(std::holds_alternative<msg::Unknown>(message) == !info.heard.contain(size));
      if (!info.heard.contain(size)) CHECK(message == Message{msg::Unknown{frame}});
    }
  }
}

TEST_CASE("messages: a message that must never be sent is heard byte for byte", "[msg]") {
  for (const auto* const text :
       {"FC 19 00 00 00 00 00 00 00 00 00 00 00 19",
        "FC 19 00 00 00 00 00 00 00 00 00 00 00 00 00 19",
        "FC 1A 01 02 03 04 05 06 07 08 09 00 00 47",
        "FB E8 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 E8",
        "FC A1 00 00 00 00 00 00 00 00 00 00 00 A1", "FC E5 00 00 00 00 00 00 00 00 00 00 00 E5"}) {
    const wire::Frame frame = as_frame(from_hex(text));
    CAPTURE(text);
    CHECK(msg::decode(frame) == Message{msg::Dangerous{frame}});
  }
}

TEST_CASE("protocol: only what a unit says of itself tells it", "[msg]") {
  using msg::protocol_of;
  // ngardiner/TWCManager#395 and #453
  CHECK(protocol_of("FD E0 02 2C 77 77 02 00 00 06 96 00 00 9A"_frame) == Protocol::one);
  CHECK(protocol_of("FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B"_frame) == Protocol::two);
  // ukoda/TWCProtocolMonitor
  CHECK(protocol_of("FD E2 34 95 8E 0C 80 00 00 00 00 00 00 00 00 C5"_frame) == Protocol::two);
  CHECK(protocol_of("FD EC 34 95 04 05 0A 02 00 00 00 00 00 00 00 CA"_frame) == Protocol::two);
  CHECK(protocol_of("FD EB 34 95 00 00 1A 7E 00 F7 00 00 00 00 00 00 00 00 00 43"_frame) ==
        Protocol::two);
  // Programs send either form to either generation.
  CHECK_FALSE(protocol_of("FB E0 77 77 02 2C 05 08 98 00 00 00 00 00 00 A1"_frame));
  CHECK_FALSE(protocol_of("FC E1 03 5D 39 00 00 00 00 00 00 00 00 7A"_frame));
  // Both generations answer in 14 bytes.
  CHECK_FALSE(protocol_of("FD 1A 45 56 57 32 54 33 32 48 4C 43 00 CE"_frame));
  // Unknown codes, and known ones at lengths that they never have, tell nothing.
  CHECK_FALSE(protocol_of("FD 77 00 00 00 00 00 00 00 00 00 00 00 77"_frame));
  CHECK_FALSE(protocol_of("FD E0 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 E0"_frame));
}

}  // namespace
}  // namespace twc::test
