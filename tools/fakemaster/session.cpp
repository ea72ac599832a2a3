// SPDX-License-Identifier: MIT
#include "fakemaster/session.hpp"

#include <algorithm>
#include <utility>

#include <asio/post.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "common/clock.hpp"
#include "common/fit.hpp"
#include "common/printable.hpp"
#include "common/process.hpp"
#include "common/quantities.hpp"
#include "fakemaster/parting.hpp"

namespace twc::tools {
namespace {

using std::chrono::seconds;

/// A line that is too long for the terminal goes on in the next row, set in by this.
constexpr std::size_t text_indent = 4;

/// The first time on the clock of the bus: a simulated bus has its own.
Time begin_of(const MasterOptions& options) {
  return options.endpoint.starts_with("sim:") ? SimTime::start : now();
}

}  // namespace

Session::Session(const MasterOptions& options)
    : options_{options},
      screen_{options.watch ? std::make_unique<Screen>() : nullptr},
      watch_{options.watch ? std::make_unique<MasterWatch>(options.endpoint) : nullptr},
      err_{STDERR_FILENO, "standard error", [this](auto what) { complain(what); }},
      out_{STDOUT_FILENO, "standard output", [this](auto what) { complain(what); }},
      master_{options.master, begin_of(options)},
      memory_{options.memory.value_or(Memory{})},
      redactor_{redactor_of(options.line)},
      commands_{master_, memory_, UnitFacts{redactor_}},
      console_{.style = options.style, .hears_events = true},
      paint_{paint_of(options.style, options.shared.color)},
      formatter_{UnitFacts{redactor_}},
      recorder_{options.line.captures, redactor_, [this](auto what) { complain(what); }},
      narrator_{options.shared, options.line, redactor_, recorder_,
                [this](auto what) { talk(what); }},
      endpoint_{make_endpoint(io_, options.endpoint, options.line.endpoint)},
      passing_{watch_ ? static_cast<RecordSink&>(*watch_) : narrator_},
      driver_{io_, *endpoint_, *this, passing_, driver_of(options.line, options.shared)},
      input_{io_, STDIN_FILENO, [this](std::string_view text) {
               typed_.feed(text, [this](auto line) {
                 if (!exit_) answer_typed(line);
               });
             }} {
  if (watch_) {
    watch_->set_next(narrator_);
    input_.close();
    out_.put_line(Screen::begin());
  }
  const ClientWishes wishes{.style = options.style};
  if (!options.socket.empty()) {
    socket_ = std::make_unique<ControlSocket>(
        io_, options.socket, options.socket_group, wishes,
        [this](auto line, ClientWishes& client) { return answer(line, client); });
  }
  if (options.state.empty() || options.line.driver.sends_nothing) return;
  state_lock_ = std::make_unique<StateLock>(options.state);
  state_file_ = std::make_unique<StateFile>(
      io_, [path = options.state](const std::string& text) { return replace_file(path, text); },
      [this](std::string_view why) {
        complain(fmt::format("--state {}: {}; going on without it", options_.state, why));
      });
}

Exit Session::run() {
  for (const int signal : ending_signals()) signals_.add(signal);
  await_signal();
  if (options_.run_for) run_for_.set(driver_.now() + *options_.run_for);
  keep_alive();
  flush_captures();
  remember();
  if (watch_) redraw();
  driver_.open();
  io_.run();
  const bool has_room =
      watch_ && out_.put_line(std::string{Screen::end()} + watch_->end(driver_.now(), master_));
  notifier_.stopping();
  if (state_file_) state_file_->finish();
  recorder_.finish();
  out_.finish();
  if (has_room && out_.is_written()) screen_->dismiss();
  err_.finish();
  return exit_.value_or(Exit::done);
}

void Session::await_signal() {
  signals_.async_wait([this](const asio::error_code& error, int /*signal*/) {
    if (error || exit_) return;
    await_signal();
    leave();
  });
}

void Session::link_up(Time now, std::string_view where) {
  master_.link_up(now);
  commands_.set_link(true);
  if (!std::exchange(was_up_, true)) {
    introduce(now, where);
    notifier_.ready();
  }
  where_ = where;
  publish(formatter_.format_link(now, driver_.stamp(), master_.totals(now), where_));
}

void Session::introduce(Time now, std::string_view where) {
  const node::MasterConfig& config = options_.master;
  talk(fmt::format("playing master {} (sign {:02X}) on {}, at most {} A", in_hex(config.id),
                   static_cast<unsigned>(config.sign), where, in_amps(config.max_current)));
  if (options_.memory && !options_.memory->summary().empty()) {
    talk(fmt::format("remembered in {}: {}", options_.state, options_.memory->summary()));
  }
  const auto until = master_.quiet_until();
  if (!until) return;
  talk(
      fmt::format("quiet time: for {} s more nothing is raised, because what an earlier master "
                  "granted may still flow; --expect-units N ends it early",
                  std::chrono::ceil<seconds>(*until - now).count()));
}

void Session::link_down(Time now, Outage outage, std::string_view why) {
  master_.link_down(now);
  commands_.set_link(false);
  complain(why);
  if (outage == Outage::never_opened) return end(Exit::endpoint);
  publish(formatter_.format_link(now, driver_.stamp(), master_.totals(now), where_,
                                 cause_in(why, options_.endpoint)));
  if (options_.line.no_reconnect) end(Exit::endpoint);
}

void Session::echo_found(Time now) {
  tell({.at = now, .unit = {}, .amounts = master_.totals(now), .what = node::event::EchoHeard{}});
}

void Session::turned(Time now) {
  while (const auto event = master_.next_event()) tell(*event);
  if (master_.is_halted()) return end(Exit::other_master);
  if (is_leaving_ && has_left(driver_.now(), master_, options_.on_exit)) end(Exit::done);
  out_.tell_news();
  err_.tell_news();
  show_status(now);
}

void Session::tell(const node::Event& event) {
  publish(formatter_.format(event, driver_.stamp()));
  const std::string said = EventFormatter::talk(event);
  if (!said.empty()) master_.is_halted() ? complain(said) : talk(said);
  if (event.is<node::event::LinkDead>()) driver_.reopen("no answer for 10 s");
}

void Session::show_status(Time now) {
  std::size_t linked = 0;
  for (std::size_t at = 0; at < master_.unit_count(); ++at) {
    if (master_.unit(now, at).link == node::Link::linked) ++linked;
  }
  std::string status = fmt::format("{} linked, {} A may flow of {} A", linked,
                                   in_amps(master_.exposure(now)), in_amps(master_.total()));
  if (status == status_) return;
  notifier_.status(status);
  status_ = std::move(status);
}

void Session::publish(const EventLine& line) {
  const Paint paint = line.is_alarming ? paint_ : Paint::plain;
  if (watch_) {
    watch_->say(line.text);
  } else if (console_.style == Style::text) {
    out_.put_line(fitted(in_red(line.text, paint), columns_of(STDOUT_FILENO), text_indent));
  } else {
    out_.put_line(line.json);
  }
  if (socket_) socket_->tell(line);
}

void Session::answer_typed(std::optional<std::string_view> line) {
  std::string said = answer(line, console_);
  const bool is_trouble = said.starts_with("err");
  said = in_red(std::move(said), is_trouble ? paint_ : Paint::plain);
  console_.style == Style::text
      ? out_.put_line(fitted(said, columns_of(STDOUT_FILENO), text_indent))
      : out_.put_line(said);
}

/// The session answers a command first, and then tells the events that the command leads to.
std::string Session::answer(std::optional<std::string_view> line, ClientWishes& client) {
  if (!line) return Commands::too_long(client);
  Answer answer = commands_.obey(driver_.now(), *line, client);
  remember();
  ends_ = ends_ || answer.ends;
  // The commands that come in one turn of the loop lead to one decision.
  if (std::exchange(is_to_decide_, true)) return std::move(answer.line);
  asio::post(io_, [this] {
    is_to_decide_ = false;
    if (exit_) return;
    if (ends_) leave();
    ends_ = false;
    driver_.wake();
  });
  return std::move(answer.line);
}

void Session::remember() {
  if (state_file_) state_file_->keep(memory_.text());
}

/// Prepares the units for the end, and waits for them. A second call does not wait.
void Session::leave() {
  if (exit_) return;
  const bool has_units = was_up_ && master_.unit_count() > 0;
  const bool is_at_once = options_.on_exit == OnExit::hold || !has_units || is_leaving_;
  if (is_at_once || options_.line.driver.sends_nothing) return end(Exit::done);
  is_leaving_ = true;
  prepare_to_leave(driver_.now(), master_, options_.on_exit);
  constexpr Duration patience = seconds{5};
  parting_.set(driver_.now() + patience);
  driver_.wake();
}

void Session::end(Exit exit) {
  if (exit_) return;
  exit_ = exit;
  driver_.close();
  input_.close();
  asio::post(io_, [this] { socket_.reset(); });  // the call to end may come from the socket itself
  if (state_file_) state_file_->close();
  signals_.cancel();
  for (Alarm* const alarm : {&run_for_, &parting_}) alarm->cancel();
  for (asio::steady_timer* const timer : {&alive_, &flush_, &redraw_}) timer->cancel();
}

void Session::redraw() {
  out_.put_line(watch_->picture(driver_.now(), master_));
  redraw_.expires_after(std::chrono::milliseconds{500});
  redraw_.async_wait([this](const asio::error_code& error) {
    if (!error && !exit_) redraw();
  });
}

/// Runs in the loop that sends the heartbeats: if the loop hangs, systemd hears no sign of life.
void Session::keep_alive() {
  const auto every = notifier_.alive_every();
  if (!every) return;
  notifier_.alive();
  alive_.expires_after(*every);
  alive_.async_wait([this](const asio::error_code& error) {
    if (!error && !exit_) keep_alive();
  });
}

void Session::flush_captures() {
  if (options_.line.captures.files.empty()) return;
  recorder_.flush();
  flush_.expires_after(seconds{1});
  flush_.async_wait([this](const asio::error_code& error) {
    if (!error && !exit_) flush_captures();
  });
}

void Session::talk(std::string_view what) {
  if (!options_.shared.quiet) complain(what);
}

void Session::complain(std::string_view what) {
  if (watch_ && !exit_) return watch_->say(printable(what));
  const std::string line = fmt::format("twc-fakemaster: {}", printable(what));
  err_.put_line(fitted(line, columns_of(STDERR_FILENO), 2));
}

}  // namespace twc::tools
