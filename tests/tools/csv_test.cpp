// SPDX-License-Identifier: MIT
/// CSV rows: the same facts as JSON, in fixed columns.

#include <map>

#include "common/show.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/sanitized.hpp"
#include "support/traffic.hpp"
#include "support_json.hpp"
#include "support_show.hpp"

using namespace twc::test;
using twc::tools::Clock;

namespace {

/// As RFC 4180 has it.
std::vector<std::string> split_row(std::string_view row) {
  std::vector<std::string> cells(1);
  bool is_quoted = false;
  for (std::size_t at = 0; at < row.size(); ++at) {
    if (row[at] == '"' && is_quoted && at + 1 < row.size() && row[at + 1] == '"') {
      cells.back() += row[++at];
    } else if (row[at] == '"') {
      is_quoted = !is_quoted;
    } else if (row[at] == ',' && !is_quoted) {
      cells.emplace_back();
    } else {
      cells.back() += row[at];
    }
  }
  REQUIRE_FALSE(is_quoted);
  return cells;
}

/// Cells by the name of their column, the empty ones left out.
std::map<std::string, std::string> cells_of(const twc::tools::Record& record) {
  const auto names = split_row(twc::tools::csv_header());
  const auto values = split_row(csv_of(record));
  REQUIRE(values.size() == names.size());
  std::map<std::string, std::string> cells;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (!values[at].empty()) cells[names[at]] = values[at];
  }
  return cells;
}

/// `[1,2,3]` of JSON is three cells.
std::map<std::string, std::string> as_cells(const JsonMembers& members) {
  std::map<std::string, std::string> cells;
  for (const auto& [name, value] : members) {
    if (!value.starts_with('[')) {
      if (!value.empty()) cells[name] = value;
      continue;
    }
    const auto parts = split_row(std::string_view{value}.substr(1, value.size() - 2));
    for (std::size_t at = 0; at < parts.size(); ++at) {
      cells[name + '_' + std::to_string(at + 1)] = parts[at];
    }
  }
  return cells;
}

/// Texts that CSV shows as they are.
bool is_plain(const JsonMembers& members) {
  return std::ranges::all_of(members, [](const auto& each) {
    const bool calculates =
        !each.second.empty() && std::string_view{"=+-@"}.find(each.second[0]) != std::string::npos;
    return !calculates &&
           std::ranges::all_of(each.second, [](char c) { return c >= ' ' && c <= '~'; });
  });
}

}  // namespace

TEST_CASE("csv: a whole row", "[tools][csv]") {
  // ngardiner/TWCManager#88
  auto record = good("FD EB 25 87 00 00 03 9C 00 F6 00 F0 00 F6 00 00 00 00 00 12");
  record.when = {Clock::epoch, 1'767'225'600'104'211};
  CHECK(twc::tools::csv_header() ==
        "t,time_of_day,ok,error,dir,code,kind,protocol,src,dst,raw,recovered,end,bytes,expected,"
        "actual,sign,max_a,command,command_name,state,state_name,limit_a,actual_a,error_bits,"
        "master_plugged,energy_raw,voltage_v_1,voltage_v_2,voltage_v_3,current_a_1,current_a_2,"
        "current_a_3,version,serial,part,text,plug,plug_name,model,danger");
  CHECK(csv_of(record) ==
        "2026-01-01T00:00:00.104211Z,,true,,,FDEB,meter,2,2587,,"
        "FDEB25870000039C00F600F000F6000000000012,,,,,,,,,,,,,,,,924,246,240,246,0.00,0.00,0.00,"
        ",,,,,,,");
}

TEST_CASE("csv: where only the time of day is known it has a column of its own", "[tools][csv]") {
  const auto idle = good("FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D");
  const auto cells = cells_of(at({Clock::day, 59'630'256'000}, idle));
  CHECK(cells.at("time_of_day") == "16:33:50.256000");
  CHECK(cells.count("t") == 0);
}

TEST_CASE("csv: texts are quoted, and printable", "[tools][csv]") {
  const auto cells = cells_of(made_up("FD ED 34 95 22 2C 22 0A 80 41 00 00 00 00 00 00 00 00 00"));
  CHECK(cells.at("serial") == R"(",")"
                              R"(\x0A\x80A)");
  CHECK(cells_of(good("FC A1 00 00 00 00 00 00 00 00 00 00 00 A1")).at("danger") ==
        "silences the unit for about 5 s");
}

TEST_CASE("csv: noise has no row", "[tools][csv]") {
  CHECK(csv_of(noise("00 F0 F8")).empty());
}

TEST_CASE("csv: every row says what the JSON object says", "[tools][csv]") {
  Dice dice{19};
  constexpr std::size_t tries = fewer_if_sanitized(8'000);
  std::size_t compared = 0;
  for (std::size_t times = 0; times < tries; ++times) {
    twc::tools::Record record;
    record.heard = random_frame(dice);
    if (dice.one_in(4)) {
      ByteVector bytes(dice.below(80));
      for (std::uint8_t& byte : bytes) byte = dice.byte();
      record.heard =
          twc::wire::BadFrame{twc::wire::FrameError(dice.below(5)), twc::wire::Stretch{bytes}};
    }
    if (dice.one_in(2)) record.end = dice.byte();
    record.when = {Clock::epoch, static_cast<std::int64_t>(dice.below(1U << 31U))};
    const auto members = parse_json(json_of(record));
    REQUIRE(members);
    if (!is_plain(*members)) continue;
    REQUIRE(cells_of(record) == as_cells(*members));
    ++compared;
  }
  CHECK(compared > tries / 4 * 3);
}
