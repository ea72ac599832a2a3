#pragma once
/// What happens on the bus, as lines: for people, or one JSON object each.

#include <optional>
#include <string>
#include <string_view>

#include <twc/bus/roster.hpp>
#include <twc/node/master.hpp>
#include <twc/node/master_event.hpp>

#include "capture/record.hpp"
#include "common/facts.hpp"
#include "common/timestamps.hpp"
#include "fakemaster/commands.hpp"
#include "redact/redact.hpp"

namespace twc::tools {

/// What the user is to hear of something. Either may be empty.
struct Told {
  std::string line;  ///< for standard output
  std::string talk;  ///< for standard error
};

class Teller {
 public:
  /// The first two have to outlive it.
  /// With a `redactor` VINs and serial numbers are replaced.
  Teller(const node::Master& master, const Totals& totals, Style style, Paint paint,
         std::optional<Redactor> redactor);

  [[nodiscard]] Told tell(const node::Event& event, const Stamp& when);
  /// Events of the line itself: `link_up`, `link_down`.
  [[nodiscard]] std::string tell_link(Time now, const Stamp& when, std::string_view event,
                                      std::string_view where);

 private:
  [[nodiscard]] std::string line(const Stamp& when, std::string_view event,
                                 std::optional<TwcId> unit, const Facts& facts);
  void append_amounts(const node::Event& event, Facts& facts) const;
  void append_details(const node::Event& event, Facts& facts) const;
  void append_linked(const node::Event& event, Facts& facts) const;
  void append_reported(node::EventKind kind, const bus::Unit& unit, Facts& facts) const;
  [[nodiscard]] std::string hide(std::string_view text, std::size_t piece) const;

  const node::Master& master_;
  const Totals& totals_;
  Style style_;
  Paint paint_;
  std::optional<Redactor> redactor_;
  TimeColumn time_{StampMode::time_of_day};
};

}  // namespace twc::tools
