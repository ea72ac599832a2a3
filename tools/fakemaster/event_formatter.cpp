// SPDX-License-Identifier: MIT
#include "fakemaster/event_formatter.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "common/quantities.hpp"

namespace twc::tools {
namespace {

using namespace node::event;

/// How a kind of event is told. `talk` is for people, on standard error.
struct Wording {
  std::string_view name;
  bool is_alarming;
  std::string_view talk;
};
constexpr auto wordings = std::to_array({
    Wording{Linked::name,           false, ""                                                        },
    Wording{Lost::name,             true,  ""                                                        },
    Wording{Offered::name,          false, ""                                                        },
    Wording{Echoed::name,           false, ""                                                        },
    Wording{StateChanged::name,     false, ""                                                        },
    Wording{MeterReported::name,    false, ""                                                        },
    Wording{VinReported::name,      false, ""                                                        },
    Wording{SerialReported::name,   false, ""                                                        },
    Wording{FirmwareReported::name, false, ""                                                        },
    Wording{PlugReported::name,     false, ""                                                        },
    Wording{Overdrawn::name,        true,  "draws more than its limit"                               },
    Wording{UnitError::name,        true,  "reports an error, or what cannot be"                     },
    Wording{Restarted::name,        false, "has restarted: its sign changed"                         },
    Wording{Stopped::name,          false, ""                                                        },
    Wording{StillDrawing::name,     true,  "was stopped and draws on"                                },
    Wording{StoppedOften::name,     true,
            "was stopped three times or more while plugged in: a Tesla may have to be plugged in "
            "again"                                                                                  },
    Wording{Refused::name,          true,  "was offered a limit and its car draws nothing"           },
    Wording{Deaf::name,             true,  "announces itself and answers no greeting"                },
    Wording{Held::name,             false,
            "the limit is below the minima of charging cars: they are held at them for a while"      },
    Wording{OtherMaster::name,      true,  "another master is on the bus"                            },
    Wording{IdConflict::name,       true,  "two units have this id: neither is spoken to"            },
    Wording{EchoHeard::name,        false, "the line echoes what is sent; that is fine"              },
    Wording{LinkSlow::name,         true,  "is addressed less often than every 8 s: the link is slow"},
    Wording{LinkDead::name,         true,  "no answer for 10 s: the link is opened anew"             },
    Wording{Stale::name,            true,  "nobody renewed the total: it falls to the fallback"      }
});

template <typename... Kinds>
constexpr bool has_all(const std::variant<Kinds...>* /*any*/) {
  constexpr std::array names{Kinds::name...};
  return std::ranges::equal(wordings, names, {}, &Wording::name);
}
static_assert(has_all(static_cast<Any*>(nullptr)), "each event has a row, in the order of Any");

/// Writes the payload of an event. A payload that is not listed here does not compile.
class Payload {
 public:
  Payload(const UnitFacts& unit_facts, Time at, Facts& facts)
      : unit_facts_{unit_facts}, at_{at}, facts_{facts} {}

  template <typename Kind>
  requires std::is_empty_v<Kind>
  void operator()(const Kind& /*kind*/) const {}
  void operator()(const Linked& linked) const {
    facts_.number("protocol", static_cast<unsigned>(linked.protocol)).amps("max", linked.rating);
  }
  void operator()(const StateChanged& changed) const {
    append_state(changed.state, facts_);
    facts_.word("charging", to_string(changed.charging));
  }
  void operator()(const UnitError& error) const { append_state(error.state, facts_); }
  void operator()(const StoppedOften& often) const { facts_.number("stops", often.stops); }
  void operator()(const Held& held) const {
    append_in(at_, held.in_force_at, facts_);
    if (held.until > at_) facts_.seconds("hold", held.until - at_);
  }
  void operator()(const Refused& refused) const {
    if (refused.may_need_replug) facts_.flag("replug");
  }
  void operator()(const MeterReported& report) const { append_just_heard(report.meter); }
  void operator()(const VinReported& report) const { append_just_heard(report.vin); }
  void operator()(const SerialReported& report) const { append_just_heard(report.serial); }
  void operator()(const FirmwareReported& report) const { append_just_heard(report.version); }
  void operator()(const PlugReported& report) const { append_just_heard(report.plug); }

 private:
  template <typename T>
  void append_just_heard(const T& report) const {
    unit_facts_.append_report(at_, bus::Heard<T>{.at = at_, .what = report}, facts_);
  }

  const UnitFacts& unit_facts_;
  Time at_;
  Facts& facts_;
};

std::optional<TwcId> unit_of(const node::Event& event) {
  return event.unit == TwcId{} ? std::nullopt : std::optional{event.unit};
}

}  // namespace

EventLine EventFormatter::format(const node::Event& event, const Stamp& when) {
  const Wording& wording = wordings.at(event.what.index());
  const EventHead head{.when = when, .name = wording.name, .unit = unit_of(event)};
  return {.text = text_line(time_, head, facts_in(Style::text, event)),
          .json = json_line(head, facts_in(Style::json, event)),
          .is_alarming = wording.is_alarming};
}

EventLine EventFormatter::format_link(Time now, const Stamp& when, const node::Amounts& amounts,
                                      std::string_view where, std::string_view cause) {
  const bool is_down = !cause.empty();
  const EventHead head{.when = when, .name = is_down ? "link_down" : "link_up", .unit = {}};
  const auto facts_of = [&](Style style) {
    Facts facts{style};
    append_amounts(now, amounts, facts);
    facts.word("endpoint", where);
    if (is_down) facts.word("cause", cause);
    return facts;
  };
  return {.text = text_line(time_, head, facts_of(Style::text)),
          .json = json_line(head, facts_of(Style::json)),
          .is_alarming = is_down};
}

Facts EventFormatter::facts_in(Style style, const node::Event& event) const {
  Facts facts{style};
  append_amounts(event.at, event.amounts, facts);
  std::visit(Payload{facts_, event.at, facts}, event.what);
  return facts;
}

std::string EventFormatter::talk(const node::Event& event) {
  const Wording& wording = wordings.at(event.what.index());
  const auto unit = unit_of(event);
  if (!unit && event.is<IdConflict>()) {
    return "a unit on the bus has our id; choose another --id";
  }
  if (!unit || wording.talk.empty()) return std::string{wording.talk};
  const auto* const refused = std::get_if<Refused>(&event.what);
  const bool may_need_replug = refused != nullptr && refused->may_need_replug;
  return fmt::format(
      "{} {}{}", in_hex(*unit), wording.talk,
      may_need_replug ? " since it was stopped: it may have to be plugged in again" : "");
}

}  // namespace twc::tools
