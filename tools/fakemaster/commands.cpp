// SPDX-License-Identifier: MIT
#include "fakemaster/commands.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include <fmt/format.h>

#include "common/event_line.hpp"
#include "common/nearest.hpp"
#include "common/units.hpp"
#include "fakemaster/settings.hpp"

namespace twc::tools {
namespace {

/// Nobody writes the amperes of a total in four digits.
bool looks_like_id(std::string_view text) {
  constexpr std::size_t digits = 4;
  return text.size() == digits &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

/// There is no such unit; what() names it.
class UnknownUnit : public std::runtime_error {
 public:
  explicit UnknownUnit(std::string_view id)
      : std::runtime_error{fmt::format("no unit {} was heard on the bus; units lists them", id)} {}
};

/// Why a unit is not served at all, whatever its ceiling.
bool is_left_alone(node::Reason reason) {
  using enum node::Reason;
  static constexpr auto causes =
      std::to_array({disobeyed, overdraw, deaf, elsewhere, id_conflict, lost, unreachable});
  return std::ranges::find(causes, reason) != causes.end();
}

/// Why a unit gets what it is granted later.
bool is_delay(node::Reason reason) {
  using enum node::Reason;
  return reason == quiet_time || reason == waiting || reason == linking;
}

/// The grant that a ceiling comes to: whole amperes, and nothing where these are below the minimum.
Centiamps granted_by(const node::UnitStatus& unit) {
  const Centiamps whole = node::whole_amps(unit.bounds.most);
  return unit.stop.is_ordered || whole < unit.bounds.least ? Centiamps{} : whole;
}

/// Why a unit that is served gets less than the ceiling that it was given.
node::Reason reason_of_shortfall(const node::UnitStatus& unit, Centiamps asked,
                                 const node::Amounts& totals, Centiamps total) {
  using enum node::Reason;
  if (granted_by(unit) >= asked) return none;
  const Centiamps most = unit.bounds.most;
  if (most == total) return totals.reason == none ? max_current : totals.reason;
  if (granted_by(unit) == Centiamps{}) return minimum;
  if (most == asked) return whole_amps;
  return most == unit.bounds.rating ? rating : unit_max;
}

/// Why a unit gets less than the ceiling that it was given, or gets it later.
node::Reason reason_of_ceiling(const node::UnitStatus& unit, Centiamps asked,
                               const node::Amounts& totals, Centiamps total) {
  using enum node::Reason;
  if (unit.stop.is_ordered || asked == Centiamps{} || total == Centiamps{}) {
    return totals.reason == stale ? stale : stopped;
  }
  if (asked < unit.bounds.least) return minimum;
  const node::Reason present = unit.amounts.reason;
  if (is_left_alone(present)) return present;
  const node::Reason less = reason_of_shortfall(unit, asked, totals, total);
  return less == none && is_delay(present) ? present : less;
}

}  // namespace

/// The first words of a line.
struct Commands::Words {
  explicit Words(std::string_view line) {
    constexpr std::string_view blanks = " \t\r\n";
    for (std::size_t at = line.find_first_not_of(blanks); at != std::string_view::npos;
         at = line.find_first_not_of(blanks, at)) {
      const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
      if (count < all.size()) all.at(count) = line.substr(at, end - at);
      ++count;
      at = end;
    }
  }
  [[nodiscard]] std::string_view name() const { return all[0]; }
  [[nodiscard]] std::size_t arguments() const { return count - 1; }
  /// Behind a command that may name one.
  [[nodiscard]] std::optional<TwcId> unit() const {
    return arguments() == 1 ? std::optional{parse_id(all[1])} : std::nullopt;
  }

  std::array<std::string_view, 3> all{};
  std::size_t count = 0;
};

/// A command, what may follow it, and how it is carried out.
struct Commands::Form {
  std::string_view name;
  std::string_view arguments;
  std::size_t least;
  std::size_t most;
  std::string (Commands::*carry_out)(const Call&);

