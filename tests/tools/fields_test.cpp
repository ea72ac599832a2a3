// SPDX-License-Identifier: MIT
/// The lists of fields, compared with text, JSON, CSV, the man page and --redact.

#include "common/fields.hpp"

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <twc/msg/message.hpp>

#include "redact/layout.hpp"
#include "support/catch.hpp"
#include "support_show.hpp"

using namespace twc;
using namespace twc::test;

namespace {

using Keys = std::vector<std::string>;

/// The keys of one kind, as the list of its fields has them: `state`, and `state_name` beside it.
template <typename M>
void add_keys(Keys& keys) {
  msg::for_each_field<M>([&keys](auto at) {
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (!field.name.empty() && !tools::is_address(field.name)) {
      constexpr auto key = tools::key_of(field.name);
      keys.emplace_back(field.name);
      if (tools::has_name_beside(key)) keys.push_back(std::string{field.name} + "_name");
    }
  });
}

/// The rows of the table in the section KINDS, keys in their order. Rows that go on have no kind.
std::map<std::string, Keys> keys_of_man_page() {
  std::ifstream file{TWC_MAN "/twc-sniff.1"};
  std::map<std::string, Keys> table;
  std::string kind;
  bool is_inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(".SH ")) is_inside = line == ".SH KINDS";
    if (!is_inside || line.find('\t') == std::string::npos) continue;
    std::istringstream cells{line};
    std::string code;
    std::string name;
    std::string keys;
    std::getline(cells, code, '\t');
    std::getline(cells, name, '\t');
    std::getline(cells, keys);
    if (!name.empty()) kind = name;
    auto& all = table[kind];
    std::istringstream words{keys};
    for (std::string word; words >> word;) {
      if (word.back() == ',') word.pop_back();
      all.push_back(word);
    }
  }
  return table;
}

/// Keys of one kind without repetition, in the order of the columns.
Keys in_order(const Keys& keys) {
  Keys ordered;
  for (const std::string_view name : tools::key_names) {
    if (std::ranges::find(keys, name) != keys.end()) ordered.emplace_back(name);
  }
  return ordered;
}

void make_other(std::uint8_t& value) {
  value = 3;
}
void make_other(std::uint16_t& value) {
  value = 0x1234;
}
void make_other(std::uint32_t& value) {
  value = 5;
}
void make_other(TwcId& id) {
  id = TwcId{0x2019};
}
void make_other(Centiamps& current) {
  current = 7_A;
}
void make_other(msg::Command& command) {
  command = msg::Command::raise;
}
void make_other(msg::VinPart& part) {
  part = msg::VinPart::three;
}
template <typename Enum>
requires std::is_enum_v<Enum>
void make_other(Enum& value) {
  value = Enum{1};
}
template <std::size_t Size>
void make_other(msg::Text<Size>& text) {
  text = msg::Text<Size>{"X9"};
}
template <std::size_t Size>
void make_other(std::array<std::uint8_t, Size>& version) {
  version.back() = 9;
}
void make_other(std::array<msg::Volts, 3>& phases) {
  phases[2].value = 230;
}
void make_other(msg::MeterAmps& phases) {
  phases = {msg::HalfAmps{1}, msg::HalfAmps{2}, msg::HalfAmps{3}};
}

/// Both messages are shown with the frame of the first one, so that only their fields differ.
template <typename M>
void check_all_differ(const M& before, const M& after, std::string_view name) {
  wire::Writer out{msg::codes_of<M>().front()};
  msg::write_fields(out, before);
  tools::Record record;
  record.heard = out.finish(wire::Frame::longest);
  const auto all = [&record](const M& message) {
    const tools::Shown shown{.record = record, .message = message};
    std::array<std::string, 3> lines;
    tools::append_text(lines[0], shown, tools::Paint::plain);
    tools::append_json(lines[1], shown);
    tools::append_csv(lines[2], shown);
    return lines;
  };
  CAPTURE(to_string(msg::codes_of<M>().front()), name);
  CHECK(all(before)[0] != all(after)[0]);
  if (name.empty()) return;  // for people only
  CHECK(all(before)[1] != all(after)[1]);
  CHECK(all(before)[2] != all(after)[2]);
}

}  // namespace

TEST_CASE("fields: the man page has the keys of each kind, in their order", "[tools][fields]") {
  std::map<std::string, Keys> listed;
  msg::for_each_kind([&listed]<typename M>(std::type_identity<M>) {
    for (const wire::Function code : msg::codes_of<M>()) {
      add_keys<M>(listed[std::string{to_string(code)}]);
    }
  });
  const auto page = keys_of_man_page();
  CHECK(page.size() == listed.size() + 4);  // dangerous, status, what is unknown, and the heading
  for (const auto& [kind, keys] : listed) {
    CAPTURE(kind);
    REQUIRE(page.contains(kind));
    CHECK(page.at(kind) == in_order(keys));
  }
}

TEST_CASE("fields: a field with another value is another line, object and row", "[tools][fields]") {
  std::size_t fields = 0;
  msg::for_each_kind([&fields]<typename M>(std::type_identity<M>) {
    msg::for_each_field<M>([&fields](auto at) {
      constexpr const auto& field = std::get<at()>(M::fields);
      if constexpr (requires { field.member; }) {
        M before{};
        if constexpr (std::is_same_v<M, msg::MasterHeartbeat>) {
          if (field.name == "limit_a") before.command = msg::Command::set_limit;
        }
        M after = before;
        make_other(after.*field.member);
        check_all_differ(before, after, field.name);
        ++fields;
      }
    });
  });
  CHECK(fields > 50);
}

TEST_CASE("fields: redaction knows the ids and the texts of every code", "[tools][fields]") {
  using enum wire::Function;
  // PROTOCOL.md: the layout of each message, written down a second time.
  const std::set<wire::Function> both{master_heartbeat, slave_heartbeat,  plug_state_request,
                                      meter_request,    firmware_request, serial_request,
                                      vin_request_1,    vin_request_2,    vin_request_3,
                                      start_charging,   stop_charging};
  const std::set<wire::Function> none{idle,
                                      legacy_serial_request,
                                      legacy_model_request,
                                      legacy_firmware_request,
                                      legacy_serial,
                                      legacy_model,
                                      legacy_firmware,
                                      write_serial,
                                      write_model,
                                      crash,
                                      go_silent,
                                      drop_gpio14};
  for (const wire::FunctionInfo& row : wire::functions) {
    CAPTURE(row.kind);
    const std::size_t ids = both.contains(row.code) ? 2U : (none.contains(row.code) ? 0U : 1U);
    CHECK(tools::ids_behind(row.code) == ids);
  }
  CHECK(tools::ids_behind(wire::Function{0xFBA4}) == 0);
  const std::set<unsigned> texts{0x19, 0xED, 0xEE, 0xEF, 0xF1};
  for (unsigned byte = 0; byte <= 0xFF; ++byte) {
    CAPTURE(byte);
    CHECK(tools::is_about_text(static_cast<std::uint8_t>(byte)) == texts.contains(byte));
  }
}
