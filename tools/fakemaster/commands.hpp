#pragma once
/// The language that a running master is told things in: a line in, a line out.

#include <string>
#include <string_view>
#include <vector>

#include <twc/node/master.hpp>
#include <twc/types.hpp>

#include "common/facts.hpp"
#include "fakemaster/memory.hpp"

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

/// How somebody who types commands wants to be spoken to.
struct ClientWishes {
  Style style = Style::text;
  bool hears_events = false;
};

class Commands {
 public:
  /// All have to outlive it.
  Commands(node::Master& master, Totals& totals, Memory& memory)
      : master_{master}, totals_{totals}, memory_{memory} {}

  /// Any bytes; the longest line that is looked at is the caller's to choose. What it leads to is
  /// not told before the answer: the caller takes the events of the master after it.
  [[nodiscard]] Answer obey(Time now, std::string_view line, ClientWishes& client);
  /// For a line that is longer.
  [[nodiscard]] static std::string too_long(const ClientWishes& client);
  /// Told in `status`.
  void set_link(bool is_up) { link_is_up_ = is_up; }

 private:
  struct Words;
  struct Form;
  /// What a command is carried out with.
  struct Call {
    Time now;
    const Words& words;
    ClientWishes& client;
  };
  static const Form* form_of(std::string_view name);
  static std::vector<std::string_view> names();

  [[nodiscard]] std::string limit(const Call& call);
  [[nodiscard]] std::string limit_unit(const Call& call);
  [[nodiscard]] std::string stop(const Call& call);
  [[nodiscard]] std::string start(const Call& call);
  [[nodiscard]] std::string policy(const Call& call);
  [[nodiscard]] std::string status(const Call& call);
  [[nodiscard]] std::string units(const Call& call);
  [[nodiscard]] std::string renew(const Call& call);
  [[nodiscard]] std::string events(const Call& call);
  [[nodiscard]] std::string format(const Call& call);
  [[nodiscard]] std::string help(const Call& call);
  [[nodiscard]] std::string quit(const Call& call);

  [[nodiscard]] std::string ok_totals(const Call& call) const;
  [[nodiscard]] std::string ok_unit(const Call& call, TwcId id) const;

  node::Master& master_;
  Totals& totals_;
  Memory& memory_;
  bool link_is_up_ = false;
};

}  // namespace twc::tools
