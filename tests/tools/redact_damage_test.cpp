// SPDX-License-Identifier: MIT
/// --redact: damaged frames and noise.

#include <cctype>

#include <twc/wire/detail/judge.hpp>

#include "capture/twclog.hpp"
#include "redact/redact.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/listen.hpp"
#include "support/printing.hpp"
#include "support/sanitized.hpp"
#include "support_show.hpp"

using namespace twc::test;
using twc::tools::Record;
using twc::tools::Redactor;
using twc::wire::FrameError;

namespace {

const Redactor redactor{
    {3, 4}
};

// Made up, in the form that real ones have; no digits in common with the id 2019 of the frames.
constexpr std::string_view serial = "A17H4563784";
constexpr std::string_view vin = "5YJSB7E46GF138765";

ByteVector framed(std::string_view code_and_id, std::string_view text, std::size_t size) {
  ByteVector bytes = from_hex(code_and_id);
  bytes.insert(bytes.end(), text.begin(), text.end());
  bytes.resize(size - 1);
  bytes.push_back(twc::wire::checksum(bytes));
  return bytes;
}

/// Everything that tells a serial number or a part of a VIN.
std::vector<ByteVector> telling_frames() {
  return {framed("FDED2019", serial, 20),
          framed("FD19", serial, 14),
          framed("FC19", serial, 16),
          framed("FDEE2019", vin.substr(0, 7), 20),
          framed("FDEF2019", vin.substr(7, 7), 20),
          framed("FDF12019", vin.substr(14), 20)};
}

/// Words that cannot be the hex of anything: these also have a letter that is no hex digit.
std::string texts_in(std::string_view out) {
  std::string texts;
  std::string word;
  for (const char c : out) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += c;
      continue;
    }
    if (word.find_first_not_of("0123456789ABCDEF") != std::string::npos) texts += word + ' ';
    word.clear();
  }
  return texts;
}

/// Four characters in a row of a serial number or a VIN that stand in `out`, as text or as hex;
/// empty if none do.
std::string leak_in(std::string_view out) {
  const std::string texts = texts_in(out);
  for (const std::string_view secret : {serial, vin}) {
    for (std::size_t at = 0; at + 4 <= secret.size(); ++at) {
      const std::string_view four = secret.substr(at, 4);
      std::string hex = to_hex(ByteVector{four.begin(), four.end()});
      std::erase(hex, ' ');
      if (texts.find(four) != std::string::npos) return std::string{four};
      if (out.find(hex) != std::string_view::npos) return hex;
    }
  }
  return {};
}

std::string all_outputs(const Record& record) {
  std::string out = text_of(record) + '\n' + json_of(record) + '\n' + csv_of(record) + '\n';
  twc::tools::TwclogFormat{}.append(out, record);
  return out;
}

/// The records that twc-sniff makes of wire bytes: after each damaged one, those that are recovered
/// of it.
std::vector<Record> records_of(const ByteVector& wire) {
  std::vector<Record> records;
  const auto add = [&records](const twc::tools::Heard& heard) {
    records.push_back({.when = {}, .direction = {}, .heard = heard, .end = {}});
  };
  for (const auto& event : listen(wire)) {
    if (const auto* const frame = std::get_if<twc::wire::Frame>(&event)) add(*frame);
    if (const auto* const noise = std::get_if<twc::wire::Noise>(&event)) {
      add(*noise);
      for (const auto& found : recover(noise->wire)) add(twc::wire::Recovered{found});
    }
    if (const auto* const bad_one = std::get_if<twc::wire::BadFrame>(&event)) {
      add(*bad_one);
      for (const auto& found : recover(bad_one->wire)) add(twc::wire::Recovered{found});
    }
  }
  return records;
}

ByteVector delimited(const ByteVector& bare) {
  ByteVector wire{0xC0};
  const auto escaped = twc::wire::escape(bare);
  wire.insert(wire.end(), escaped.bytes().begin(), escaped.bytes().end());
  wire.push_back(0xC0);
  return wire;
}

