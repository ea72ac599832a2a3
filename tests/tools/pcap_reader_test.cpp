// SPDX-License-Identifier: MIT
/// pcap and pcapng, in both byte orders and time resolutions, whole and spoiled.

#include <functional>

#include "support/dice.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;

namespace {

// tmc-72830: a Protocol 1 master's linkready2.
const ByteVector body = "FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1"_hex;
const std::string linkready_hex = "FBE2035D5F0000000000000000A1";
constexpr std::uint32_t user0 = 147;

/// Puts a file together, number by number.
class FileBuilder {
 public:
  explicit FileBuilder(bool is_big_endian) : is_big_endian_{is_big_endian} {}

  FileBuilder& number(std::uint64_t value, unsigned size) {
    for (unsigned at = 0; at < size; ++at) {
      const unsigned shift = 8 * (is_big_endian_ ? size - 1 - at : at);
      bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return *this;
  }
  FileBuilder& words(std::initializer_list<std::uint32_t> values) {
    for (const std::uint32_t value : values) number(value, 4);
    return *this;
  }
  FileBuilder& bytes(Bytes more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return *this;
  }
  /// A block of pcapng around what `inside` appends.
  FileBuilder& block(std::uint32_t type, const std::function<void(FileBuilder&)>& inside) {
    FileBuilder content{is_big_endian_};
    inside(content);
    while (content.bytes_.size() % 4 != 0) content.bytes_.push_back(0);
    const auto size = static_cast<std::uint32_t>(content.bytes_.size() + 12);
    return words({type, size}).bytes(content.bytes_).words({size});
  }
  [[nodiscard]] const ByteVector& file() const { return bytes_; }

 private:
  ByteVector bytes_;
  bool is_big_endian_;
};

FileBuilder pcap(bool is_big_endian, std::uint32_t magic, std::uint32_t link_type = user0) {
  FileBuilder file{is_big_endian};
  file.words({magic}).number(2, 2).number(4, 2).words({0, 0, 65535, link_type});
  return file;
}

FileBuilder pcap() {
  return pcap(false, 0xA1B2C3D4);
}

void add_packet(FileBuilder& file, Bytes data, std::uint32_t fraction = 0) {
  const auto size = static_cast<std::uint32_t>(data.size());
  file.words({1767225600, fraction, size, size}).bytes(data);
}

Lines read_file(const FileBuilder& file) {
  return tell(read_records(CaptureFormat{}, file.file()));
}

FileBuilder pcapng(bool is_big_endian) {
  FileBuilder file{is_big_endian};
  file.block(0x0A0D0D0A, [](FileBuilder& block) {
    block.words({0x1A2B3C4D}).number(1, 2).number(0, 2).words({0xFFFFFFFF, 0xFFFFFFFF});
  });
  return file;
}

void add_interface(FileBuilder& file, const std::function<void(FileBuilder&)>& options,
                   std::uint16_t link_type = user0) {
  file.block(1, [&](FileBuilder& block) {
    block.number(link_type, 2).number(0, 2).words({0});
    options(block);
  });
}

void add_packet(FileBuilder& file, std::uint32_t from, std::uint64_t ticks, Bytes data) {
  const auto size = static_cast<std::uint32_t>(data.size());
  file.block(6, [&](FileBuilder& block) {
    block.words({from, static_cast<std::uint32_t>(ticks >> 32U), static_cast<std::uint32_t>(ticks),
                 size, size});
    block.bytes(data);
  });
}

void no_options(FileBuilder& /*block*/) {}

}  // namespace

TEST_CASE("pcap: both byte orders and both resolutions give the same microsecond",
          "[tools][reader][pcap]") {
  const bool is_big_endian = GENERATE(false, true);
  const bool is_nano = GENERATE(false, true);
  auto file = pcap(is_big_endian, is_nano ? 0xA1B23C4D : 0xA1B2C3D4);
  add_packet(file, body, is_nano ? 104'211'999 : 104'211);
  const auto records = read_records(CaptureFormat{}, file.file());
  REQUIRE(tell(records) == Lines{linkready_hex});
  CHECK(records[0].when == tools::Stamp{tools::Clock::epoch, 1767225600'104211});
}

TEST_CASE("pcap: a packet is a frame, good or bad", "[tools][reader][pcap]") {
  auto file = pcap();
  ByteVector wrong = body;
  wrong.back() = 0xA2;
  add_packet(file, wrong);
  add_packet(file, "00 F0 F8"_hex);
  add_packet(file, {});
  add_packet(file, "FB E2 03"_hex);
  add_packet(file, ByteVector(100, 0x11));
  add_packet(file, body);
  CHECK(read_file(file) == Lines{"bad checksum FBE2035D5F0000000000000000A2", "noise 00F0F8",
                                 "bad truncated FBE203",
                                 "bad overlong " + std::string(128, '1') + "… 100", linkready_hex});
}

TEST_CASE("pcap: bodies are unescaped, and raw bytes are read as well", "[tools][reader][pcap]") {
  auto file = pcap();
  add_packet(file, "FD EB 25 87 00 00 03 C0 00 F6 00 F0 00 F6 00 00 00 00 00 36"_hex);
  add_packet(file, "FD EB 25 87 00 00 03 DB DC 00 F6 00 F0 00 F6 00 00 00 00 00 36"_hex);
  add_packet(file, "C0 FD EB 25 87 00 00 03 DB DC 00 F6 00 F0 00 F6 00 00 00 00 00 36 C0 FC"_hex);
  const std::string meter = "FDEB2587000003C000F600F000F6000000000036";
  CHECK(read_file(file) == Lines{meter, meter, meter + " end FC"});
}

TEST_CASE("pcap: a packet that the file has only in part is truncated", "[tools][reader][pcap]") {
  auto snapped = pcap();
  snapped.words({0, 0, 14, 20}).bytes(body);
  CHECK(read_file(snapped) == Lines{"bad truncated " + linkready_hex});
  auto cut = pcap();
  cut.words({0, 0, 0xFFFFFFFF, 0xFFFFFFFF}).bytes(body);
  CHECK(read_file(cut) == Lines{"bad truncated " + linkready_hex});
}

TEST_CASE("pcap: packets of another link type are refused in words", "[tools][reader][pcap]") {
  auto ethernet = pcap(false, 0xA1B2C3D4, 1);
  CHECK(read_file(ethernet).empty());
  add_packet(ethernet, ByteVector(60, 0x11));
  CHECK_THROWS_WITH(read_file(ethernet),
                    "pcap: its packets have link type 1; expected 147 (USER0)");
}

TEST_CASE("pcap: a file that is no pcap is refused in words", "[tools][reader][pcap]") {
  const auto read = [](std::string_view text) {
    return read_records(CaptureFormat{"pcap"}, bytes_of(text));
  };
  CHECK_THROWS_WITH(read("TWC Manager starting"),
                    "pcap: the file begins like neither pcap nor pcapng");
  CHECK_THROWS_WITH(read("TWC"), "pcap: the file begins like neither pcap nor pcapng");
  CHECK_THROWS_WITH(read("\xD4\xC3\xB2\xA1"), "pcap: the file ends within its header");
  CHECK(read("").empty());
}

TEST_CASE("pcapng: packets of all kinds are read, in both byte orders", "[tools][reader][pcap]") {
  const bool is_big_endian = GENERATE(false, true);
  auto file = pcapng(is_big_endian);
  file.block(0x0BAD, [](FileBuilder& block) { block.words({1, 2, 3, 4, 5}); });
  add_interface(file, no_options);
  add_packet(file, 0, 1767225600'104211, body);
  file.block(3, [](FileBuilder& block) { block.words({14}).bytes(body); });
  file.block(2, [](FileBuilder& block) {
    block.number(0, 2).number(7, 2).words({0, 99, 14, 14}).bytes(body);
  });
  const auto records = read_records(CaptureFormat{}, file.file());
  REQUIRE(tell(records) == Lines{linkready_hex, linkready_hex, linkready_hex});
  CHECK(records[0].when == tools::Stamp{tools::Clock::epoch, 1767225600'104211});
  CHECK(records[1].when == tools::Stamp{});
  CHECK(records[2].when == tools::Stamp{tools::Clock::epoch, 99});
}

TEST_CASE("pcapng: every interface has its own resolution and offset", "[tools][reader][pcap]") {
  auto file = pcapng(false);
  const auto resolution = [](std::uint8_t value) {
    return [value](FileBuilder& block) {
      block.number(2, 2).number(4, 2).bytes("62 75 73 30"_hex);  // its name
      block.number(9, 2).number(1, 2).number(value, 4).words({0});
    };
  };
  add_interface(file, resolution(9));
  add_interface(file, resolution(3));
  add_interface(file, resolution(0x80 | 10));
  add_interface(file, [](FileBuilder& block) { block.number(14, 2).number(8, 2).number(1000, 8); });
  add_packet(file, 0, 1767225600'104211'999, body);
  add_packet(file, 1, 1767225600'104, body);
  add_packet(file, 2, 1024 * 5 + 512, body);
  add_packet(file, 3, 1'000'001, body);
  add_packet(file, 4, 0, body);  // there is no such interface
  CHECK(times_of(read_records(CaptureFormat{}, file.file())) ==
        std::vector<std::int64_t>{1767225600'104211, 1767225600'104000, 5'500'000, 1001'000'001});
}

TEST_CASE("pcapng: a new section begins with interfaces of its own", "[tools][reader][pcap]") {
  auto file = pcapng(false);
  add_interface(file, no_options);
  add_packet(file, 0, 1, body);
  file.bytes(pcapng(true).file());
  const std::size_t before = read_file(file).size();
  FileBuilder second{true};
  add_packet(second, 0, 2, body);
  CHECK(before == 1);
  CHECK(read_file(file.bytes(second.file())).size() == 1);
}

TEST_CASE("pcapng: a packet that the file has only in part is truncated", "[tools][reader][pcap]") {
  auto file = pcapng(false);
  add_interface(file, no_options);
  auto cut = file;
  cut.words({6, 1000, 0, 0, 0, 900, 900}).bytes(body);
  CHECK(read_file(cut) == Lines{"bad truncated " + linkready_hex});
  auto lying = file;
  lying.block(6, [](FileBuilder& block) { block.words({0, 0, 0, 900, 900}).bytes(body); });
  CHECK(read_file(lying) == Lines{"bad truncated " + linkready_hex + "0000"});
}

TEST_CASE("pcapng: nothing is read behind a length that cannot be", "[tools][reader][pcap]") {
  const std::uint32_t size = GENERATE(0U, 4U, 11U, 13U, 33U);
  auto file = pcapng(false);
  add_interface(file, no_options);
  file.words({6, size, 0, 0, 0});
  add_packet(file, 0, 1, body);
  CHECK(read_file(file).empty());
}

TEST_CASE("pcap: a file gets nothing allocated for it, whatever lengths it gives",
          "[tools][reader][pcap]") {
  auto file = pcapng(false);
  add_interface(file, no_options);
  add_packet(file, 0, 1, body);
  file.words({1, 0xFFFFFFFC, user0, 0});
  CHECK(read_file(file) == Lines{linkready_hex});
}

TEST_CASE("pcap: flipped bits never crash a reader", "[tools][reader][pcap]") {
  Dice dice{7};
  auto file = pcapng(false);
  add_interface(file, no_options);
  auto other = pcap();
  for (int packet = 0; packet < 5; ++packet) {
    add_packet(file, 0, 1, body);
    add_packet(other, body);
  }
  const ByteVector whole = GENERATE(false, true) ? other.file() : file.file();
  std::size_t read = 0;
  for (int round = 0; round < 2000; ++round) {
    ByteVector spoiled = whole;
    for (int flip = 0; flip < 3; ++flip) spoiled[4 + dice.below(spoiled.size() - 4)] ^= dice.byte();
    try {
      read += read_records(CaptureFormat{"pcap"}, spoiled).size();
    } catch (const std::runtime_error&) {  // all packets may be of another link type now
      ++read;
    }
  }
  CHECK(read > 0);
}
