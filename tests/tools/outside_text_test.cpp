// SPDX-License-Identifier: MIT
/// Text from outside is shown, and does nothing else: to a terminal, a spreadsheet or a reader.

#include <string>
#include <string_view>

#include "common/facts.hpp"
#include "common/printable.hpp"
#include "common/show.hpp"
#include "endpoint/allowance.hpp"
#include "support/catch.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using tools::Facts;
using tools::printable;
using tools::Style;

namespace {

tools::Record vin_saying(std::string_view text) {
  const msg::Vin vin{.from = TwcId{0x3495}, .part = msg::VinPart::one, .text = msg::Text<7>{text}};
  return {
      .when = {}, .direction = tools::Direction::received, .heard = msg::encode(vin), .end = {}};
}

std::string shown_in_csv(const tools::Record& record) {
  std::string out;
  tools::append_csv(out, tools::decode(record));
  return out;
}

std::string shown_in_text(const tools::Record& record) {
  std::string out;
  tools::append_text(out, tools::decode(record), tools::Paint::plain);
  return out;
}

}  // namespace

TEST_CASE("printable: keeps letters of all languages and escapes what a terminal would obey",
          "[tools][outside]") {
  CHECK(printable("K\xC3\xA4"
                  "fer.twclog") ==
        "K\xC3\xA4"
        "fer.twclog");
  CHECK(printable("\xF0\x9F\x9A\x97") == "\xF0\x9F\x9A\x97");
  CHECK(printable("\x1B[2J\n\r\x7F") == R"(\x1B[2J\x0A\x0D\x7F)");
  CHECK(printable("\xC2\x9B"
                  "31m") == R"(\xC2\x9B31m)");  // CSI beyond ASCII
  CHECK(printable("\x9B"
                  "31m") == R"(\x9B31m)");
  CHECK(printable("\xC3") == R"(\xC3)");
  CHECK(printable("\xE2\x82") == R"(\xE2\x82)");
  CHECK(printable("\xC0\x80\xFF") == R"(\xC0\x80\xFF)");
  CHECK(printable("").empty());
}

TEST_CASE("facts: a value cannot pass for another fact", "[tools][outside]") {
  CHECK(Facts{Style::text}.word("vin", "X granted=80.00").text() == R"( vin="X granted=80.00")");
  CHECK(Facts{Style::text}.word("vin", "a;b").text() == R"( vin="a;b")");
  CHECK(Facts{Style::text}.word("vin", R"(a"b\)").text() == R"( vin="a\"b\\")");
  CHECK(Facts{Style::text}.word("vin", "5YJ3E1EA").text() == " vin=5YJ3E1EA");
  CHECK(Facts{Style::text}.word("cause", "Connection refused").text() ==
        " cause=Connection refused");
  CHECK(Facts{Style::json}.word("vin", R"(a"b=\)").text() == R"(,"vin":"a\"b=\\")");
}

TEST_CASE("csv: a text that begins like a formula is no formula", "[tools][outside]") {
  CHECK_THAT(shown_in_csv(vin_saying("=1+1")), ContainsSubstring(R"("\x3D1+1")"));
  CHECK_THAT(shown_in_csv(vin_saying("+1-1")), ContainsSubstring(R"("\x2B1-1")"));
  CHECK_THAT(shown_in_csv(vin_saying("-cmd")), ContainsSubstring(R"("\x2Dcmd")"));
  CHECK_THAT(shown_in_csv(vin_saying("@SUM")), ContainsSubstring(R"("\x40SUM")"));
  CHECK_THAT(shown_in_csv(vin_saying("5=YJ")), ContainsSubstring(R"("5=YJ")"));
}

TEST_CASE("text: two spaces in a text do not begin another field", "[tools][outside]") {
  CHECK_THAT(shown_in_text(vin_saying("X  8 A")), EndsWith(R"(X \x208 A)"));
}

TEST_CASE("allowance: so much at once, and so much a second", "[tools][outside]") {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  const Time start{seconds{100}};
  tools::Allowance allowance{start, 10, 100};
  for (int count = 0; count < 10; ++count) {
    REQUIRE(allowance.has(start));
    allowance.take(start);
  }
  CHECK_FALSE(allowance.has(start));
  CHECK_FALSE(allowance.has(start + milliseconds{9}));
  CHECK(allowance.has(start + milliseconds{10}));
  CHECK_FALSE(allowance.has(start + milliseconds{10}, 2));
  CHECK(allowance.has(start + seconds{1'000'000}, 10));
  CHECK_FALSE(allowance.has(start + seconds{1'000'000}, 11));
  allowance.take(start + seconds{1'000'000}, 1000);
  CHECK_FALSE(allowance.has(start));  // a clock that goes back gives nothing
}