  static const std::array<Form, 11> all;
  [[nodiscard]] std::string usage() const {
    return fmt::format("{}{}{}", name, arguments.empty() ? "" : " ", arguments);
  }
};
const std::array<Commands::Form, 11> Commands::Form::all{
    Form{"limit",  "[ID] AMPS",            1, 2, &Commands::limit },
    Form{"stop",   "[ID]",                 0, 1, &Commands::stop  },
    Form{"start",  "[ID]",                 0, 1, &Commands::start },
    Form{"policy", "fair|priority|rotate", 1, 1, &Commands::policy},
    Form{"status", "",                     0, 0, &Commands::status},
    Form{"units",  "",                     0, 0, &Commands::units },
    Form{"renew",  "",                     0, 0, &Commands::renew },
    Form{"events", "",                     0, 0, &Commands::events},
    Form{"format", "text|json",            1, 1, &Commands::format},
    Form{"help",   "",                     0, 0, &Commands::help  },
    Form{"quit",   "",                     0, 0, &Commands::quit  }
};

const Commands::Form* Commands::form_of(std::string_view name) {
  const auto found = std::ranges::find(Form::all, name, &Form::name);
  return found == Form::all.end() ? nullptr : &*found;
}

std::vector<std::string_view> Commands::names() {
  std::vector<std::string_view> names;
  for (const Form& form : Form::all) names.push_back(form.name);
  return names;
}

Answer Commands::obey(Time now, std::string_view line, ClientWishes& client) {
  const Words words{line};
  const auto wrong = [&client](std::string_view word, std::string_view what) {
    return Answer{.line = error_line(client.style, word, what)};
  };
  if (words.count == 0) return wrong("empty", "expected a command; help lists them");
  const Form* const form = form_of(words.name());
  if (form == nullptr) {
    const std::string_view meant = nearest(words.name(), names());
    const std::string hint = meant.empty() ? "help lists them" : fmt::format("{} is one", meant);
    return wrong("unknown_command", "there is no such command; " + hint);
  }
  if (words.arguments() < form->least || words.arguments() > form->most) {
    return wrong("usage", "expected " + form->usage());
  }
  try {
    const Call call{.now = now, .words = words, .client = client};
    return {.line = (this->*form->carry_out)(call), .ends = words.name() == "quit"};
  } catch (const std::invalid_argument& bad) {
    return wrong("bad_value", bad.what());
  } catch (const UnknownUnit& unknown) {
    return wrong("unknown_unit", unknown.what());
  }
}

std::string Commands::limit(const Call& call) {
  const Words& words = call.words;
  if (words.arguments() > 1) return limit_unit(call);
  if (looks_like_id(words.all[1])) {
    throw std::invalid_argument{
        fmt::format("{0} looks like an id; expected limit {0} AMPS", words.all[1])};
  }
  const Centiamps asked = parse_total(words.all[1]);
  master_.set_limit(call.now, asked);
  memory_.set_limit(asked);
  return ok_totals(call);
}

std::string Commands::limit_unit(const Call& call) {
  const TwcId id = parse_id(call.words.all[1]);
  const Centiamps asked = parse_total(call.words.all[2]);
  if (!master_.set_ceiling(call.now, id, asked)) throw UnknownUnit{call.words.all[1]};
  memory_.set_ceiling(id, asked);
  const node::UnitStatus unit = *master_.unit(call.now, id);
  node::Amounts amounts = unit.amounts;
  amounts.requested = asked;
  amounts.granted = granted_by(unit);
  amounts.reason = reason_of_ceiling(unit, asked, master_.totals(call.now), master_.total());
  Facts facts{call.client.style};
  append_amounts(call.now, amounts, facts.id(id));
  append_in(call.now, unit.in_force_at, facts);
  return ok_line(facts);
}

std::string Commands::stop(const Call& call) {
  const auto id = call.words.unit();
  if (!master_.stop(call.now, id)) throw UnknownUnit{call.words.all[1]};
  memory_.stop(id);
  return id ? ok_unit(call, *id) : ok_totals(call);
}

std::string Commands::start(const Call& call) {
  const auto id = call.words.unit();
  if (!master_.start(call.now, id)) throw UnknownUnit{call.words.all[1]};
  memory_.start(id);
  return id ? ok_unit(call, *id) : ok_totals(call);
}

std::string Commands::policy(const Call& call) {
  const std::string_view name = call.words.all[1];
  if (name.find(':') != std::string_view::npos) {
    throw std::invalid_argument{
        "expected fair, priority or rotate alone; how long a turn takes is for --policy to say"};
  }
  const node::Policy policy = parse_policy(name);
  master_.set_policy(call.now, policy);
  memory_.set_policy(policy);
  return ok_totals(call);
}

std::string Commands::renew(const Call& call) {
  master_.renew(call.now);
  return ok_totals(call);
}

std::string Commands::events(const Call& call) {
  call.client.hears_events = true;
  return ok_totals(call);
}

/// The answer comes in the new format already.
std::string Commands::format(const Call& call) {
  call.client.style = parse_style(call.words.all[1]);
  return ok_totals(call);
}

std::string Commands::quit(const Call& call) {
  return ok_totals(call);
}

std::string Commands::status(const Call& call) {
  const Time now = call.now;
  Facts facts{call.client.style};
  append_totals(now, master_, facts);
  facts.amps("exposure", master_.exposure(now)).amps("max_current", master_.config().max_current);
  facts.number("unit_count", master_.unit_count());
  facts.word("policy", to_string(master_.policy())).word("link", link_is_up_ ? "up" : "down");
  if (const auto stale = master_.stale_at()) facts.seconds("stale_in", *stale - now);
  return ok_line(facts);
}

std::string Commands::units(const Call& call) {
  Facts facts{call.client.style};
  append_totals(call.now, master_, facts);
  std::vector<Facts> lines;
  for (std::size_t at = 0; at < master_.unit_count(); ++at) {
    facts_.append(call.now, master_.unit(call.now, at), lines.emplace_back(call.client.style));
  }
  facts.list("units", lines);
  return ok_line(facts);
}

std::string Commands::help(const Call& call) {
  std::string all;
  for (const Form& form : Form::all) {
    if (!all.empty()) all += ", ";
    all += form.usage();
  }
  return ok_line(Facts{call.client.style}.word("commands", all));
}

std::string Commands::ok_totals(const Call& call) const {
  Facts facts{call.client.style};
  append_totals(call.now, master_, facts);
  return ok_line(facts);
}

/// A unit that was stopped is granted nothing, whatever it was sent last.
std::string Commands::ok_unit(const Call& call, TwcId id) const {
  Facts facts{call.client.style};
  node::UnitStatus unit = *master_.unit(call.now, id);
  if (unit.stop.is_ordered) unit.amounts.granted = Centiamps{};
  facts_.append(call.now, unit, facts);
  return ok_line(facts);
}

std::string Commands::too_long(const ClientWishes& client) {
  return error_line(client.style, "too_long", "expected a command; help lists them");
}

}  // namespace twc::tools