void damage(ByteVector& wire, Dice& dice) {
  const std::size_t at = dice.below(wire.size());
  const auto place = wire.begin() + static_cast<std::ptrdiff_t>(at);
  switch (dice.below(4)) {
    case 0: wire[at] = static_cast<std::uint8_t>(wire[at] ^ (1U << dice.below(8))); break;
    case 1: wire.erase(place); break;
    case 2: wire.insert(place, dice.byte()); break;
    default: wire[at] = dice.byte(); break;
  }
}

const auto& wire_of(const Record& record) {
  return std::get<twc::wire::BadFrame>(record.heard).wire;
}

}  // namespace

TEST_CASE("redact: the payload of a damaged serial number is blanked, its damage stays",
          "[tools][redact]") {
  // got 06 want 05: ukoda/TWCProtocolMonitor's frame with a wrong checksum
  const auto damaged =
      bad(FrameError::checksum, "FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 06");
  CHECK(text_of(redactor.redact(damaged)) ==
        "?            bad checksum       got B7 want B6  FDED3495000000000000000000000000000000B7");
}

TEST_CASE("redact: a damaged frame that cannot hold a text keeps its bytes", "[tools][redact]") {
  // jnicolson/twc-controller#4, ngardiner/TWCManager#473
  for (const char* bytes : {"FC E1 32 AB 77 40 06 00 00 00 00 00 00 00 00 BA",
                            "FD E2 00 F2 8B 3F 47 46 F6 FF FF FF FF FF FF"}) {
    const auto damaged = bad(FrameError::checksum, bytes);
    CHECK(redactor.redact(damaged) == damaged);
  }
  CHECK(redactor.redact(noise("00 F0 F8")) == noise("00 F0 F8"));
  CHECK(redactor.redact(noise("77 34 95")) == noise("77 34 95"));
}

TEST_CASE("redact: a stretch of one byte stays, and nothing behind it is looked at",
          "[tools][redact]") {
  for (const char* const byte : {"00", "19", "41", "DB", "ED", "FD"}) {
    CHECK(redactor.redact(noise(byte)) == noise(byte));
    const auto damaged = bad(FrameError::truncated, byte);
    CHECK(redactor.redact(damaged) == damaged);
  }
}

TEST_CASE("redact: the tail of a serial number at the beginning of a capture", "[tools][redact]") {
  CHECK(redactor.redact(noise("33 34 39 35 00 00 00 00 05")) ==
        noise("00 00 00 00 00 00 00 00 00"));
}

TEST_CASE("redact: escapes, good and bad, stay what they are", "[tools][redact]") {
  const auto damaged = bad(FrameError::escape, "FD ED DB DC 95 41 31 DB 37 41 DB DD 30 FF 34");
  CHECK(wire_of(redactor.redact(damaged)) ==
        twc::wire::Stretch{"FD ED DB DC 95 00 00 DB 00 00 DB DD 00 FF 00"_hex});
}

TEST_CASE("redact: frames inside a damaged stretch are replaced, as where they are recovered",
          "[tools][redact]") {
  // a serial number and a heartbeat between which the delimiters were lost
  ByteVector merged = framed("FDED2019", serial, 20);
  const auto heartbeat = "FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_hex;
  merged.insert(merged.end(), heartbeat.begin(), heartbeat.end());
  const auto before = bad(FrameError::overlong, to_hex(merged));
  const auto after = redactor.redact(before);
  const auto found = recover(wire_of(after));
  REQUIRE(found.size() == 2);
  const Record alone{
      .when = {}, .direction = {}, .heard = as_frame(framed("FDED2019", serial, 20)), .end = {}};
  CHECK(found[0] == std::get<twc::wire::Frame>(redactor.redact(alone).heard));
  CHECK(found[1] == as_frame(heartbeat));
  CHECK(wire_of(after).count() == merged.size());
}

TEST_CASE("redact: a stretch that was overlong by far is still as long", "[tools][redact]") {
  Record record;
  twc::wire::Stretch stretch{from_hex("FDED2019413137")};
  for (int times = 0; times < 100; ++times) stretch.append("41"_hex);
  record.heard = twc::wire::BadFrame{FrameError::overlong, stretch};
  CHECK(wire_of(redactor.redact(record)).count() == 107);
}

