// SPDX-License-Identifier: MIT
/// An evening at the real socket of a real master: its lines have the shapes of the evening that is
/// written down (golden/evening.json), and they agree with one another.

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "tools/support_json.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_shape.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The value of `key` where it first stands in a line; empty where it does not.
std::string value_in(const std::string& line, const std::string& key) {
  const std::string name = '"' + key + "\":";
  const auto at = line.find(name);
  if (at == std::string::npos) return {};
  const auto begin = at + name.size();
  std::string value = line.substr(begin, line.find_first_of(",}]", begin) - begin);
  std::erase(value, '"');
  return value;
}

/// The shapes that an evening has of each event, of each answer, and of the units in an answer.
class Album {
 public:
  static Album written_down() {
    Album album;
    std::ifstream file{TWC_GOLDEN "/evening.json"};
    std::string asked;
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("> ")) asked = line.substr(2, line.find(' ', 2) - 2);
      if (!line.starts_with('{')) continue;
      const Shape shape = shape_of(line);
      album.shapes_[kind_of(line, asked)].learn(shape);
      for (const Shape& unit : shape.inner) album.shapes_["a unit"].learn(unit);
    }
    return album;
  }
  void check(const std::string& line, const std::string& asked) const {
    INFO(line);
    const std::string kind = kind_of(line, asked);
    REQUIRE(shapes_.contains(kind));
    CHECK(shapes_.at(kind).fault(shape_of(line)) == "");
    for (const Shape& unit : shape_of(line).inner) CHECK(shapes_.at("a unit").fault(unit) == "");
  }
  static std::string kind_of(const std::string& line, const std::string& asked) {
    const std::string event = value_in(line, "event");
    return event.empty() ? "answer to " + asked : event;
  }

 private:
  std::map<std::string, Shapes> shapes_;
};

/// A client that types, and checks all that it hears.
class Guest {
 public:
  explicit Guest(const std::string& path) : peer_{connect_to_path(path)} {}

  void type(const std::string& line) {
    asked_.push_back(line.substr(0, line.find(' ')));
    peer_.say(line + '\n');
  }
  /// Reads on until a line that holds all of `words`.
  std::string await(const std::vector<std::string>& words) {
    for (;;) {
      for (; read_ < lines_.size(); ++read_) {
        const auto is_in = [&](const std::string& word) {
          return lines_[read_].find(word) != std::string::npos;
        };
        if (std::ranges::all_of(words, is_in)) return lines_[read_++];
      }
      take();
    }
  }
  std::string ask(const std::string& line) {
    type(line);
    return await({R"("ok":true)"});
  }
  /// How often each event was heard.
  [[nodiscard]] const std::map<std::string, int>& events() const { return events_; }

 private:
  void take() {
    await_bytes(peer_.fd());
    const std::string& heard = peer_.heard();
    for (auto end = heard.find('\n', taken_); end != std::string::npos;
         end = heard.find('\n', taken_)) {
      lines_.push_back(heard.substr(taken_, end - taken_));
      taken_ = end + 1;
      const std::string event = value_in(lines_.back(), "event");
      if (!event.empty()) ++events_[event];
      album_.check(lines_.back(), event.empty() ? asked_.at(answers_++) : "");
    }
  }

  Peer peer_;
  Album album_ = Album::written_down();
  std::vector<std::string> asked_;
  std::size_t answers_ = 0;
  std::vector<std::string> lines_;
  std::size_t taken_ = 0;
  std::size_t read_ = 0;
  std::map<std::string, int> events_;
};

/// The part of `units` that tells about one of them.
std::string unit_in(const std::string& units, const std::string& id) {
  const auto begin = units.find(R"({"id":")" + id);
  REQUIRE(begin != std::string::npos);
  return units.substr(begin, units.find('}', begin) - begin);
}

}  // namespace

TEST_CASE("control socket: an evening with real processes has the shapes of the one written down",
          "[master][socket][sim]") {
  const Folder folder;
  FakeMaster master{
      {"sim:2", "--max-current", "32", "--speed", "60", "-F", "json", "--socket", folder / "socket",
       "--poll", "meter,vin,serial,firmware"}
  };
  master.await_out("link_up");
  Guest guest{folder / "socket"};
  guest.ask("events");
  guest.await({R"("event":"serial","id":"2019")"});
  CHECK_THAT(guest.ask("units"), ContainsSubstring(R"("charging":"charging")"));
  CHECK(value_in(guest.ask("limit 16"), "granted_a") == "16.00");
  guest.await({R"("event":"echoed","id":"2019")", R"("echoed_a":8.00)"});
  const std::string stop = guest.ask("stop 2019");
  CHECK(value_in(stop, "granted_a") == "0.00");
  CHECK(value_in(stop, "reason") == "stopped");
  CHECK(std::stoi(value_in(stop, "in_s")) >= 40);
  const std::string stopped = guest.await({R"("event":"stopped","id":"2019")"});
  CHECK(value_in(stopped, "drawn_a") == "0.00");
  const std::string unit = unit_in(guest.ask("units"), "2019");
  CHECK(value_in(unit, "drawn_a") == "0.00");
  CHECK(value_in(unit, "charging") == "paused");
  CHECK(std::stod(value_in(guest.ask("status"), "drawn_a")) <= 16);
  CHECK(value_in(guest.ask("start 2019"), "granted_a") == "0.00");
  guest.await({R"("event":"linked","id":"2019")"});
  guest.await({R"("event":"state","id":"2019")", R"("charging":"charging")"});
  guest.ask("units");
  guest.ask("quit");
  CHECK(master.finish().exit == 0);
  const std::set<std::string> heard{"linked", "offer",  "echoed",   "state",  "meter",
                                    "vin",    "serial", "firmware", "stopped"};
  for (const std::string& event : heard) CHECK(guest.events().contains(event));
}

TEST_CASE("control socket: an outage has the shape of the one written down", "[master][socket]") {
  const Folder folder;
  Server server;
  FakeMaster master{FakeMaster::at_once("tcp://127.0.0.1:" + std::to_string(server.port()),
                                        {"-F", "json", "--socket", folder / "socket"})};
  master.await_out("link_up");
  twc::tools::Fd line;
  REQUIRE(server.take(line));
  Guest guest{folder / "socket"};
  guest.ask("events");
  line.reset();
  const std::string down = guest.await({R"("event":"link_down")"});
  guest.ask("status");
  const std::string up = guest.await({R"("event":"link_up")"});
  CHECK(value_in(down, "endpoint") == value_in(up, "endpoint"));
  CHECK_FALSE(value_in(down, "cause").empty());
  guest.ask("quit");
  CHECK(master.finish().exit == 0);
}
