// SPDX-License-Identifier: MIT
/// When the players paint: for people who look at a terminal and did not say no.

#include "common/paint.hpp"

#include <cstdlib>

#include "common/style.hpp"
#include "support/catch.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_user.hpp"

using namespace twc::test;
using namespace twc::tools;

namespace {

/// Says what becomes of `choice` while standard output is a terminal.
std::string on_terminal(Style style, Color choice, const char* no_color = nullptr) {
  const PtyPort port;
  const auto set_up = [&] {
    if (no_color != nullptr) ::setenv("NO_COLOR", no_color, 1);
    return ::dup2(open_device(port.device).get(), STDOUT_FILENO) == STDOUT_FILENO;
  };
  const auto told = in_child(
      set_up, [&] { return std::string{paint_of(style, choice) == Paint::colored ? "red" : ""}; });
  REQUIRE(told);
  return *told;
}

}  // namespace

TEST_CASE("paint: by itself only on a terminal, and not with NO_COLOR", "[tools][paint]") {
  CHECK(on_terminal(Style::text, Color::automatic) == "red");
  CHECK(on_terminal(Style::text, Color::automatic, "") == "red");
  CHECK(on_terminal(Style::text, Color::automatic, "1").empty());
  CHECK(on_terminal(Style::text, Color::always, "1") == "red");
  CHECK(on_terminal(Style::text, Color::never).empty());
}

TEST_CASE("paint: JSON is never painted", "[tools][paint]") {
  CHECK(on_terminal(Style::json, Color::automatic).empty());
  CHECK(paint_of(Style::json, Color::always) == Paint::plain);
}

TEST_CASE("paint: trouble is red, and nothing else changes", "[tools][paint]") {
  CHECK(in_red("lost", Paint::colored) == "\x1b[31mlost\x1b[0m");
  CHECK(in_red("lost", Paint::plain) == "lost");
}
