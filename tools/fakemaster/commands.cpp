#include "fakemaster/commands.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include <fmt/format.h>

#include "common/nearest.hpp"
#include "common/units.hpp"
#include "fakemaster/settings.hpp"
#include "fakemaster/words.hpp"

namespace twc::tools {
namespace {

/// One command, and what may follow it.
struct Form {
  std::string_view name;
  std::string_view arguments;
  std::size_t least;
  std::size_t most;
};
constexpr std::array forms{
    Form{"limit",  "[ID] AMPS",            1, 2},
    Form{"stop",   "[ID]",                 0, 1},
    Form{"start",  "[ID]",                 0, 1},
    Form{"policy", "fair|priority|rotate", 1, 1},
    Form{"status", "",                     0, 0},
    Form{"units",  "",                     0, 0},
    Form{"renew",  "",                     0, 0},
    Form{"help",   "",                     0, 0},
    Form{"quit",   "",                     0, 0}
};

const Form* form_of(std::string_view name) {
  const auto* const found = std::ranges::find(forms, name, &Form::name);
  return found == forms.end() ? nullptr : found;
}

std::string usage_of(const Form& form) {
  return fmt::format("{}{}{}", form.name, form.arguments.empty() ? "" : " ", form.arguments);
}

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

  std::array<std::string_view, 3> all{};
  std::size_t count = 0;
};

Answer Commands::obey(Time now, std::string_view line) {
  const Words words{line};
  if (words.count == 0) return {.line = error("empty", "expected a command; help lists them")};
  const Form* const form = form_of(words.name());
  if (form == nullptr) {
    std::array<std::string_view, forms.size()> names{};
    std::ranges::transform(forms, names.begin(), &Form::name);
    const std::string_view meant = nearest(words.name(), names);
    const std::string hint = meant.empty() ? "help lists them" : fmt::format("{} is one", meant);
    return {.line = error("unknown_command", "there is no such command; " + hint)};
  }
  if (words.arguments() < form->least || words.arguments() > form->most) {
    return {.line = error("usage", fmt::format("expected {}", usage_of(*form)))};
  }
  try {
    return {.line = run(now, words), .ends = words.name() == "quit"};
  } catch (const std::invalid_argument& wrong) {
    return {.line = error("bad_value", wrong.what())};
  } catch (const UnknownUnit& unknown) {
    return {.line = error("unknown_unit", unknown.what())};
  }
}

std::string Commands::run(Time now, const Words& words) {
  const std::string_view name = words.name();
  if (name == "limit") return words.arguments() == 1 ? limit(now, words) : limit_unit(now, words);
  if (name == "stop" || name == "start") return stop_or_start(now, words);
  if (name == "policy") master_.set_policy(now, parse_policy(words.all[1]));
  if (name == "renew") master_.renew(now);
  if (name == "status") return status(now);
  if (name == "units") return units(now);
  if (name == "help") return help();
  return ok_totals(now);
}

std::string Commands::limit(Time now, const Words& words) {
  if (looks_like_id(words.all[1])) {
    throw std::invalid_argument{
        fmt::format("{0} looks like an id; expected limit {0} AMPS", words.all[1])};
  }
  const Centiamps asked = parse_total(words.all[1]);
  master_.set_limit(now, asked);
  totals_.request(asked);
  return ok_totals(now);
}

std::string Commands::limit_unit(Time now, const Words& words) {
  const TwcId id = parse_id(words.all[1]);
  const Centiamps asked = parse_total(words.all[2]);
  if (!master_.set_ceiling(now, id, asked)) throw UnknownUnit{words.all[1]};
  const node::UnitStatus unit = *master_.unit(now, id);
  const Centiamps most = unit.most;
  const auto granted = node::whole_amps(most);
  Facts facts{style_};
  facts.id(id).amps("requested", asked).amps("granted", granted);
  facts.amps("echoed", unit.echoed()).amps("drawn", unit.drawn());
  if (granted < asked) {
    using enum node::Reason;
    const bool is_fraction = most == *unit.ceiling;
    const bool is_total = most == master_.total();
    const bool is_rating = most == unit.rating;
    facts.word("reason", name_of(is_fraction ? whole_amps
                                 : is_total  ? max_current
                                 : is_rating ? rating
                                             : unit_max));
  }
  return ok(facts);
}

std::string Commands::stop_or_start(Time now, const Words& words) {
  const bool is_one = words.arguments() == 1;
  const auto id = is_one ? std::optional{parse_id(words.all[1])} : std::nullopt;
  const bool is_known = words.name() == "stop" ? master_.stop(now, id) : master_.start(now, id);
  if (!is_known) throw UnknownUnit{words.all[1]};
  if (!is_one) return ok_totals(now);
  Facts facts{style_};
  append_unit(*master_.unit(now, *id), facts);
  return ok(facts);
}

std::string Commands::status(Time now) const {
  Facts facts{style_};
  totals_.append(now, facts);
  facts.amps("exposure", master_.exposure(now)).amps("max_current", master_.config().max_current);
  facts.number("units", master_.unit_count());
  facts.word("policy", name_of(master_.policy())).word("link", link_is_up_ ? "up" : "down");
  if (const auto stale = master_.stale_at()) facts.seconds("stale_in", *stale - now);
  return ok(facts);
}

std::string Commands::units(Time now) const {
  Facts facts{style_};
  totals_.append(now, facts);
  std::vector<Facts> lines;
  for (std::size_t at = 0; at < master_.unit_count(); ++at) {
    append_unit(master_.unit(now, at), lines.emplace_back(style_));
  }
  facts.list("units", lines);
  return ok(facts);
}

std::string Commands::help() const {
  std::string all;
  for (const Form& form : forms) {
    if (!all.empty()) all += ", ";
    all += usage_of(form);
  }
  return ok(Facts{style_}.word("commands", all));
}

std::string Commands::ok_totals(Time now) const {
  Facts facts{style_};
  totals_.append(now, facts);
  return ok(facts);
}

std::string Commands::ok(const Facts& facts) const {
  if (style_ == Style::text) return "ok" + facts.text();
  return fmt::format(R"({{"ok":true{}}})", facts.text());
}

std::string Commands::error(std::string_view word, std::string_view what) const {
  if (style_ == Style::text) return fmt::format("err {} {}", word, what);
  Facts facts{style_};
  facts.word("error", word).word("text", what);
  return fmt::format(R"({{"ok":false{}}})", facts.text());
}

std::string Commands::too_long() const {
  return error("too_long", "expected a command; help lists them");
}

}  // namespace twc::tools
