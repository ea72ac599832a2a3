// SPDX-License-Identifier: MIT
#pragma once
/// Commands that arrive through the broker, on their way to the socket of a master.

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <twc/types.hpp>

#include "mqtt/message.hpp"

namespace twc::tools {

/// A line for a master.
struct Order {
  std::string topic;  ///< it came at; a newer one of the same topic takes its place
  std::string line;
};

/// Says what is wrong with a message, as masters do: a word, and what was expected.
struct OrderRefusal {
  std::string word;
  std::string text;
};

/// `root` is "twc/NAME/", which `message.topic` begins with. A retained message is refused: it
/// would be carried out again after each start.
[[nodiscard]] std::variant<Order, OrderRefusal> read_order(std::string_view root,
                                                           const Message& message);

/// The answer of the bridge in the place of a master's: one JSON object.
[[nodiscard]] std::string answer_of(const OrderRefusal& refusal);

/// Orders that wait. However many arrive, the newest of each topic leaves, one at a time and at
/// most ten a second: no client can flood a master through the broker.
class Orders {
 public:
  static constexpr Duration gap = std::chrono::milliseconds{100};

  /// The order whose place this one takes, if there is one.
  std::optional<Order> add(Order order);
  [[nodiscard]] std::optional<Order> next(Time now);
  /// The earliest time at which an order may leave; nothing while none waits.
  [[nodiscard]] std::optional<Time> due() const;
  /// All that wait; none does any more.
  [[nodiscard]] std::deque<Order> drop();

 private:
  std::deque<Order> waiting_;
  std::optional<Time> left_;
};

}  // namespace twc::tools
