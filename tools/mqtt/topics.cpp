// SPDX-License-Identifier: MIT
#include "mqtt/topics.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace twc::tools {
namespace {

bool is_topic_letter(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

bool is_topic_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, is_topic_letter);
}

bool is_unit_id(std::string_view name) {
  constexpr std::size_t digits = 4;
  return name.size() == digits &&
         std::ranges::all_of(name, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::string as_topic_name(std::string_view name) {
  std::string out{name};
  std::ranges::replace_if(
      out, [](char c) { return !is_topic_letter(c); }, '_');
  return out;
}

std::string bus_name_of(std::string_view socket_path) {
  constexpr std::string_view ending = ".sock";
  std::string_view name = socket_path.substr(socket_path.rfind('/') + 1);
  if (name.ends_with(ending)) name.remove_suffix(ending.size());
  return as_topic_name(name);
}

std::string nameless(std::string_view socket_path) {
  return fmt::format("{}: expected a socket with a name, such as garage.sock", socket_path);
}

std::string topics_taken(std::string_view source, std::string_view bus) {
  return fmt::format("{}: the topics of '{}' are taken; each bus needs a name of its own", source,
                     bus);
}

std::string bridge_availability(std::string_view prefix, std::string_view bridge) {
  return std::string{prefix} + "/bridge/" + std::string{bridge} + "/availability";
}

std::vector<std::string> Topics::subscriptions() const {
  return {root_ + "+/set", root_ + "+/+/set", root_ + "renew", root_ + "+/availability"};
}

}  // namespace twc::tools
