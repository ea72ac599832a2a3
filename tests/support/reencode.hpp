// SPDX-License-Identifier: MIT
#pragma once
/// Encodes a message again as the frame that it came in would have been sent.

#include <optional>
#include <variant>

#include <twc/msg/message.hpp>

namespace twc::test {

/// In the form of the protocol that has frames of the size of `like`. Nothing for a message that
/// has no encoder.
[[nodiscard]] inline std::optional<wire::Frame> reencode(const msg::Message& message,
                                                         const wire::Frame& like) {
  const Protocol protocol = like.size() == 14 ? Protocol::one : Protocol::two;
  const auto encode = [protocol]<typename M>(const M& one) -> std::optional<wire::Frame> {
    constexpr wire::HarmAccepted accepted{};
    if constexpr (msg::Harmless<M> && msg::InTwoForms<M>) return msg::encode(one, protocol);
    if constexpr (msg::Harmless<M> && !msg::InTwoForms<M>) return msg::encode(one);
    if constexpr (msg::Harmful<M> && msg::InTwoForms<M>) {
      return msg::encode(one, protocol, accepted);
    }
    if constexpr (msg::Harmful<M> && !msg::InTwoForms<M>) return msg::encode(one, accepted);
    return std::nullopt;
  };
  return std::visit(encode, message);
}

}  // namespace twc::test
