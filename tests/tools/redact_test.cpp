// SPDX-License-Identifier: MIT
/// --redact: frames that are good.

#include "redact/redact.hpp"

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/printing.hpp"
#include "support/traffic.hpp"
#include "support_show.hpp"

using namespace twc::test;
using twc::tools::Redactor;

namespace {

const Redactor usual_redactor{
    {1, 2}
};

ByteVector redacted(const twc::tools::Record& record) {
  const auto after = usual_redactor.redact(record);
  const auto bytes = twc::tools::frame_of(after)->bytes();
  return {bytes.begin(), bytes.end()};
}
std::string characters(const ByteVector& bytes, std::size_t at, std::size_t size) {
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
  return {begin, begin + static_cast<std::ptrdiff_t>(size)};
}

enum class Class { digit, upper, lower, other };
Class class_of(char c) {
  if (c >= '0' && c <= '9') return Class::digit;
  if (c >= 'A' && c <= 'Z') return Class::upper;
  return c >= 'a' && c <= 'z' ? Class::lower : Class::other;
}
void check_same_shape(const std::string& before, const std::string& after) {
  CAPTURE(before, after);
  REQUIRE(after.size() == before.size());
  for (std::size_t at = 0; at < before.size(); ++at) {
    CHECK(class_of(after[at]) == class_of(before[at]));
    CHECK(after[at] != before[at]);
  }
}

}  // namespace

TEST_CASE("redact: a serial number becomes another one, the frame stays a frame",
          "[tools][redact]") {
  // ukoda/TWCProtocolMonitor
  const auto original = good("FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 05");
  const ByteVector after = redacted(original);
  check_same_shape("A17A0003495", characters(after, 4, 11));
  CHECK(characters(after, 0, 4) == "\xFD\xED\x34\x95");
  CHECK(characters(after, 15, 4) == std::string(4, '\0'));
}

TEST_CASE("redact: one serial number is replaced by one, whoever tells it", "[tools][redact]") {
  const auto in_serial = redacted(made_up("FD ED 34 95 4131374130303033343935 00 00 00 00"));
  const auto in_legacy = redacted(made_up("FD 19 4131374130303033343935"));
  const auto in_write = redacted(made_up("FC 19 4131374130303033343935 00 00"));
  const auto other = redacted(made_up("FD 19 4131374130303033343936"));
  CHECK(characters(in_legacy, 2, 11) == characters(in_serial, 4, 11));
  CHECK(characters(in_write, 2, 11) == characters(in_serial, 4, 11));
  CHECK(characters(other, 2, 11) != characters(in_legacy, 2, 11));
  check_same_shape("A17A0003496", characters(other, 2, 11));
}

TEST_CASE("redact: each run has a salt of its own", "[tools][redact]") {
  const auto original = made_up("FD 19 4131374130303033343935");
  const Redactor one{Redactor::random_salt()};
  const Redactor two{Redactor::random_salt()};
  CHECK(one.redact(original) == one.redact(original));
  CHECK_FALSE(one.redact(original) == two.redact(original));
}

TEST_CASE("redact: the parts of a VIN", "[tools][redact]") {
  const auto one = redacted(made_up("FD EE 34 95 35594A33453145 00 00 00 00 00 00 00 00"));
  check_same_shape("5YJ3E1E", characters(one, 4, 7));
  const auto two = redacted(made_up("FD EF 34 95 41314B46303132 00 00 00 00 00 00 00 00"));
  check_same_shape("A1KF012", characters(two, 4, 7));
  const auto three = redacted(made_up("FD F1 34 95 333435 00 00 00 00 00 00 00 00 00 00 00 00"));
  check_same_shape("345", characters(three, 4, 3));
}

TEST_CASE("redact: blank texts stay blank, a confirmed write stays one", "[tools][redact]") {
  // ukoda/TWCProtocolMonitor
  for (const char* blank : {"FD EE 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B7",
                            "FD F1 79 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DD",
                            "FD 19 01 00 00 00 00 00 00 00 00 00 00 1A"}) {
    CHECK(usual_redactor.redact(good(blank)) == good(blank));
  }
}

