// SPDX-License-Identifier: MIT
#include "fakeslave/session.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "common/fit.hpp"
#include "common/printable.hpp"
#include "common/process.hpp"
#include "common/quantities.hpp"

namespace twc::tools {
namespace {

using std::chrono::seconds;

DriverOptions with_faults(const SlaveOptions& options, Faults& faults) {
  DriverOptions driver = driver_of(options.line, options.shared);
  if (!options.faults.spoils_bytes()) return driver;
  driver.spoil_sent = [&faults](auto& bytes) { faults.spoil_sent(bytes); };
  driver.spoil_heard = [&faults](auto& bytes) { faults.spoil_heard(bytes); };
  return driver;
}

}  // namespace

SlaveSession::SlaveSession(const SlaveOptions& options)
    : options_{options},
      err_{STDERR_FILENO, "standard error", [this](auto what) { complain(what); }},
      out_{STDOUT_FILENO, "standard output", [this](auto what) { complain(what); }},
      reporter_{options.style, paint_of(options.style, options.shared.color)},
      faults_{options.faults, options.seed},
      redactor_{redactor_of(options.line)},
      recorder_{options.line.captures, redactor_, [this](auto what) { complain(what); }},
      narrator_{options.shared, options.line, redactor_, recorder_,
                [this](auto what) { talk(what); }},
      endpoint_{make_endpoint(io_, options.endpoint, options.line.endpoint)},
      driver_{io_, *endpoint_, *this, narrator_, with_faults(options, faults_)},
      input_{io_, STDIN_FILENO, [this](std::string_view text) {
               typed_.feed(text, [this](auto line) { say(answer(line)); });
             }} {}

Exit SlaveSession::run() {
  for (const int signal : ending_signals()) signals_.add(signal);
  signals_.async_wait([this](const asio::error_code& error, int /*signal*/) {
    if (!error) end(Exit::done);
  });
  end_after_run_for();
  flush_captures();
  driver_.open();
  io_.run();
  recorder_.finish();
  out_.finish();
  err_.finish();
  return exit_.value_or(Exit::done);
}

void SlaveSession::hear(Time now, const wire::Frame& frame) {
  if (units_.empty()) look_for_twin(frame);
  if (faults_.drops_frame()) return;
  for (Connector& connector : units_) connector.unit.hear(now, frame);
}

/// While nothing of ours is on the bus, whatever says one of our ids is another unit.
void SlaveSession::look_for_twin(const wire::Frame& frame) {
  const msg::Message message = msg::decode(frame);
  std::optional<TwcId> id;
  if (const auto* const said = std::get_if<msg::SlaveLinkready>(&message)) id = said->from;
  if (const auto* const said = std::get_if<msg::SlaveHeartbeat>(&message)) id = said->from;
  if (!id || !has_unit(*id)) return;
  complain(fmt::format("{}: a unit with the id {} is on the bus; --force begins nevertheless",
                       options_.endpoint, in_hex(*id)));
  end(Exit::other_master);
}

bool SlaveSession::has_unit(TwcId id) const {
  return std::ranges::any_of(options_.units,
                             [id](const UnitSpec& unit) { return unit.slave.id == id; });
}

std::optional<wire::Frame> SlaveSession::poll(Time now) {
  for (std::size_t tried = 0; tried < units_.size(); ++tried) {
    Connector& connector = units_[turn_ = (turn_ + 1) % units_.size()];
    const auto frame = connector.unit.poll(now);
    if (frame && !faults_.drops_frame()) return frame;
  }
  return std::nullopt;
}

std::optional<Time> SlaveSession::deadline() const {
  if (units_.empty()) return driver_.listens_until();
  std::optional<Time> first = look_at_;
  const auto consider = [&first](Time at) { first = std::min(at, first.value_or(at)); };
  for (const Connector& connector : units_) {
    if (const auto due = connector.unit.deadline()) consider(*due);
  }
  for (const Due& due : agenda_) consider(due.at);
  return first;
}

/// Text fits the terminal; JSON stays whole.
void SlaveSession::say(std::string_view line) {
  constexpr std::size_t indent = 4;
  const std::size_t columns = columns_of(STDOUT_FILENO);
  out_.put_line(fitted(line, options_.style == Style::text ? columns : 0, indent));
}

/// A unit hears as soon as it has power, also where it cannot speak yet.
void SlaveSession::power_on_if_due(Time now) {
  const auto& at = driver_.listens_until();
  if (!units_.empty() || !at || now < *at) return;
  for (UnitSpec unit : options_.units) {
    unit.slave.powered_on = now;
    units_.emplace_back(unit, now);
    say(reporter_.tell(now, driver_.stamp(), "power", units_.back()));
  }
  for (const ScriptLine& line : options_.script) schedule(now, line);
}

void SlaveSession::link_up(Time now, std::string_view where) {
  is_up_ = true;
  line_up_ = now;
  if (where_.empty()) {
    std::string ids;
    for (const UnitSpec& unit : options_.units) ids += in_hex(unit.slave.id) + ' ';
    talk(fmt::format("playing {}on {}", ids, where));
  }
  where_ = where;
  say(reporter_.tell_link(driver_.stamp(), where_));
  power_on_if_due(now);
}

void SlaveSession::link_down(Time /*now*/, Outage outage, std::string_view why) {
  is_up_ = false;
  complain(why);
  if (outage == Outage::never_opened) return end(Exit::endpoint);
  const std::string_view cause = cause_in(why, options_.endpoint);
  say(reporter_.tell_link(driver_.stamp(), where_, cause));
  if (options_.line.no_reconnect) end(Exit::endpoint);
}

void SlaveSession::echo_found(Time /*now*/) {
  talk("the line echoes what is sent; that is fine");
}

void SlaveSession::turned(Time now) {
  power_on_if_due(now);
  do_what_is_due(now);
  for (Connector& connector : units_) {
    for (const std::string& line : reporter_.tell_changes(now, driver_.stamp(), connector)) {
      say(line);
    }
  }
  check_expectations(now);
  out_.tell_news();
  err_.tell_news();
}

void SlaveSession::do_what_is_due(Time now) {
  while (!exit_ && !agenda_.empty() && agenda_.front().at <= now) {
    const ScriptLine line = std::move(agenda_.front().line);
    agenda_.erase(agenda_.begin());
    obey(now, line);
  }
}

/// Lines that are due at the same time stay in their order.
void SlaveSession::schedule(Time now, const ScriptLine& line) {
  const Time at = now + line.after;
  const auto later = std::ranges::find_if(agenda_, [at](const Due& due) { return due.at > at; });
  agenda_.insert(later, {.at = at, .line = line});
}

void SlaveSession::obey(Time now, const ScriptLine& line) {
  if (line.deed == Deed::quit) return end(Exit::done);
  for (std::size_t at = 0; at < units_.size(); ++at) {
    // A unit is called by the id that it was given, also after it had to take another one.
    if (line.unit && options_.units[at].slave.id != *line.unit) continue;
    units_[at].obey(now, line);
    say(reporter_.tell(now, driver_.stamp(), to_string(line.deed), units_[at]));
  }
}

void SlaveSession::check_expectations(Time now) {
  look_at_.reset();
  for (const Expectation& expectation : options_.expectations) {
    if (exit_ || units_.empty() || !is_up_) return;
    if (const auto broken = expectation.broken(now, line_up_, units_)) {
      complain(*broken);
      return end(Exit::failure);
    }
    if (const auto due = expectation.deadline(now, line_up_, units_)) {
      look_at_ = std::min(*due, look_at_.value_or(*due));
    }
  }
}

std::string SlaveSession::answer(std::optional<std::string_view> line) {
  if (!line) return reporter_.error("too_long", "expected a line of at most 1024 characters");
  try {
    const ScriptLine parsed = parse_script_line(*line);
    if (parsed.unit && !has_unit(*parsed.unit)) {
      return reporter_.error("unknown_unit",
                             fmt::format("there is no unit {}", in_hex(*parsed.unit)));
    }
    if (parsed.deed == Deed::quit && parsed.after == Duration{}) {
      end(Exit::done);
    } else {
      schedule(driver_.now(), parsed);
      driver_.wake();
    }
    return reporter_.ok();
  } catch (const std::invalid_argument& wrong) {
    return reporter_.error("usage", wrong.what());
  }
}

void SlaveSession::end_after_run_for() {
  if (!options_.run_for) return;
  run_for_.expires_after(driver_.in_life(*options_.run_for));
  run_for_.async_wait([this](const asio::error_code& error) {
    if (!error) end(Exit::done);
  });
}

/// Now and then, because power may fail.
void SlaveSession::flush_captures() {
  if (options_.line.captures.files.empty()) return;
  recorder_.flush();
  flush_.expires_after(seconds{1});
  flush_.async_wait([this](const asio::error_code& error) {
    if (!error && !exit_) flush_captures();
  });
}

void SlaveSession::end(Exit exit) {
  if (exit_) return;
  exit_ = exit;
  driver_.close();
  input_.close();
  signals_.cancel();
  run_for_.cancel();
  flush_.cancel();
}

void SlaveSession::talk(std::string_view what) {
  if (!options_.shared.quiet) complain(what);
}

void SlaveSession::complain(std::string_view what) {
  const std::string line = fmt::format("twc-fakeslave: {}", printable(what));
  err_.put_line(fitted(line, columns_of(STDERR_FILENO), 2));
}

}  // namespace twc::tools
