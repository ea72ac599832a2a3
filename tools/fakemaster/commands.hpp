// SPDX-License-Identifier: MIT
#pragma once
/// The language that a running master is told things in: a line in, a line out.

#include <string>
#include <string_view>
#include <vector>

#include <twc/node/master.hpp>
#include <twc/types.hpp>

#include "common/facts.hpp"
#include "fakemaster/memory.hpp"
#include "fakemaster/unit_facts.hpp"

namespace twc::tools {

struct Answer {
  std::string line;   ///< without its end: `ok ...`, `err WORD ...`, or a JSON object
  bool ends = false;  ///< it was `quit`
};

/// How somebody who types commands wants to be spoken to.
struct ClientWishes {
  Style style = Style::text;
  bool hears_events = false;
};

class Commands {
 public:
  /// The first two have to outlive it.
  Commands(node::Master& master, Memory& memory, const UnitFacts& facts)
      : master_{master}, memory_{memory}, facts_{facts} {}

  /// Any bytes; the longest line that is looked at is the caller's to choose. The caller
  /// takes the events of the master after the answer.
  [[nodiscard]] Answer obey(Time now, std::string_view line, ClientWishes& client);
  /// For a line that is longer.
  [[nodiscard]] static std::string too_long(const ClientWishes& client);
  /// Told in `status`.
  void set_link(bool is_up) { link_is_up_ = is_up; }

 private:
  struct Words;
  struct Form;
  /// All that a command needs.
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
  Memory& memory_;
  UnitFacts facts_;
  bool link_is_up_ = false;
};

}  // namespace twc::tools