TEST_CASE("redact: bytes in a text that are no characters are hidden too", "[tools][redact]") {
  const auto after = redacted(made_up("FD 19 C1 B1 2D 20 41 FF 00 07 61 62 DB"));
  CHECK(characters(after, 2, 4) == "????");
  CHECK(class_of(static_cast<char>(after[6])) == Class::upper);
  CHECK(characters(after, 7, 3) == std::string("\xFF\x00\x07", 3));
  CHECK(class_of(static_cast<char>(after[10])) == Class::lower);
  CHECK(after[12] == '?');
}

TEST_CASE("redact: a frame that carries no text is left alone", "[tools][redact]") {
  // a master's own and a slave's meter whose counter and volts look like letters, and ids that do
  CHECK(
      usual_redactor.redact(made_up("FD EB 43 21 00 41 42 43 00 F1 00 00 00 00 00 00 00 00 00")) ==
      made_up("FD EB 43 21 00 41 42 43 00 F1 00 00 00 00 00 00 00 00 00"));
  // ngardiner/TWCManager#473 and #88, ukoda/TWCProtocolMonitor
  for (const char* frame : {"FB E0 77 77 40 85 09 0C 80 00 00 00 00 00 00 28",
                            "FD EB 25 87 00 00 03 9C 00 F6 00 F0 00 F6 00 00 00 00 00 12",
                            "FB ED 79 73 34 95 00 00 00 00 00 00 00 00 00 A2",
                            "FD EC 34 95 04 05 0A 02 00 00 00 00 00 00 00 CA",
                            "FD 1A 45 56 57 32 54 33 32 48 4C 43 00 CE"}) {
    CHECK(usual_redactor.redact(good(frame)) == good(frame));
  }
}

TEST_CASE("redact: bytes that could be text are blanked in unknown codes and odd lengths",
          "[tools][redact]") {
  CHECK(usual_redactor.redact(made_up("FB A4 34 95 41 31 37 41 30 30 30 33 34 39 35")) ==
        made_up("FB A4 00 00 00 00 00 00 00 00 00 00 00 00 00"));
  CHECK(usual_redactor.redact(made_up("FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35")) ==
        made_up("FD ED 00 00 00 00 00 00 00 00 00 00 00 00 00"));
  CHECK(usual_redactor.redact(made_up("FB A4 34 95 41 31 00 41 30 00 30 33 00 39 35")) ==
        made_up("FB A4 34 95 41 31 00 41 30 00 30 33 00 39 35"));
}

TEST_CASE("redact: everything else about a record stays", "[tools][redact]") {
  auto record = made_up("FD 19 4131374130303033343935");
  record.when = {twc::tools::Clock::day, 5};
  record.direction = twc::tools::Direction::echo;
  record.end = 0xFE;
  auto after = usual_redactor.redact(record);
  CHECK_FALSE(after == record);
  after.heard = record.heard;
  CHECK(after == record);
}

TEST_CASE("redact: a recovered frame stays one", "[tools][redact]") {
  const auto text = recovered("FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 05");
  const auto after = usual_redactor.redact(text);
  REQUIRE(std::holds_alternative<twc::wire::Recovered>(after.heard));
  CHECK(redacted(text) ==
        redacted(good("FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 05")));
}

TEST_CASE("redact: any frame becomes a frame of the same code and length", "[tools][redact]") {
  Dice dice{5};
  for (int times = 0; times < 20'000; ++times) {
    const auto frame = random_frame(dice);
    const auto after =
        usual_redactor.redact({.when = {}, .direction = {}, .heard = frame, .end = {}});
    const auto* const other = std::get_if<twc::wire::Frame>(&after.heard);
    REQUIRE(other != nullptr);
    REQUIRE(other->function() == frame.function());
    REQUIRE(other->size() == frame.size());
    REQUIRE(twc::wire::Frame::check(other->bytes()).has_value());
  }
}
