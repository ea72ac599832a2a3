// SPDX-License-Identifier: MIT
#include "mqtt/problems.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace twc::tools {
namespace {

constexpr std::array<std::string_view, 10> alarming{
    "overdraw",      "still_drawing", "unit_error",   "refused",   "deaf",
    "stopped_often", "id_conflict",   "other_master", "link_slow", "link_dead"};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

std::string problem_of(const Json& unit) {
  const std::string link = word_in(unit, "link");
  const std::string reason = word_in(unit, "reason");
  if (is_one_of(link, {"lost", "id_conflict", "unreachable"})) return link;
  if (is_one_of(word_in(unit, "charging"), {"unreachable", "error"}))
    return word_in(unit, "charging");
  if (word_in(unit, "state_name") == "error") return "error";
  if (is_one_of(reason, {"overdraw", "disobeyed", "deaf", "elsewhere", "id_conflict"}))
    return reason;
  return {};
}

}  // namespace

void Problems::hear(Time now, const Json& event) {
  const std::string name = word_in(event, "event");
  if (std::ranges::find(alarming, name) == alarming.end()) return;
  const std::string id = word_in(event, "id");
  std::string text = id.empty() ? name : id + ' ' + name;
  std::erase_if(alarms_, [&text](const Alarm& old) { return old.text == text; });
  alarms_.push_back({.text = std::move(text), .when = now});
}

std::string Problems::tell(Time now, const Json& status, const std::vector<Json>& units) {
  std::erase_if(alarms_, [now](const Alarm& old) { return now - old.when >= memory; });
  std::vector<std::string> all;
  if (word_in(status, "link") == "down") all.emplace_back("the line is down");
  if (word_in(status, "reason") == "stale") all.emplace_back("nobody renews the limit");
  for (const Json& unit : units) {
    const std::string problem = problem_of(unit);
    if (!problem.empty()) all.push_back(word_in(unit, "id") + ' ' + problem);
  }
  for (const Alarm& alarm : alarms_) {
    if (std::ranges::find(all, alarm.text) == all.end()) all.push_back(alarm.text);
  }
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "" : ", ") + one;
  return text;
}

}  // namespace twc::tools
