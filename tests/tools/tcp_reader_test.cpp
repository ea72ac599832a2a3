// SPDX-License-Identifier: MIT
/// TCP conversations in pcap, and pcapng that keeps directions.

#include "capture/pcap.hpp"
#include "capture/pcapng.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;
using tools::Direction;
using tools::Record;

namespace {

// ukoda/TWCProtocolMonitor: a master's heartbeat and the slave's linkready, each with FC behind it.
const ByteVector asked = "C0 FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95 C0 FC"_hex;
const ByteVector announced = "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC"_hex;
const std::string asked_hex = "FBE07973349500000000000000000095 end FC";
const std::string announced_hex = "FDE23495810C800000000000000000B8 end FC";

constexpr std::uint8_t syn = 0x02;
constexpr std::uint8_t ack = 0x10;
constexpr std::uint8_t push = 0x18;

/// A file of packets between a client, port 50000, and a converter, port 4000.
class Conversation {
 public:
  explicit Conversation(std::uint32_t link_type) : link_type_{link_type} {
    for (const std::uint32_t word : {0xA1B2C3D4U, 0x00040002U, 0U, 0U, 65535U, link_type}) {
      put(word, 4, false);
    }
  }
  Conversation& says(bool is_client, std::uint32_t sequence, std::uint8_t flags, Bytes payload) {
    const std::size_t link = link_type_ == 1 ? 14 : link_type_ == 113 ? 16 : 0;
    const std::size_t size = link + 40 + payload.size();
    put(1'700'000'000U + seconds_++, 4, false).put(0, 4, false);
    put(size, 4, false).put(size, 4, false);
    for (std::size_t at = 0; at + 2 < link; ++at) put(1, 1, true);
    if (link != 0) put(0x0800, 2, true);
    put(0x4500, 2, true).put(40 + payload.size(), 2, true).put(0, 4, true).put(0x4006, 2, true);
    put(0, 2, true).put(is_client ? 0x0A000001 : 0x0A000002, 4, true);
    put(is_client ? 0x0A000002 : 0x0A000001, 4, true);
    put(is_client ? 50000 : 4000, 2, true).put(is_client ? 4000 : 50000, 2, true);
    put(sequence, 4, true).put(0, 4, true).put(0x50, 1, true).put(flags, 1, true).put(0, 6, true);
    file_.insert(file_.end(), payload.begin(), payload.end());
    return *this;
  }
  [[nodiscard]] Lines read() const {
    const Lines at_once = tell(read_records(CaptureFormat{}, file_));
    CHECK(tell(read_records(CaptureFormat{"pcap"}, file_, 7)) == at_once);
    return at_once;
  }

 private:
  Conversation& put(std::uint64_t value, unsigned size, bool is_big_endian) {
    for (unsigned at = 0; at < size; ++at) {
      const unsigned shift = 8 * (is_big_endian ? size - 1 - at : at);
      file_.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return *this;
  }

  ByteVector file_;
  std::uint32_t link_type_;
  std::uint32_t seconds_ = 0;
};

Bytes part(const ByteVector& bytes, std::size_t from, std::size_t size) {
  return Bytes{bytes}.subspan(from, size);
}

}  // namespace

TEST_CASE("tcp: the client sends, the converter is heard", "[tools][reader][tcp]") {
  const std::uint32_t link_type = GENERATE(1U, 101U, 113U);
  CAPTURE(link_type);
  Conversation talk{link_type};
  talk.says(true, 99, syn, {}).says(false, 199, syn | ack, {}).says(true, 100, ack, {});
  talk.says(false, 200, push, announced).says(true, 100, push, asked);
  CHECK(talk.read() == Lines{"rx " + announced_hex, "tx " + asked_hex});
}

TEST_CASE("tcp: frames are put together from segments of both ends, in turns",
          "[tools][reader][tcp]") {
  Conversation talk{1};
  talk.says(true, 100, push, part(asked, 0, 7)).says(false, 200, push, part(announced, 0, 3));
  talk.says(true, 107, push, part(asked, 7, 12)).says(false, 203, push, part(announced, 3, 16));
  CHECK(talk.read() == Lines{"tx " + asked_hex, "rx " + announced_hex});
}

TEST_CASE("tcp: bytes that are sent again are read once", "[tools][reader][tcp]") {
  Conversation talk{1};
  talk.says(false, 200, push, announced).says(false, 200, push, announced);
  talk.says(false, 218, ack, part(announced, 18, 1));  // is the other end alive?
  talk.says(false, 210, push, part(announced, 10, 9)).says(false, 219, push, announced);
  CHECK(talk.read() == Lines{"rx " + announced_hex, "rx " + announced_hex});
}

TEST_CASE("tcp: bytes that come too early wait for their turn", "[tools][reader][tcp]") {
  Conversation talk{1};
  talk.says(false, 200, push, part(announced, 0, 5)).says(false, 212, push, part(announced, 12, 7));
  talk.says(false, 205, push, part(announced, 5, 7)).says(false, 212, push, part(announced, 12, 7));
  CHECK(talk.read() == Lines{"rx " + announced_hex});
  Conversation backwards{1};
  backwards.says(false, 199, syn | ack, {});
  for (const std::size_t at : {2U, 1U, 0U}) {
    backwards.says(false, 200 + static_cast<std::uint32_t>(19 * at), push, announced);
  }
  CHECK(backwards.read() == Lines(3, "rx " + announced_hex));
}

TEST_CASE("tcp: bytes that the capture lacks end the frame that they were in",
          "[tools][reader][tcp]") {
  Conversation talk{1};
  talk.says(false, 200, push, part(announced, 0, 9)).says(false, 219, push, announced);
  for (std::uint32_t number = 0; number < 4; ++number) talk.says(true, 100, ack, {});
  talk.says(true, 100, push, asked);
  CHECK(talk.read() ==
        Lines{"rx bad truncated FDE23495810C8000", "rx " + announced_hex, "tx " + asked_hex});
}

TEST_CASE("tcp: RFC 2217 escapes and commands are no bytes of the bus", "[tools][reader][tcp]") {
  // FF in a body comes twice; a notice about the line stands in the middle of a frame.
  const ByteVector body = "FD E0 20 19 77 77 09 0C 80 0C FF 00 00 00 00 00"_hex;
  ByteVector wire{0xC0};
  for (const std::uint8_t byte : Bytes{body}.first(15)) {
    wire.push_back(byte);
    if (byte == 0xFF) wire.push_back(byte);
  }
  const std::uint8_t sum = wire::checksum(Bytes{body}.first(15));
  wire.insert(wire.begin() + 6, {0xFF, 0xFA, 0x2C, 0x6B, 0xFF, 0xFF, 0xFF, 0xF0});
  wire.insert(wire.end(), {sum, 0xC0, 0xFC});
  Conversation talk{1};
  talk.says(true, 100, push, "FF FB 2C FF FB 00 FF FD 00"_hex);
  talk.says(false, 200, push, "FF FD 2C FF FA 2C 65 00 00 25 80 FF F0"_hex);
  talk.says(false, 213, push, part(wire, 0, 8))
      .says(false, 221, push, part(wire, 8, wire.size() - 8));
  const Lines lines = talk.read();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("rx FDE020197777090C800CFF"));
  // On a bus without telnet FF is an end byte.
  ByteVector plain = announced;
  plain.back() = 0xFF;
  Conversation raw{1};
  raw.says(false, 200, push, plain).says(false, 219, push, plain);
  CHECK(raw.read().size() == 2);
}

TEST_CASE("tcp: numbers pass their end", "[tools][reader][tcp]") {
  Conversation talk{1};
  talk.says(false, 0xFFFFFFFB, push, part(announced, 0, 5))
      .says(false, 0, push, part(announced, 5, 14));
  CHECK(talk.read() == Lines{"rx " + announced_hex});
}

TEST_CASE("tcp: an echo of the adapter is one", "[tools][reader][tcp]") {
  Conversation talk{1};
  talk.says(true, 100, push, asked).says(false, 200, push, asked);
  CHECK(talk.read() == Lines{"tx " + asked_hex, "echo " + asked_hex});
}

TEST_CASE("tcp: conversations without a frame say nothing", "[tools][reader][tcp]") {
  Conversation talk{1};
  talk.says(false, 200, push, "C0 FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE C0 11 C0"_hex);
  CHECK_THROWS_WITH(talk.read(), "pcap: its packets have link type 1; expected 147 (USER0)");
}

TEST_CASE("pcapng: records that are written keep their directions, and are read again as they were",
          "[tools][reader][pcapng]") {
  const auto frame = *wire::Frame::check(part(asked, 1, 16));
  const wire::BadFrame bad{wire::FrameError::checksum, wire::Stretch{part(asked, 2, 15)}};
  std::vector<Record> records;
  for (const auto direction : {std::optional{Direction::received}, std::optional{Direction::sent},
                               std::optional{Direction::echo}, std::optional<Direction>{}}) {
    const auto second = static_cast<std::int64_t>(1'700'000'000 + records.size());
    records.push_back({
        {tools::Clock::epoch,         second * 1'000'000 + 5},
        direction, frame, {                           }
    });
    records.push_back({
        {tools::Clock::epoch,       second * 1'000'000 + 7},
        direction, bad, {                         }
    });
  }
  std::string file;
  tools::PcapngFormat::append_header(file);
  for (const Record& record : records) {
    tools::PcapngFormat::append(file, record);
    if (!std::holds_alternative<wire::BadFrame>(record.heard)) continue;
    tools::PcapngFormat::append(file, {record.when, record.direction, wire::Recovered{frame}, {}});
  }
  CHECK(file.find("recovered from the damaged packet before") != std::string::npos);
  CHECK(read_records(CaptureFormat{}, bytes_of(file)) == records);
}

TEST_CASE("pcap: it knows that it has lost a direction", "[tools][reader][pcapng]") {
  const auto frame = *wire::Frame::check(part(asked, 1, 16));
  tools::PcapFormat pcap;
  std::string file;
  pcap.append(file, {{}, Direction::received, frame, {}});
  pcap.append(file, {{}, std::nullopt, frame, {}});
  CHECK_FALSE(pcap.has_lost_direction());
  pcap.append(file, {{}, Direction::echo, frame, {}});
  CHECK(pcap.has_lost_direction());
}
