// SPDX-License-Identifier: MIT
#include "mqtt/orders.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "mqtt/json.hpp"
#include "mqtt/topics.hpp"

namespace twc::tools {
namespace {

using Answer = std::variant<Order, OrderRefusal>;

std::vector<std::string_view> levels_of(std::string_view topic) {
  std::vector<std::string_view> levels;
  for (;;) {
    const std::size_t slash = topic.find('/');
    levels.push_back(topic.substr(0, slash));
    if (slash == std::string_view::npos) return levels;
    topic.remove_prefix(slash + 1);
  }
}

/// Nothing but digits and one point reaches the socket: a payload must never add a line of its own.
bool is_amount(std::string_view text) {
  constexpr std::size_t longest = 8;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.size() > longest || !is_digit(text.front())) return false;
  return std::ranges::all_of(text, [&](char c) { return is_digit(c) || c == '.'; }) &&
         std::ranges::count(text, '.') <= 1;
}

OrderRefusal bad_value(std::string_view what, const Message& message) {
  constexpr std::size_t most = 40;
  return {.word = "bad_value",
          .text = message.topic + ": expected " + std::string{what} + "; got '" +
                  message.payload.substr(0, most) + "'"};
}

/// `unit` is empty for the whole bus, otherwise a blank and an id.
Answer limit(const Message& message, const std::string& unit) {
  if (!is_amount(message.payload)) return bad_value("amps, such as 16", message);
  return Order{message.topic, "limit" + unit + ' ' + message.payload};
}

Answer charging(const Message& message, const std::string& unit) {
  if (message.payload == "ON") return Order{message.topic, "start" + unit};
  if (message.payload == "OFF") return Order{message.topic, "stop" + unit};
  return bad_value("ON or OFF", message);
}

Answer policy(const Message& message) {
  constexpr std::array<std::string_view, 3> policies{"fair", "priority", "rotate"};
  if (std::ranges::find(policies, message.payload) == policies.end()) {
    return bad_value("fair, priority or rotate", message);
  }
  return Order{message.topic, "policy " + message.payload};
}

}  // namespace

Answer read_order(std::string_view root, const Message& message) {
  if (message.is_retained) {
    return OrderRefusal{
        .word = "retained",
        .text = message.topic +
                ": a retained command is refused, because it would come again after "
                "every start; remove it and publish without the retain flag"};
  }
  auto levels = levels_of(std::string_view{message.topic}.substr(root.size()));
  if (levels.size() == 1 && levels[0] == "renew") return Order{message.topic, "renew"};
  if (levels.size() == 2 && levels[0] == "policy") return policy(message);
  std::string unit;
  if (levels.size() == 3 && is_unit_id(levels[0])) {
    unit = ' ' + std::string{levels[0]};
    levels.erase(levels.begin());
  }
  if (levels.size() == 2 && levels[0] == "limit") return limit(message, unit);
  if (levels.size() == 2 && levels[0] == "charging") return charging(message, unit);
  return OrderRefusal{.word = "unknown_topic",
                      .text = message.topic + ": no command has this topic"};
}

std::string answer_of(const OrderRefusal& refusal) {
  return dumped(Json{
      {"ok",    false       },
      {"error", refusal.word},
      {"text",  refusal.text}
  });
}

std::optional<Order> Orders::add(Order order) {
  const auto same = std::ranges::find(waiting_, order.topic, &Order::topic);
  if (same == waiting_.end()) {
    waiting_.push_back(std::move(order));
    return std::nullopt;
  }
  std::swap(*same, order);
  return order;
}

std::optional<Order> Orders::next(Time now) {
  const auto when = due();
  if (!when || now < *when) return std::nullopt;
  Order order = std::move(waiting_.front());
  waiting_.pop_front();
  left_ = now;
  return order;
}

std::optional<Time> Orders::due() const {
  if (waiting_.empty()) return std::nullopt;
  return left_ ? *left_ + gap : Time{};
}

std::deque<Order> Orders::drop() {
  return std::exchange(waiting_, {});
}

}  // namespace twc::tools
