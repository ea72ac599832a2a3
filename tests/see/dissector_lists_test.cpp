// SPDX-License-Identifier: MIT
/// The lists in the Wireshark dissector are those of the library.

#include <fstream>
#include <iterator>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "common/fields.hpp"
#include "support/catch.hpp"

using namespace twc;

namespace {

std::string comma_list(const auto& values, const char* form) {
  std::string out;
  for (const auto value : values) {
    if (!out.empty()) out += ", ";
    out += fmt::format(fmt::runtime(form), static_cast<unsigned>(value));
  }
  return out;
}

/// The names of those values of a byte that have a name.
template <typename Name>
std::string names_where(Name name) {
  std::string out;
  for (unsigned value = 0; value <= 0xFF; ++value) {
    const std::string_view word = name(static_cast<std::uint8_t>(value));
    if (word == "unknown" || word.empty()) continue;
    out += fmt::format("        [{}] = \"{}\",\n", value, word);
  }
  return fmt::format("names = {{\n{}      }}", out);
}

/// The name of a type in the dissector, and its size where that is not always the same.
struct LuaType {
  std::string_view name;
  std::size_t size = 0;
};

LuaType lua_type(std::type_identity<TwcId> /*type*/) {
  return {"id"};
}
LuaType lua_type(std::type_identity<Sign> /*type*/) {
  return {"hex"};
}
LuaType lua_type(std::type_identity<Centiamps> /*type*/) {
  return {"amps"};
}
LuaType lua_type(std::type_identity<std::uint8_t> /*type*/) {
  return {"byte"};
}
LuaType lua_type(std::type_identity<std::uint16_t> /*type*/) {
  return {"word"};
}
LuaType lua_type(std::type_identity<std::uint32_t> /*type*/) {
  return {"long"};
}
LuaType lua_type(std::type_identity<msg::Command> /*type*/) {
  return {"command"};
}
LuaType lua_type(std::type_identity<msg::MasterPlug> /*type*/) {
  return {"flag"};
}
LuaType lua_type(std::type_identity<std::array<msg::Volts, 3>> /*type*/) {
  return {"volts"};
}
LuaType lua_type(std::type_identity<msg::MeterAmps> /*type*/) {
  return {"half_amps"};
}
template <typename Enum>
requires std::is_enum_v<Enum> LuaType lua_type(std::type_identity<Enum> /*type*/) {
  return {"byte"};
}
template <std::size_t Size>
LuaType lua_type(std::type_identity<msg::Text<Size>> /*type*/) {
  return {"text", Size};
}
template <std::size_t Size>
LuaType lua_type(std::type_identity<std::array<std::uint8_t, Size>> /*type*/) {
  return {"version", Size};
}

template <typename Value>
std::string names_of(std::type_identity<Value> /*type*/) {
  if constexpr (std::is_enum_v<Value>) {
    return names_where([](std::uint8_t byte) { return to_string(Value{byte}); });
  } else {
    return names_where([](std::uint8_t byte) {
      const auto command = msg::Command::of(byte);
      return command ? to_string(*command) : std::string_view{};
    });
  }
}

/// The commands with which a field counts.
template <typename M>
std::string commands_with(bool (M::*is_told)() const) {
  std::vector<unsigned> commands;
  if constexpr (std::is_same_v<M, msg::MasterHeartbeat>) {
    for (unsigned byte = 0; byte <= 0xFF; ++byte) {
      const auto command = msg::Command::of(static_cast<std::uint8_t>(byte));
      M message;
      if (command) message.command = *command;
      if (command && (message.*is_told)()) commands.push_back(byte);
    }
  }
  return comma_list(commands, "{}");
}

std::string in_lua(const msg::FixedByte& field) {
  return fmt::format(R"({{name = "{}", type = "byte", fixed = {}, names = {{[{}] = "{}"}}}})",
                     field.name, field.value, field.value, field.word);
}

template <typename M, typename Value>
std::string in_lua(const msg::Field<M, Value>& field) {
  const std::type_identity<Value> type;
  const LuaType as = lua_type(type);
  std::string out = fmt::format(R"(name = "{}", type = "{}")", field.name, as.name);
  if (as.size != 0) out += fmt::format(", size = {}", as.size);
  if (!field.label.empty()) out += fmt::format(R"(, label = "{}")", field.label);
  if (!field.is_on_wire) out += ", from_code = true";
  if (!field.is_shown_zero) out += ", unless_zero = true";
  if (field.is_told != nullptr) out += fmt::format(", only = {{{}}}", commands_with(field.is_told));
  if (!field.name.empty() && tools::has_name_beside(tools::key_of(field.name))) {
    if (!field.word.empty()) {
      out += ", names = {}";
    } else if constexpr (std::is_enum_v<Value> || std::is_same_v<Value, msg::Command>) {
      out += ", " + names_of(type);
    }
  }
  return "{" + out + "}";
}

template <msg::WithFields M>
std::string message_in_lua() {
  std::string fields;
  msg::for_each_field<M>(
      [&fields](auto at) { fields += "    " + in_lua(std::get<at()>(M::fields)) + ",\n"; });
  constexpr auto codes = msg::codes_of<M>();
  return fmt::format("  {{codes = {{{}}}, fields = {{\n{}  }}}},\n", comma_list(codes, "0x{:04X}"),
                     fields);
}

std::string row_in_lua(const wire::FunctionInfo& row) {
  std::vector<std::size_t> heard;
  for (std::size_t size = 0; size <= wire::Frame::longest; ++size) {
    if (row.heard.contain(size)) heard.push_back(size);
  }
  std::string out = fmt::format(R"(  [0x{:04X}] = {{kind = "{}", heard = {{{}}}, p1 = {}, p2 = {})",
                                static_cast<unsigned>(row.code), row.kind, comma_list(heard, "{}"),
                                row.p1, row.p2);
  if (row.hazard == wire::Hazard::never) out += fmt::format(",\n    danger = \"{}\"", row.danger);
  return out + "},\n";
}

std::string lists_of_the_library() {
  std::string out = "local messages = {\n";
  msg::for_each_kind([&out]<typename M>(std::type_identity<M>) { out += message_in_lua<M>(); });
  out += "}\nlocal codes = {\n";
  for (const wire::FunctionInfo& row : wire::functions) out += row_in_lua(row);
  return out + "}\n";
}

}  // namespace

// Hidden: `see-tests "[lists]"` prints what belongs between the two marks of the script.
TEST_CASE("dissector: the lists of the library can be printed", "[.][lists]") {
  fmt::print("{}", lists_of_the_library());
}

TEST_CASE("dissector: its lists are the field lists and the codes of the library", "[dissector]") {
  std::ifstream file{TWC_DISSECTOR};
  const std::string script{std::istreambuf_iterator<char>{file}, {}};
  const std::size_t begin = script.find('\n', script.find("-- BEGIN of the lists")) + 1;
  const std::size_t end = script.find("-- END of the lists");
  REQUIRE(begin < end);
  CHECK(script.substr(begin, end - begin) == lists_of_the_library());
}

TEST_CASE("dissector: the capture of every kind has a frame of each code", "[dissector]") {
  std::ifstream file{TWC_SOURCE "/tests/see/every-kind.hex"};
  REQUIRE(file);
  const std::string frames{std::istreambuf_iterator<char>{file}, {}};
  for (const wire::FunctionInfo& row : wire::functions) {
    const auto code = static_cast<unsigned>(row.code);
    const auto begin = fmt::format("\n{:02X} {:02X} ", code >> 8U, code & 0xFFU);
    INFO(begin);
    CHECK(frames.find(begin) != std::string::npos);
  }
}
