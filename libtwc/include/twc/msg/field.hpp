// SPDX-License-Identifier: MIT
#pragma once
/// The fields of a message, listed once. Decoding and encoding, text, JSON, CSV, the filters by
/// sender and receiver, and the redaction read the list.

#include <array>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <twc/types.hpp>
#include <twc/wire/detail/cursor.hpp>

namespace twc::msg {

/// Whether a field tells which unit or whose car it is. Every text says it.
enum class Privacy : std::uint8_t {
  unsaid,
  open,
  personal,  ///< redaction hides it
};
[[nodiscard]] constexpr std::string_view to_string(Privacy privacy) {
  switch (privacy) {
    case Privacy::unsaid: return "unsaid";
    case Privacy::open: return "open";
    case Privacy::personal: return "personal";
  }
  return "unknown";
}

/// A field of the message `M`, a data member. The order of the list is the order on the wire.
template <typename M, typename Value>
struct Field {
  constexpr Field(std::string_view key, Value M::*place, std::string_view words = {})
      : name{key}, label{words}, member{place} {}

  std::string_view name;   ///< the key in JSON and the column in CSV; empty: for people only
  std::string_view label;  ///< stands before the value in a line for people
  Value M::*member;
  bool (M::*is_told)() const = nullptr;  ///< whether the value counts; nullptr: it always does
  std::string_view word = {};            ///< the name of every value, where no to_string() tells
  bool is_on_wire = true;                ///< false: the function code tells the value
  bool is_joined = false;                ///< in a line for people it belongs to the field before it
  bool is_shown_zero = true;             ///< whether a line for people shows a value of zero
  Privacy privacy = Privacy::unsaid;

  /// The value counts only while `condition` holds.
  [[nodiscard]] constexpr Field when(bool (M::*condition)() const) const {
    Field field = *this;
    field.is_told = condition;
    return field;
  }
  /// All values have the same name.
  [[nodiscard]] constexpr Field named(std::string_view constant) const {
    Field field = *this;
    field.word = constant;
    return field;
  }
  /// The value does not stand in the payload: it counts the codes of the message, from 1 on.
  [[nodiscard]] constexpr Field from_code() const {
    Field field = *this;
    field.is_on_wire = false;
    return field;
  }
  [[nodiscard]] constexpr Field joined() const {
    Field field = *this;
    field.is_joined = true;
    return field;
  }
  [[nodiscard]] constexpr Field unless_zero() const {
    Field field = *this;
    field.is_shown_zero = false;
    return field;
  }
  [[nodiscard]] constexpr Field open() const {
    Field field = *this;
    field.privacy = Privacy::open;
    return field;
  }
  [[nodiscard]] constexpr Field personal() const {
    Field field = *this;
    field.privacy = Privacy::personal;
    return field;
  }
};

/// A byte on the wire that has the same value in every message of its kind.
struct FixedByte {
  constexpr FixedByte(std::string_view key, std::uint8_t byte, std::string_view meaning)
      : name{key}, value{byte}, word{meaning} {}

  std::string_view name;
  std::uint8_t value = 0;
  std::string_view word;  ///< the name of the value
};

/// A message that lists its fields.
template <typename M>
concept WithFields = requires {
  std::tuple_size<std::remove_cvref_t<decltype(M::fields)>>::value;
};

/// Calls `visit` with a std::integral_constant for each field of `M`: its place in `M::fields`.
template <WithFields M, typename Visit>
constexpr void for_each_field(Visit visit) {
  constexpr std::size_t count = std::tuple_size_v<std::remove_cvref_t<decltype(M::fields)>>;
  [&visit]<std::size_t... At>(std::index_sequence<At...>) {
    (visit(std::integral_constant<std::size_t, At>{}), ...);
  }
  (std::make_index_sequence<count>{});
}

namespace detail {

template <typename T>
inline constexpr bool is_fixed = std::same_as<std::remove_cvref_t<T>, FixedByte>;

constexpr void read(wire::Reader& in, std::uint8_t& value) {
  value = in.u8();
}
constexpr void read(wire::Reader& in, std::uint16_t& value) {
  value = in.u16();
}
constexpr void read(wire::Reader& in, std::uint32_t& value) {
  value = in.u32();
}
constexpr void read(wire::Reader& in, TwcId& value) {
  value = in.id();
}
constexpr void read(wire::Reader& in, Centiamps& value) {
  value = in.current();
}
/// Enumerations of one byte. A value that nobody has explained is kept as it is.
template <typename Enum>
requires std::is_same_v<std::underlying_type_t<Enum>, std::uint8_t>
constexpr void read(wire::Reader& in, Enum& value) {
  value = Enum{in.u8()};
}

constexpr void write(wire::Writer& out, std::uint8_t value) {
  out.u8(value);
}
constexpr void write(wire::Writer& out, std::uint16_t value) {
  out.u16(value);
}
constexpr void write(wire::Writer& out, std::uint32_t value) {
  out.u32(value);
}
constexpr void write(wire::Writer& out, TwcId value) {
  out.id(value);
}
constexpr void write(wire::Writer& out, Centiamps value) {
  out.current(value);
}
template <typename Enum>
requires std::is_same_v<std::underlying_type_t<Enum>, std::uint8_t>
constexpr void write(wire::Writer& out, Enum value) {
  out.u8(static_cast<std::uint8_t>(value));
}

template <typename Part, std::size_t Size>
constexpr void read(wire::Reader& in, std::array<Part, Size>& parts) {
  for (Part& part : parts) read(in, part);
}
template <typename Part, std::size_t Size>
constexpr void write(wire::Writer& out, const std::array<Part, Size>& parts) {
  for (const Part& part : parts) write(out, part);
}

}  // namespace detail

/// Reads the fields of `message`. `code` counts the codes of the message: 0 is its first one.
template <WithFields M>
constexpr void read_fields(wire::Reader& in, M& message, std::size_t code) {
  for_each_field<M>([&](auto at) {
    using detail::read;
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (detail::is_fixed<decltype(field)>) {
      in.u8();
    } else if constexpr (field.is_on_wire) {
      read(in, message.*field.member);
    } else {
      auto& value = message.*field.member;
      value = static_cast<std::remove_cvref_t<decltype(value)>>(code + 1);
    }
  });
}

/// Writes the fields of `message`, one after the other.
template <WithFields M>
constexpr void write_fields(wire::Writer& out, const M& message) {
  for_each_field<M>([&](auto at) {
    using detail::write;
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (detail::is_fixed<decltype(field)>) {
      out.u8(field.value);
    } else if constexpr (field.is_on_wire) {
      write(out, message.*field.member);
    }
  });
}

}  // namespace twc::msg
