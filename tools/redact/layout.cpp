// SPDX-License-Identifier: MIT
#include "redact/layout.hpp"

#include <array>

#include <twc/msg/message.hpp>

namespace twc::tools {
namespace {

template <typename M>
constexpr std::size_t count_ids() {
  std::size_t ids = 0;
  msg::for_each_field<M>([&ids](auto at) {
    constexpr const auto& field = std::get<at()>(M::fields);
    if (field.name == "src" || field.name == "dst") ++ids;
  });
  return ids;
}

template <typename M>
constexpr bool has_personal_text() {
  bool has = false;
  msg::for_each_field<M>([&has](auto at) {
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (requires { field.privacy; }) {
      has = has || field.privacy == msg::Privacy::personal;
    }
  });
  return has;
}

constexpr std::array<std::uint8_t, wire::functions.size() + 1> ids_of_row = [] {
  std::array<std::uint8_t, wire::functions.size() + 1> ids{};
  msg::for_each_kind([&ids]<typename M>(std::type_identity<M>) {
    for (const wire::Function code : msg::codes_of<M>()) {
      ids.at(wire::row_of(code)) = static_cast<std::uint8_t>(count_ids<M>());
    }
  });
  return ids;
}();

constexpr std::array<bool, 256> text_of_low_byte = [] {
  std::array<bool, 256> is_about{};
  msg::for_each_kind([&is_about]<typename M>(std::type_identity<M>) {
    if (!has_personal_text<M>()) return;
    for (const wire::Function code : msg::codes_of<M>()) {
      is_about.at(static_cast<unsigned>(code) & 0xFFU) = true;
    }
  });
  return is_about;
}();

}  // namespace

std::size_t ids_behind(wire::Function code) {
  return ids_of_row[wire::row_of(code)];
}

bool is_about_text(std::uint8_t low_byte) {
  return text_of_low_byte[low_byte];
}

}  // namespace twc::tools
