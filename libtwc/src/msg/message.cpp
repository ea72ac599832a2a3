// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <functional>
#include <tuple>
#include <utility>

#include <twc/msg/message.hpp>

namespace twc::msg {

/// Not constexpr, and defined nowhere: a table that comes here does not compile.
namespace fault {
void two_messages_have_the_same_code();
void a_row_of_functions_has_no_message();
void a_message_has_no_row_in_functions();
}  // namespace fault

namespace {

Message unknown(const wire::Frame& frame) {
  return Unknown{frame};
}
Message dangerous(const wire::Frame& frame) {
  return Dangerous{frame};
}

/// Constructed in place: copying a text right after it was written byte by byte stalls.
template <typename M, std::size_t code = 0>
Message in_place(const wire::Frame& frame) {
  Message message{std::in_place_type<M>};
  wire::Reader in{frame};
  read_fields(in, *std::get_if<M>(&message), code);
  return message;
}

/// Decodes a message of the kind `M`; `code` tells which of its codes the frame has.
template <typename M, std::size_t code>
Message as(const wire::Frame& frame) {
  if (!detail::row_of<M>.heard.contain(frame.size())) return Unknown{frame};
  return in_place<M, code>(frame);
}

/// Three kinds share this code. The command tells them apart.
Message master_heartbeat(const wire::Frame& frame) {
  if (!detail::row_of<MasterHeartbeat>.heard.contain(frame.size())) return Unknown{frame};
  constexpr std::size_t command_at = 6;
  const std::uint8_t command = frame.bytes()[command_at];
  if (command == MasterError::command) return in_place<MasterError>(frame);
  if (Command::of(command)) return in_place<MasterHeartbeat>(frame);
  return in_place<UnlistedCommand>(frame);
}

using Decode = Message (*)(const wire::Frame&);

/// Converts to nothing but a `Member`.
template <typename Member>
struct Exactly {
  operator Member() const;  // NOLINT(google-explicit-constructor): that is its point
};
template <typename M, typename... Members>
constexpr bool consists_of(std::type_identity<std::tuple<Members...>> /*members*/) {
  constexpr bool has_all = requires {
    M{Exactly<Members>{}...};
  };
  constexpr bool has_more = requires {
    M{Exactly<Members>{}..., {}};
  };
  return has_all && !has_more;
}
template <typename Field>
struct MembersOf {
  using Type = std::tuple<>;  // a fixed byte is no member
};
template <typename M, typename Value>
struct MembersOf<Field<M, Value>> {
  using Type = std::tuple<Value>;
};

/// Whether the list of `M` has all data members, in their order. A member that is not listed would
/// be neither sent nor shown.
template <typename M, typename... Fields>
constexpr bool lists_all_members(const std::tuple<Fields...>& /*fields*/) {
  using Members = decltype(std::tuple_cat(std::declval<typename MembersOf<Fields>::Type>()...));
  return consists_of<M>(std::type_identity<Members>{});
}

/// Whether each text of `M` says if redaction hides it.
template <typename M>
constexpr bool texts_tell_their_privacy() {
  bool all = true;
  for_each_field<M>([&all](auto at) {
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (requires(M message) { (message.*field.member).view(); }) {
      all = all && field.privacy != Privacy::unsaid;
    }
  });
  return all;
}

/// One entry for each row of wire::functions, and one for all other codes. A table and not a
/// switch: the processor then has one jump to guess, where a switch over such codes is a tree.
struct Decoders {
  constexpr void set(wire::Function code, Decode decode) {
    const std::size_t row = wire::row_of(code);
    if (row >= wire::functions.size()) fault::a_message_has_no_row_in_functions();
    if (is_set.at(row)) fault::two_messages_have_the_same_code();
    table[row] = decode;
    is_set[row] = true;
  }
  template <typename M>
  constexpr void add() {
    static_assert(lists_all_members<M>(M::fields), "fields of a message are not listed");
    static_assert(texts_tell_their_privacy<M>(), "a text says neither open() nor personal()");
    constexpr auto codes = codes_of<M>();
    if constexpr (codes.front() == wire::Function::master_heartbeat) return;
    [ this, &codes ]<std::size_t... At>(std::index_sequence<At...>) {
      (set(codes[At], as<M, At>), ...);
    }
    (std::make_index_sequence<codes.size()>{});
  }

  std::array<Decode, wire::functions.size() + 1> table{};
  std::array<bool, wire::functions.size() + 1> is_set{};
};

constexpr Decoders make_decoders() {
  Decoders decoders;
  decoders.set(wire::Function::master_heartbeat, master_heartbeat);
  for_each_kind([&decoders]<typename M>(std::type_identity<M>) { decoders.add<M>(); });
  for (const wire::FunctionInfo& row : wire::functions) {
    if (row.hazard == wire::Hazard::never) decoders.set(row.code, dangerous);
  }
  decoders.table.back() = unknown;
  decoders.is_set.back() = true;
  // Not a static_assert over the table: g++ compares no pointers to functions there under UBSan.
  if (!std::ranges::all_of(decoders.is_set, std::identity{}))
    fault::a_row_of_functions_has_no_message();
  return decoders;
}
constexpr Decoders decoders = make_decoders();

}  // namespace

Message decode(const wire::Frame& frame) {
  return decoders.table[wire::row_of(frame.function())](frame);
}

std::optional<TwcId> from(const Message& message) {
  return std::visit(
      [](const auto& one) -> std::optional<TwcId> {
        if constexpr (requires { one.from; }) return one.from;
        return std::nullopt;
      },
      message);
}

std::optional<TwcId> to(const Message& message) {
  return std::visit(
      [](const auto& one) -> std::optional<TwcId> {
        if constexpr (requires { one.to; }) return one.to;
        return std::nullopt;
      },
      message);
}

std::optional<Protocol> protocol_of(const wire::Frame& frame) {
  const wire::FunctionInfo* const info = wire::find(frame.function());
  if (info == nullptr || frame.kind() != wire::FrameKind::report ||
      !info->heard.contain(frame.size())) {
    return std::nullopt;
  }
  if (info->p1 == info->p2) return std::nullopt;
  return frame.size() == info->p1 ? Protocol::one : Protocol::two;
}

}  // namespace twc::msg
