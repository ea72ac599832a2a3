#pragma once
/// The language that a running master is told things in: a line in, a line out.

#include <string>
#include <string_view>

#include <twc/node/master.hpp>
#include <twc/types.hpp>

#include "common/facts.hpp"
#include "fakemaster/choices.hpp"

namespace twc::tools {

struct Answer {
  std::string line;   ///< without its end: `ok ...`, `err WORD ...`, or a JSON object
  bool ends = false;  ///< it was `quit`
};

/// What the master stands for as a whole: `requested`, `granted`, `echoed`, `drawn`, and the reason
/// where less is granted than requested or something holds it back.
class Totals {
 public:
  explicit Totals(const node::Master& master);

  void request(Centiamps current) { requested_ = current; }
  void append(Time now, Facts& facts) const;

 private:
  const node::Master& master_;
  Centiamps requested_;
};

/// The same for one unit.
void append_unit(const node::UnitStatus& unit, Facts& facts);

class Commands {
 public:
  /// Both have to outlive it.
  Commands(node::Master& master, Totals& totals, Style style)
      : master_{master}, totals_{totals}, style_{style} {}

  /// Any bytes; the longest line that is looked at is the caller's to choose.
  [[nodiscard]] Answer obey(Time now, std::string_view line);
  /// For a line that is longer.
  [[nodiscard]] std::string too_long() const;
  /// Told in `status`.
  void set_link(bool is_up) { link_is_up_ = is_up; }

 private:
  struct Words;

  [[nodiscard]] std::string run(Time now, const Words& words);
  [[nodiscard]] std::string limit(Time now, const Words& words);
  [[nodiscard]] std::string limit_unit(Time now, const Words& words);
  [[nodiscard]] std::string stop_or_start(Time now, const Words& words);
  [[nodiscard]] std::string status(Time now) const;
  [[nodiscard]] std::string units(Time now) const;
  [[nodiscard]] std::string help() const;

  [[nodiscard]] std::string ok(const Facts& facts) const;
  [[nodiscard]] std::string ok_totals(Time now) const;
  [[nodiscard]] std::string error(std::string_view word, std::string_view what) const;

  node::Master& master_;
  Totals& totals_;
  Style style_;
  bool link_is_up_ = false;
};

}  // namespace twc::tools
