// SPDX-License-Identifier: MIT
#pragma once
/// How Catch shows our types when a check fails: as bytes, the way captures are written.

#include <string>
#include <type_traits>
#include <variant>

#include <twc/msg/message.hpp>
#include <twc/wire/event.hpp>
#include <twc/wire/recover.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace twc::test {

inline std::string show(const wire::Frame& frame) {
  return "frame " + to_hex(frame.bytes());
}
inline std::string show(const wire::Stretch& stretch) {
  return to_hex(stretch.bytes()) + " (" + std::to_string(stretch.count()) + ")";
}
inline std::string show(const wire::Noise& noise) {
  return "noise " + show(noise.wire);
}
inline std::string show(const wire::Recovered& found) {
  return "recovered " + show(found.frame);
}
inline std::string show(const wire::TrailingByte& byte) {
  return "trailing " + to_hex({&byte.value, 1});
}
inline std::string show(const wire::BadFrame& bad) {
  constexpr std::array names{"checksum", "length", "escape", "overlong", "truncated"};
  return std::string{"bad "} + names.at(static_cast<std::size_t>(bad.error)) + " " + show(bad.wire);
}

/// The frame that a message becomes tells all of its fields.
template <msg::detail::Encodable M>
std::string show(const M& message) {
  const std::size_t size = msg::detail::only_size(message);
  return "message " + to_hex(msg::detail::write(message, size).bytes());
}
inline std::string show(const msg::Unknown& message) {
  return "unknown " + show(message.frame);
}
inline std::string show(const msg::Dangerous& message) {
  return "dangerous " + show(message.frame);
}
inline std::string show(const msg::UnlistedCommand& message) {
  return "command " + std::to_string(message.command) + " " + std::to_string(message.argument);
}

template <typename... Kinds>
std::string show(const std::variant<Kinds...>& any) {
  return std::visit([](const auto& one) { return show(one); }, any);
}

template <typename T>
concept Showable = requires(const T& value) {
  show(value);
};

}  // namespace twc::test

template <typename T>
requires twc::test::Showable<T>
struct Catch::StringMaker<T> {
  static std::string convert(const T& value) { return twc::test::show(value); }
};

template <>
struct Catch::StringMaker<twc::TwcId> {
  static std::string convert(twc::TwcId id) {
    const auto value = static_cast<unsigned>(id);
    return twc::test::to_hex(
        std::array{static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value)});
  }
};

template <>
struct Catch::StringMaker<twc::Centiamps> {
  static std::string convert(twc::Centiamps current) {
    return std::to_string(current.value()) + " hundredths of an ampere";
  }
};
