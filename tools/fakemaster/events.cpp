#include "fakemaster/events.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "capture/line.hpp"
#include "common/names.hpp"
#include "fakemaster/words.hpp"

namespace twc::tools {
namespace {

using node::EventKind;

/// How a kind of event is told. `talk` is for people, on standard error.
struct Wording {
  EventKind kind;
  std::string_view name;
  bool is_alarming;
  std::string_view talk;
};
constexpr std::array wordings{
    Wording{EventKind::linked,        "linked",        false, ""                                                  },
    Wording{EventKind::lost,          "lost",          true,  ""                                                  },
    Wording{EventKind::offer,         "offer",         false, ""                                                  },
    Wording{EventKind::echoed,        "echoed",        false, ""                                                  },
    Wording{EventKind::state,         "state",         false, ""                                                  },
    Wording{EventKind::meter,         "meter",         false, ""                                                  },
    Wording{EventKind::vin,           "vin",           false, ""                                                  },
    Wording{EventKind::serial,        "serial",        false, ""                                                  },
    Wording{EventKind::firmware,      "firmware",      false, ""                                                  },
    Wording{EventKind::plug,          "plug",          false, ""                                                  },
    Wording{EventKind::overdraw,      "overdraw",      true,  "draws more than its limit"                         },
    Wording{EventKind::unit_error,    "unit_error",    true,  "reports an error, or what cannot be"               },
    Wording{EventKind::restarted,     "restarted",     false, "has restarted: its sign changed"                   },
    Wording{EventKind::stopped,       "stopped",       false, ""                                                  },
    Wording{EventKind::still_drawing, "still_drawing", true,  "was stopped and draws on"                          },
    Wording{EventKind::stopped_often, "stopped_often", true,
            "was stopped three times or more while plugged in: a Tesla may have to be plugged in "
            "again"                                                                                               },
    Wording{EventKind::refused,       "refused",       true,  "was offered a limit and its car draws nothing"     },
    Wording{EventKind::deaf,          "deaf",          true,  "announces itself and answers no greeting"          },
    Wording{EventKind::held,          "held",          false,
            "the limit is below the minima of charging cars: they are held at them for a while"                   },
    Wording{EventKind::other_master,  "other_master",  true,  "another master is on the bus"                      },
    Wording{EventKind::id_conflict,   "id_conflict",   true,  ""                                                  },
    Wording{EventKind::echo,          "echo",          false, "the line echoes what is sent; that is fine"        },
    Wording{EventKind::link_slow,     "link_slow",     true,
            "units are addressed less often than every 8 s: the link is slow"                                     },
    Wording{EventKind::link_dead,     "link_dead",     true,  "no answer for 10 s: the link is opened anew"       },
    Wording{EventKind::stale,         "stale",         true,  "nobody renewed the total: it falls to the fallback"}
};
static_assert(std::ranges::is_sorted(wordings, {}, &Wording::kind));
static_assert(wordings.size() == static_cast<std::size_t>(EventKind::stale) + 1);

/// What a unit says again and again; it is news only where it differs.
bool is_repeated(EventKind kind) {
  using enum EventKind;
  constexpr std::array kinds{state, meter, vin, serial, firmware, plug};
  return std::ranges::find(kinds, kind) != kinds.end();
}

std::string_view talk_of(const node::Event& event, const Wording& wording) {
  if (event.kind != EventKind::id_conflict) return wording.talk;
  return event.unit == TwcId{} ? "a unit on the bus has our id; choose another --id"
                               : "two units have this id: neither is spoken to";
}

std::string timestamp(const Stamp& when) {
  Line line;
  put_date(line, when.microseconds);
  line.put('T');
  put_time_of_day(line, when.microseconds, Precision::microseconds);
  line.put('Z');
  return std::string{line.view()};
}

void append_meter(const msg::Meter& meter, Facts& facts) {
  facts.number("energy_raw", meter.energy_raw);
  const auto& volts = meter.volts;
  facts.volts("voltage", std::array{volts[0].value, volts[1].value, volts[2].value});
  if (!meter.amps) return;
  const auto& amps = *meter.amps;
  facts.phase_amps("current", std::array{amps[0].current(), amps[1].current(), amps[2].current()});
}

}  // namespace

Teller::Teller(const node::Master& master, const Totals& totals, std::optional<Redactor> redactor)
    : master_{master}, totals_{totals}, redactor_{std::move(redactor)} {}

Told Teller::tell(const node::Event& event, const Stamp& when) {
  const Wording& wording = wordings.at(static_cast<std::size_t>(event.kind));
  Told told{.line = {}, .talk = std::string{talk_of(event, wording)}};
  if (event.unit != TwcId{} && !told.talk.empty()) {
    told.talk = fmt::format("{:04X} {}", static_cast<std::uint16_t>(event.unit), told.talk);
  }
  if (is_known(event)) return told;
  told.line = {.text = text(when, wording.name, event.unit, facts_of(event, Style::text)),
               .json = json(when, wording.name, event.unit, facts_of(event, Style::json)),
               .is_alarming = wording.is_alarming};
  return told;
}

EventLine Teller::tell_link(Time now, const Stamp& when, std::string_view event,
                            std::string_view where) {
  const auto facts_in = [&](Style style) {
    Facts facts{style};
    totals_.append(now, facts);
    return facts.word("endpoint", where);
  };
  return {.text = text(when, event, TwcId{}, facts_in(Style::text)),
          .json = json(when, event, TwcId{}, facts_in(Style::json)),
          .is_alarming = event == "link_down"};
}

Facts Teller::facts_of(const node::Event& event, Style style) const {
  Facts facts{style};
  if (event.unit == TwcId{}) {
    totals_.append(event.at, facts);
  } else {
    append_amounts(event, facts);
    append_details(event, facts);
  }
  return facts;
}

/// A unit that was lost may come back as another one: everything about it is news then.
bool Teller::is_known(const node::Event& event) {
  if (event.kind == EventKind::lost) {
    std::erase_if(last_told_, [&](const auto& one) { return one.first.first == event.unit; });
  }
  if (!is_repeated(event.kind)) return false;
  Facts details{Style::text};
  append_details(event, details);
  std::string& last = last_told_[{event.unit, event.kind}];
  return std::exchange(last, details.text()) == details.text();
}

std::string Teller::text(const Stamp& when, std::string_view event, TwcId unit,
                         const Facts& facts) {
  const bool is_of_unit = unit != TwcId{};
  const std::string id =
      is_of_unit ? fmt::format("{:04X}", static_cast<std::uint16_t>(unit)) : std::string{"-"};
  std::string out;
  time_.append(out, when);
  out += fmt::format("{:<4}  {:<12}{}", id, event, facts.text());
  return out;
}

std::string Teller::json(const Stamp& when, std::string_view event, TwcId unit,
                         const Facts& facts) {
  Facts head{Style::json};
  head.word("t", timestamp(when)).word("event", event);
  if (unit != TwcId{}) head.id(unit);
  return fmt::format("{{{}{}}}", head.text().substr(1), facts.text());
}

void Teller::append_amounts(const node::Event& event, Facts& facts) const {
  facts.amps("requested", event.requested).amps("granted", event.granted);
  facts.amps("echoed", event.echoed).amps("drawn", event.drawn);
  node::Reason reason = event.reason;
  const auto unit = master_.unit(event.at, event.unit);
  if (reason == node::Reason::none && event.granted < event.requested && unit) {
    reason = unit->reason;
  }
  if (reason != node::Reason::none) facts.word("reason", name_of(reason));
}

void Teller::append_details(const node::Event& event, Facts& facts) const {
  using enum EventKind;
  const bool tells_state = event.kind == state || event.kind == stopped || event.kind == unit_error;
  if (tells_state) {
    facts.number("state", static_cast<std::uint8_t>(event.state));
    facts.word("state_name", name_of(event.state));
  }
  if (event.kind == linked) append_linked(event, facts);
  const bus::Unit* const known = master_.roster().find(event.unit);
  if (known != nullptr) append_reported(event.kind, *known, facts);
}

void Teller::append_linked(const node::Event& event, Facts& facts) const {
  const auto unit = master_.unit(event.at, event.unit);
  if (!unit) return;
  facts.number("protocol", static_cast<unsigned>(unit->protocol));
  facts.amps("max", unit->rating);
}

void Teller::append_reported(EventKind kind, const bus::Unit& unit, Facts& facts) const {
  if (kind == EventKind::meter && unit.meter) append_meter(unit.meter->what, facts);
  constexpr std::size_t vin_part = 7;
  constexpr std::size_t whole = 11;
  if (kind == EventKind::vin) facts.word("vin", hide(unit.vin.text(), vin_part));
  if (kind == EventKind::serial && unit.serial) {
    facts.word("serial", hide(unit.serial->view(), whole));
  }
  if (kind == EventKind::firmware && unit.firmware) {
    const auto& version = *unit.firmware;
    facts.word("version",
               fmt::format("{}.{}.{}.{}", version[0], version[1], version[2], version[3]));
  }
  if (kind == EventKind::plug && unit.plug) {
    facts.number("plug", static_cast<unsigned>(unit.plug->what));
    facts.word("plug_name", name_of(unit.plug->what));
  }
}

/// In pieces, as they stand in frames, so that a redacted capture of the same run has the same.
std::string Teller::hide(std::string_view text, std::size_t piece) const {
  if (!redactor_) return std::string{text};
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    out += redactor_->redact(text.substr(at, piece));
  }
  return out;
}

}  // namespace twc::tools
