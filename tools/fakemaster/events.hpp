#pragma once
/// What happens on the bus, as lines: for people, or one JSON object each.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <twc/bus/roster.hpp>
#include <twc/node/master.hpp>
#include <twc/node/master_event.hpp>

#include "capture/record.hpp"
#include "common/facts.hpp"
#include "common/timestamps.hpp"
#include "fakemaster/commands.hpp"
#include "redact/redact.hpp"

namespace twc::tools {

/// A line in each style. Empty: there is nothing to tell.
struct EventLine {
  std::string text;
  std::string json;
  bool is_alarming = false;

  [[nodiscard]] const std::string& in(Style style) const {
    return style == Style::text ? text : json;
  }
  [[nodiscard]] bool empty() const { return text.empty(); }
};

/// What the user is to hear of something. Either may be empty.
struct Told {
  EventLine line;    ///< for standard output and for clients
  std::string talk;  ///< for standard error
};

class Teller {
 public:
  /// The first two have to outlive it.
  /// With a `redactor` VINs and serial numbers are replaced.
  Teller(const node::Master& master, const Totals& totals, std::optional<Redactor> redactor);

  /// A state, a plug or a report that is as it was told last is not told again.
  [[nodiscard]] Told tell(const node::Event& event, const Stamp& when);
  /// Events of the line itself: `link_up`, `link_down`.
  [[nodiscard]] EventLine tell_link(Time now, const Stamp& when, std::string_view event,
                                    std::string_view where);

 private:
  [[nodiscard]] std::string text(const Stamp& when, std::string_view event, TwcId unit,
                                 const Facts& facts);
  [[nodiscard]] static std::string json(const Stamp& when, std::string_view event, TwcId unit,
                                        const Facts& facts);
  [[nodiscard]] Facts facts_of(const node::Event& event, Style style) const;
  [[nodiscard]] bool is_known(const node::Event& event);
  void append_amounts(const node::Event& event, Facts& facts) const;
  void append_details(const node::Event& event, Facts& facts) const;
  void append_linked(const node::Event& event, Facts& facts) const;
  void append_reported(node::EventKind kind, const bus::Unit& unit, Facts& facts) const;
  [[nodiscard]] std::string hide(std::string_view text, std::size_t piece) const;

  const node::Master& master_;
  const Totals& totals_;
  std::optional<Redactor> redactor_;
  TimeColumn time_{StampMode::time_of_day};
  std::map<std::pair<TwcId, node::EventKind>, std::string> last_told_;
};

}  // namespace twc::tools
