// SPDX-License-Identifier: MIT
#include "mqtt/bus.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mqtt/unit_facts.hpp"

namespace twc::tools {
namespace {

/// The keys that only the events of a unit carry, besides those of every event.
constexpr auto reported =
    std::to_array({"energy_raw", "voltage_v", "current_a", "plug_name", "version", "vin"});

/// A bus has eight units at most, and a broker may remember those of years.
constexpr std::size_t most_remembered = 64;

}  // namespace

Bus::Bus(BusSettings settings)
    : settings_{std::move(settings)}, topics_{settings_.place.prefix, settings_.place.bus} {
  presence_.lost();
}

void Bus::master_up(Moment now) {
  has_master_ = true;
  asked_.clear();
  ask(Asked::setting, "format json");
  ask(Asked::setting, "events");
  next_ask_ = now.time;
}

void Bus::master_down(Moment now) {
  has_master_ = false;
  is_order_under_way_ = false;
  asked_.clear();
  presence_.seen(now.time, false);
  refuse_waiting();
}

void Bus::refuse_waiting() {
  for (const Order& order : orders_.drop()) {
    refuse({.word = "no_master", .text = order.topic + ": no master is there to obey"});
  }
}

void Bus::ask(Asked what, std::string line) {
  asked_.push_back(what);
  lines_.push_back(std::move(line));
}

/// A master that does not answer is not asked again and again.
void Bus::ask_for_state(Moment now) {
  if (std::ranges::find(asked_, Asked::units) != asked_.end()) {
    presence_.seen(now.time, false);
    if (!presence_.is_online(now.time)) refuse_waiting();
    return;
  }
  ask(Asked::status, "status");
  ask(Asked::units, "units");
}

void Bus::hear(Moment now, std::string_view line) {
  auto said = parse_object(line);
  if (!said) {
    complaints_.push_back(name() + ": expected JSON of the master; got '" + std::string{line} +
                          "'");
    return;
  }
  if (said->contains("event")) return hear_event(now, std::move(*said), line);
  if (said->contains("ok")) hear_answer(now, std::move(*said), line);
}

void Bus::hear_answer(Moment now, Json answer, std::string_view line) {
  if (asked_.empty()) return;
  const Asked asked = asked_.front();
  asked_.pop_front();
  presence_.seen(now.time, true);
  const bool is_ok = answer["ok"] == true;
  answer.erase("ok");
  if (asked == Asked::order) {
    is_order_under_way_ = false;
    publish(topics_.bus("answer"), std::string{line}, false);
    next_ask_ = std::min(next_ask_, now.time + asks_after_event);
  }
  if (asked == Asked::status && is_ok) {
    status_ = std::move(answer);
    line_.seen(now.time, word_in(status_, "link") != "down");
  }
  const auto list = answer.find("units");
  if (asked == Asked::units && is_ok && list != answer.end() && list->is_array()) {
    learn_units(now, *list);
  }
}

void Bus::hear_event(Moment now, Json event, std::string_view line) {
  problems_.hear(now.time, event);
  next_ask_ = std::min(next_ask_, now.time + asks_after_event);
  const auto unit = units_.find(word_in(event, "id"));
  if (unit != units_.end()) {
    for (const char* const key : reported) {
      if (event.contains(key)) unit->second.extras[key] = event[key];
    }
  }
  const bool has_vin = event.contains("vin");
  if (!has_vin || settings_.tells_vin) {
    return publish(topics_.bus("event"), std::string{line}, false);
  }
  if (word_in(event, "event") == "vin") return;
  hide_vin(event);
  publish(topics_.bus("event"), dumped(event), false);
}

void Bus::learn_units(Moment now, const Json& list) {
  for (Json unit : list) {
    const std::string id = word_in(unit, "id");
    if (!is_topic_name(id)) continue;
    Unit& known = units_[id];
    for (const auto& [key, value] : known.extras.items()) {
      if (!unit.contains(key)) unit[key] = value;
    }
    if (!settings_.tells_vin) hide_vin(unit);
    add_derived(now, unit);
    judge(now.time, unit, known.presence);
    known.state = std::move(unit);
  }
}

void Bus::observe(Moment now, Json status, std::vector<Json> units) {
  presence_.seen(now.time, true);
  status_ = std::move(status);
  learn_units(now, Json(std::move(units)));
}

void Bus::broker_up() {
  has_broker_ = true;
  pace_.forget();
  presence_.forget();
  for (auto& [id, unit] : units_) {
    unit.pace.forget();
    unit.presence.forget();
  }
  announce();
}

void Bus::announce() {
  document_ = Json{};
  for (auto& [id, unit] : units_) unit.document = Json{};
}

void Bus::take(Moment now, const Message& message) {
  if (message.topic.ends_with("/availability")) return remember_availability(now, message);
  const bool removes_a_retained_one = message.payload.empty() && message.topic.ends_with("/set");
  if (removes_a_retained_one) return;
  const auto order = read_order(topics_.root(), message);
  if (const auto* const refusal = std::get_if<OrderRefusal>(&order)) return refuse(*refusal);
  if (!has_master_ || !presence_.is_online(now.time)) {
    return refuse({.word = "no_master", .text = message.topic + ": no master is there to obey"});
  }
  const auto replaced = orders_.add(std::get<Order>(order));
  if (replaced) {
    refuse({.word = "replaced", .text = "'" + replaced->line + "': a newer command replaced it"});
  }
}

/// The broker still says that a unit is online. A unit that the master does not know is offline.
void Bus::remember_availability(Moment now, const Message& message) {
  if (!message.is_retained || message.payload != "online") return;
  std::string_view id = std::string_view{message.topic}.substr(topics_.root().size());
  id = id.substr(0, id.find('/'));
  if (!is_unit_id(id) || units_.size() >= most_remembered) return;
  const auto [unit, is_new] = units_.try_emplace(std::string{id});
  if (!is_new) return;
  unit->second.presence.seen(now.time, true);
  static_cast<void>(unit->second.presence.news(now.time));
  unit->second.presence.seen(now.time, false);
}

void Bus::refuse(const OrderRefusal& refusal) {
  complaints_.push_back(name() + ": " + refusal.text);
  publish(topics_.bus("answer"), answer_of(refusal), false);
}

void Bus::poll(Moment now) {
  if (now.time >= next_ask_) {
    next_ask_ = now.time + asks_every;
    if (has_master_) ask_for_state(now);
  }
  if (has_master_) send_orders(now.time);
  if (!has_broker_) return;
  publish_documents();
  publish_presence(now.time);
  publish_states(now.time);
}

Time Bus::deadline() const {
  const auto order = is_order_under_way_ ? std::nullopt : orders_.due();
  return order ? std::min(*order, next_ask_) : next_ask_;
}

void Bus::send_orders(Time now) {
  if (is_order_under_way_) return;
  auto order = orders_.next(now);
  if (!order) return;
  is_order_under_way_ = true;
  ask(Asked::order, std::move(order->line));
}

void Bus::publish(std::string topic, std::string payload, bool is_retained) {
  if (!has_broker_) return;
  messages_.push_back(
      {.topic = std::move(topic), .payload = std::move(payload), .is_retained = is_retained});
}

void Bus::publish_presence(Time now) {
  if (auto word = presence_.news(now)) publish(topics_.bus("availability"), std::move(*word), true);
  const bool is_reached = presence_.is_online(now) && line_.is_online(now);
  for (auto& [id, unit] : units_) {
    if (!is_reached) unit.presence.lost();
    if (auto word = unit.presence.news(now)) {
      publish(topics_.unit(id, "availability"), std::move(*word), true);
    }
  }
}

void Bus::publish_states(Time now) {
  if (status_.is_null()) return;
  Json state = bus_state(now);
  if (pace_.is_due(now, state)) {
    publish(topics_.bus("state"), dumped(state), true);
    pace_.published(now, state);
  }
  for (auto& [id, unit] : units_) {
    if (unit.state.is_null() || !unit.pace.is_due(now, unit.state)) continue;
    publish(topics_.unit(id, "state"), dumped(unit.state), true);
    unit.pace.published(now, unit.state);
  }
}

Json Bus::bus_state(Time now) {
  Json state = status_;
  std::string problem = problems_.tell(now, status_, unit_states());
  if (!problem.empty()) state["problem"] = std::move(problem);
  return state;
}

void Bus::publish_documents() {
  if (settings_.discovery_prefix.empty() || status_.is_null()) return;
  publish_document({}, discover_bus(settings_.place, status_, unit_states()), document_);
  for (auto& [id, unit] : units_) {
    if (unit.state.is_null()) continue;
    publish_document(id, discover_unit(settings_.place, status_, unit.state), unit.document);
  }
}

void Bus::publish_document(std::string_view unit, Json document, Json& last) {
  if (document == last) return;
  publish(discovery_topic(settings_.discovery_prefix, settings_.place, unit), dumped(document),
          true);
  last = std::move(document);
}

std::vector<Json> Bus::unit_states() const {
  std::vector<Json> states;
  for (const auto& [id, unit] : units_) {
    if (!unit.state.is_null()) states.push_back(unit.state);
  }
  return states;
}

}  // namespace twc::tools