TEST_CASE("redact: records that no decoder makes are no trouble", "[tools][redact]") {
  Dice dice{77};
  for (std::size_t times = 0; times < fewer_if_sanitized(50'000); ++times) {
    ByteVector bytes(dice.below(70));
    for (std::uint8_t& byte : bytes) {
      byte = dice.pick<std::uint8_t>({0xDB, 0xDC, 0xFD, 0xED, 0x19, 0x00, 0xC0, 0x41, 0x42, 0x43});
    }
    Record record;
    record.heard = twc::wire::BadFrame{FrameError(dice.below(5)), twc::wire::Stretch{bytes}};
    if (dice.one_in(3)) record.heard = twc::wire::Noise{twc::wire::Stretch{bytes}};
    const Record after = redactor.redact(record);
    REQUIRE(after.heard.index() == record.heard.index());
  }
}

TEST_CASE("redact: no damage whatever leaves four characters in a row", "[tools][redact][long]") {
  Dice dice{2};
  constexpr std::size_t tries = fewer_if_sanitized(4'000);
  std::size_t damaged_ones = 0;
  std::size_t recovered_ones = 0;
  for (std::size_t times = 0; times < tries; ++times) {
    ByteVector wire;
    for (int frames = 0; frames < 3; ++frames) {
      const auto telling = telling_frames();
      const auto bare = dice.one_in(3) ? "FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_hex
                                       : telling[dice.below(telling.size())];
      const auto one = delimited(bare);
      wire.insert(wire.end(), one.begin(), one.end());
    }
    for (std::size_t blows = dice.below(4); blows != 0; --blows) damage(wire, dice);
    if (dice.one_in(4)) wire.erase(wire.begin(), wire.begin() + 5);
    for (const Record& record : records_of(wire)) {
      const std::string shown = all_outputs(redactor.redact(record));
      CAPTURE(to_hex(wire), shown);
      REQUIRE(leak_in(shown) == "");
      if (std::holds_alternative<twc::wire::BadFrame>(record.heard)) ++damaged_ones;
      if (std::holds_alternative<twc::wire::Recovered>(record.heard)) ++recovered_ones;
    }
  }
  CHECK(damaged_ones > tries / 3);
  CHECK(recovered_ones > tries / 30);
}

TEST_CASE("redact: the search for leaks finds what is not redacted", "[tools][redact]") {
  for (const auto& telling : telling_frames()) {
    const Record record{.when = {}, .direction = {}, .heard = as_frame(telling), .end = {}};
    const bool is_long_enough = telling[1] != 0xF1;  // three characters are no leak
    CHECK(leak_in(all_outputs(record)).empty() != is_long_enough);
  }
}

TEST_CASE("redact: an error is still the same error when it is read again",
          "[tools][redact][long]") {
  Dice dice{9};
  constexpr std::size_t tries = fewer_if_sanitized(20'000);
  std::size_t changed = 0;
  for (std::size_t times = 0; times < tries; ++times) {
    const auto telling = telling_frames();
    ByteVector wire = delimited(telling[dice.below(telling.size())]);
    if (dice.one_in(2)) {
      const auto more = delimited(telling[dice.below(telling.size())]);
      wire.insert(wire.end(), more.begin(), more.end());
    }
    for (std::size_t blows = 1 + dice.below(3); blows != 0; --blows) damage(wire, dice);
    for (const Record& record : records_of(wire)) {
      const auto* const bad_one = std::get_if<twc::wire::BadFrame>(&record.heard);
      if (bad_one == nullptr || bad_one->error == FrameError::truncated) continue;
      const auto after = wire_of(redactor.redact(record));
      if (!(after == bad_one->wire)) ++changed;
      const auto event = twc::wire::judge(after);
      const auto* const still = std::get_if<twc::wire::BadFrame>(&event);
      CAPTURE(to_hex(bad_one->wire.bytes()), to_hex(after.bytes()));
      REQUIRE(still != nullptr);
      REQUIRE(still->error == bad_one->error);
    }
  }
  CHECK(changed > tries / 5);
}
