// SPDX-License-Identifier: MIT
#pragma once
/// One bus between the socket of its master and a broker, without input or output.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <twc/types.hpp>

#include "mqtt/discovery.hpp"
#include "mqtt/json.hpp"
#include "mqtt/message.hpp"
#include "mqtt/moment.hpp"
#include "mqtt/orders.hpp"
#include "mqtt/pace.hpp"
#include "mqtt/presence.hpp"
#include "mqtt/problems.hpp"
#include "mqtt/topics.hpp"

namespace twc::tools {

struct BusSettings {
  DiscoveryPlace place;
  std::string discovery_prefix = "homeassistant";  ///< empty: no discovery
  bool tells_vin = false;
};

/// Tell it what happens, then take what it has to say to both sides. Call `poll` at `deadline` and
/// after everything else. While there is no broker it says nothing to it; all of it is said anew to
/// the next.
class Bus {
 public:
  /// How often the master is asked for `status` and `units`.
  static constexpr Duration asks_every = std::chrono::seconds{1};
  /// How soon after an event.
  static constexpr Duration asks_after_event = std::chrono::milliseconds{200};

  explicit Bus(BusSettings settings);

  void master_up(Moment now);
  void master_down(Moment now);
  /// A line that the master wrote.
  void hear(Moment now, std::string_view line);
  /// The state of a bus that has no master to ask, as `status` and `units` would have it.
  void observe(Moment now, Json status, std::vector<Json> units);

  void broker_up();
  void broker_down() { has_broker_ = false; }
  /// Home Assistant was born: it gets all documents anew.
  void announce();
  /// A message of one of `subscriptions`.
  void take(Moment now, const Message& message);

  void poll(Moment now);
  [[nodiscard]] Time deadline() const;

  [[nodiscard]] std::vector<std::string> subscriptions() const { return topics_.subscriptions(); }
  [[nodiscard]] bool owns(std::string_view topic) const {
    return topic.starts_with(topics_.root());
  }
  [[nodiscard]] const std::string& name() const { return settings_.place.bus; }
  /// To the broker, and to the master.
  [[nodiscard]] std::vector<Message> take_messages() { return std::exchange(messages_, {}); }
  [[nodiscard]] std::vector<std::string> take_lines() { return std::exchange(lines_, {}); }
  /// For people: what the bridge refused.
  [[nodiscard]] std::vector<std::string> take_complaints() {
    return std::exchange(complaints_, {});
  }

 private:
  /// The question that a line of the master answers.
  enum class Asked : std::uint8_t { setting, status, units, order };
  struct Unit {
    Json state;
    Json extras = Json::object();  ///< from events, where `units` does not carry them
    Json document;
    Pace pace;
    Presence presence;
  };

  void ask(Asked what, std::string line);
  void ask_for_state(Moment now);
  void hear_answer(Moment now, Json answer, std::string_view line);
  void hear_event(Moment now, Json event, std::string_view line);
  void learn_units(Moment now, const Json& list);
  void remember_availability(Moment now, const Message& message);
  void refuse(const OrderRefusal& refusal);
  void refuse_waiting();
  void send_orders(Time now);
  void publish(std::string topic, std::string payload, bool is_retained);
  void publish_presence(Time now);
  void publish_states(Time now);
  void publish_documents();
  void publish_document(std::string_view unit, Json document, Json& last);
  [[nodiscard]] std::vector<Json> unit_states() const;
  [[nodiscard]] Json bus_state(Time now);

  BusSettings settings_;
  Topics topics_;
  bool has_broker_ = false;
  bool has_master_ = false;
  std::deque<Asked> asked_;
  Time next_ask_{};
  Orders orders_;
  bool is_order_under_way_ = false;

  Json status_;
  Json document_;
  Pace pace_;
  Presence presence_;
  Presence line_;
  Problems problems_;
  std::map<std::string, Unit> units_;

  std::vector<Message> messages_;
  std::vector<std::string> lines_;
  std::vector<std::string> complaints_;
};

}  // namespace twc::tools
