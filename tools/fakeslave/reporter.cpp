// SPDX-License-Identifier: MIT
#include "fakeslave/reporter.hpp"

#include <utility>

#include "common/event_line.hpp"

namespace twc::tools {
namespace {

bool is_trouble(std::string_view event) {
  return event == "lost" || event == "muted" || event == "error" || event == "link_down";
}

}  // namespace

std::string Reporter::tell(Time now, const Stamp& when, std::string_view event,
                           const Connector& connector) {
  const node::Slave& slave = connector.unit.slave();
  Facts facts{style_};
  facts.word("state", to_string(slave.state(now))).amps("limit", slave.limit());
  facts.amps("in_force", connector.unit.in_force(now)).amps("drawn", connector.unit.drawn(now));
  facts.word("link", slave.is_muted() ? "muted" : slave.is_linked() ? "linked" : "none");
  facts.number("energy_kwh", slave.kilowatt_hours());
  return line(when, event, slave.id(), facts);
}

std::vector<std::string> Reporter::tell_changes(Time now, const Stamp& when, Connector& connector) {
  const Seen seen = connector.see(now);
  const Seen last = std::exchange(connector.last, seen);
  std::vector<std::string> lines;
  const auto add = [&](bool has_changed, std::string_view event) {
    if (has_changed) lines.push_back(tell(now, when, event, connector));
  };
  if (seen == last) return lines;
  add(seen.id != last.id, "id");
  if (seen.is_linked != last.is_linked) connector.since = now;
  add(seen.is_linked && !last.is_linked, "linked");
  add(!seen.is_linked && last.is_linked, "lost");
  add(seen.is_muted && !last.is_muted, "muted");
  add(seen.state != last.state, "state");
  add(seen.limit != last.limit, "limit");
  return lines;
}

std::string Reporter::tell_link(const Stamp& when, std::string_view where, std::string_view cause) {
  Facts facts{style_};
  facts.word("endpoint", where);
  if (!cause.empty()) facts.word("cause", cause);
  return line(when, cause.empty() ? "link_up" : "link_down", std::nullopt, facts);
}

std::string Reporter::line(const Stamp& when, std::string_view event, std::optional<TwcId> unit,
                           const Facts& facts) {
  const EventHead head{.when = when, .name = event, .unit = unit};
  if (style_ == Style::json) return json_line(head, facts);
  return in_red(text_line(time_, head, facts), is_trouble(event) ? paint_ : Paint::plain);
}

std::string Reporter::ok() const {
  return ok_line(Facts{style_});
}

std::string Reporter::error(std::string_view word, std::string_view what) const {
  const bool is_red = style_ == Style::text;
  return in_red(error_line(style_, word, what), is_red ? paint_ : Paint::plain);
}

}  // namespace twc::tools
