// SPDX-License-Identifier: MIT
/// libtwc/PROTOCOL.md against the library: its frames are frames, and it leaves no message out.

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/wire/slip.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/listen.hpp"

namespace twc::test {
namespace {

/// A run of hex pairs on the page that is long enough for a frame, and where it stands.
struct Quote {
  std::string hex;
  bool is_constructed;  // the line says so; the others were heard on a real bus
  bool is_damaged;      // under a heading that says so
};

bool is_pair(std::string_view word) {
  return word.size() == 2 && word.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

/// The runs of hex pairs in `line`, in inline code and in code blocks alike.
std::vector<std::string> runs_in(std::string_view line) {
  std::vector<std::string> runs{1};
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(" `|"), line.size());
    const std::string_view word = line.substr(0, end);
    if (is_pair(word)) {
      runs.back().append(runs.back().empty() ? "" : " ").append(word);
    } else if (!word.empty()) {
      runs.emplace_back();
    }
    if (line.substr(end).starts_with("`")) runs.emplace_back();
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return runs;
}

std::vector<std::string> lines_of_page() {
  std::ifstream file{TWC_PROTOCOL_PAGE};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  REQUIRE(lines.size() > 100);
  return lines;
}

std::string page() {
  std::ifstream file{TWC_PROTOCOL_PAGE};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The runs that begin with one of `first` and have at least `shortest` bytes.
std::vector<Quote> quotes(const std::set<std::string>& first, std::size_t shortest) {
  std::vector<Quote> found;
  bool is_damaged = false;
  for (const std::string& line : lines_of_page()) {
    if (line.starts_with('#')) is_damaged = line.find("Damaged") != std::string::npos;
    const bool is_constructed = line.find("constructed") != std::string::npos;
    for (const std::string& run : runs_in(line)) {
      if (run.size() < 3 * shortest - 1 || !first.contains(run.substr(0, 2))) continue;
      found.push_back({run, is_constructed, is_damaged});
    }
  }
  return found;
}

std::vector<Quote> quoted_bodies() {
  return quotes({"FB", "FC", "FD"}, wire::Frame::shortest);
}

/// As the page writes it: `FB E0`.
std::string name_of(wire::Function code) {
  const auto value = static_cast<unsigned>(code);
  return to_hex(
      std::array{static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value & 0xFFU)});
}

std::string length(unsigned size) {
  return size == 0 ? "–" : std::to_string(size);
}

/// From the heading that is exactly `title` to the next of its level.
std::string section(const std::string& title) {
  const std::string text = page();
  const std::size_t begin = text.find("\n## " + title + "\n");
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, text.find("\n## ", begin + 1) - begin);
}

TEST_CASE("protocol page: every frame on it is a frame, and its message is known", "[wire][page]") {
  std::size_t good = 0;
  for (const Quote& quote : quoted_bodies()) {
    if (quote.is_damaged) continue;
    INFO(quote.hex);
    const auto frame = wire::Frame::check(from_hex(quote.hex));
    REQUIRE(frame);
    CHECK_FALSE(std::holds_alternative<msg::Unknown>(msg::decode(*frame)));
    ++good;
  }
  CHECK(good >= wire::functions.size());
}

TEST_CASE("protocol page: a body that it shows as damaged is no frame", "[wire][page]") {
  std::size_t damaged = 0;
  for (const Quote& quote : quoted_bodies()) {
    if (!quote.is_damaged) continue;
    INFO(quote.hex);
    CHECK_FALSE(wire::Frame::check(from_hex(quote.hex)));
    ++damaged;
  }
  CHECK(damaged >= 4);
}

TEST_CASE("protocol page: bytes on the wire are one frame and its escapes", "[wire][page]") {
  std::size_t seen = 0;
  for (const Quote& quote : quotes({"C0"}, wire::Frame::shortest + 2)) {
    INFO(quote.hex);
    const auto events = listen(from_hex(quote.hex));
    REQUIRE(events.size() == 1);
    const auto sent = wire::SlipFrame::of(std::get<wire::Frame>(events[0]), std::nullopt);
    REQUIRE(sent);
    CHECK(to_hex(sent->bytes()) == quote.hex);
    ++seen;
  }
  CHECK(seen >= 3);
}

TEST_CASE("protocol page: its overview has each code with its kind and lengths", "[wire][page]") {
  const std::string overview = section("All messages");
  for (const wire::FunctionInfo& row : wire::functions) {
    const std::string line = "\n| `" + name_of(row.code) + "` | `" + std::string{row.kind} +
                             "` | " + length(row.p1) + " | " + length(row.p2) + " |";
    INFO(line);
    CHECK(overview.find(line) != std::string::npos);
  }
}

TEST_CASE("protocol page: it says which messages do harm", "[wire][page]") {
  const std::string harm = section("Messages that do harm");
  for (const wire::FunctionInfo& row : wire::functions) {
    INFO(name_of(row.code));
    const bool is_named = harm.find('`' + name_of(row.code) + '`') != std::string::npos;
    const bool does_harm = row.hazard != wire::Hazard::none;
    CHECK(is_named == (does_harm || row.code == wire::Function::master_heartbeat));
  }
}

/// The public has raw bytes of these messages. A message that leaves or joins the list is news.
TEST_CASE("protocol page: a message is shown as heard wherever it was", "[wire][page]") {
  std::set<std::string> heard;
  std::set<std::string> shown;
  for (const Quote& quote : quoted_bodies()) {
    if (quote.is_damaged) continue;
    shown.insert(quote.hex.substr(0, 5));
    if (!quote.is_constructed) heard.insert(quote.hex.substr(0, 5));
  }
  CHECK(heard == std::set<std::string>{"FB E0", "FB E2", "FB EB", "FB EC", "FB ED",
                                       "FB EE", "FB EF", "FB F1", "FC 1D", "FC E1",
                                       "FD B1", "FD B2", "FD E0", "FD E2", "FD EB",
                                       "FD EC", "FD ED", "FD EE", "FD EF", "FD F1"});
  for (const wire::FunctionInfo& row : wire::functions) {
    INFO(name_of(row.code) << ": whole frames of what must never be sent are not for copying");
    CHECK(shown.contains(name_of(row.code)) == (row.hazard != wire::Hazard::never));
  }
}

}  // namespace
}  // namespace twc::test
