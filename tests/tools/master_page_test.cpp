// SPDX-License-Identifier: MIT
/// The man page of twc-fakemaster lists every command, event, reason and word of `charging` that
/// the program has, and nothing else.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <variant>

#include "fakemaster/commands.hpp"
#include "support/catch.hpp"
#include "support/master_bus.hpp"

using namespace twc;
using namespace twc::test;

namespace {

using Words = std::set<std::string>;

/// The words that stand in the tags (the line after .TP) of one section, without what is in italics
/// or roman.
Words tags_of(const std::string& section) {
  std::ifstream page{TWC_MAN "/twc-fakemaster.1"};
  REQUIRE(page);
  Words words;
  bool is_inside = false;
  bool is_tag = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with(".SH ")) is_inside = line == ".SH " + section;
    if (is_inside && is_tag) {
      const bool alternates = line.starts_with(".BR ") || line.starts_with(".BI ");
      std::string text = line.substr(line.find(' ') + 1);
      std::replace(text.begin(), text.end(), '"', ' ');
      std::istringstream parts{text};
      for (std::string word; parts >> word;) {
        if (word == "," || word.front() == '[' || word.front() == '\\') continue;
        word.resize(std::min(word.find('\\'), word.size()));
        words.insert(word);
        if (alternates && line.starts_with(".BI ")) break;  // a value follows
      }
    }
    is_tag = line == ".TP";
  }
  return words;
}

/// All names of an enumeration, from `first` on.
template <typename Enum>
Words names_from(int first) {
  Words words;
  for (int value = first;; ++value) {
    const auto name = to_string(static_cast<Enum>(value));
    // "unknown" ends each table; no word that is listed is called so.
    if (name == "unknown") return words;
    words.insert(std::string{name});
  }
}

template <typename... Kinds>
Words names_of(const std::variant<Kinds...>* /*any*/) {
  return {std::string{Kinds::name}...};
}

}  // namespace

TEST_CASE("man page: lists every command, and no other", "[fakemaster][docs]") {
  MasterBus bench{eager_master()};
  tools::Memory memory;
  tools::Commands commands{bench.master, memory, tools::UnitFacts{std::nullopt}};
  tools::ClientWishes client;
  const std::string help = commands.obey(Time{}, "help", client).line;
  std::istringstream list{help.substr(help.find('=') + 1)};
  Words known;
  for (std::string one; std::getline(list >> std::ws, one, ',');) {
    known.insert(one.substr(0, one.find(' ')));
  }
  CHECK(known.size() == 11);
  CHECK(tags_of("COMMANDS") == known);
}

TEST_CASE("man page: lists every event, and no other", "[fakemaster][docs]") {
  Words known = names_of(static_cast<node::event::Any*>(nullptr));
  CHECK(known.size() == std::variant_size_v<node::event::Any>);  // one name, one shape
  known.insert({"link_up", "link_down"});
  CHECK(tags_of("EVENTS") == known);
}

TEST_CASE("man page: lists every reason, and no other", "[fakemaster][docs]") {
  CHECK(to_string(node::Reason::none).empty());
  CHECK(tags_of("REASONS") == names_from<node::Reason>(1));
}

TEST_CASE("man page: lists every word of charging, and no other", "[fakemaster][docs]") {
  CHECK(tags_of("CHARGING") == names_from<node::Charging>(0));
}
