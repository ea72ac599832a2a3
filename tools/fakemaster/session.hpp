// SPDX-License-Identifier: MIT
#pragma once
/// A master at work: its line, its commands and what its user is told, put together.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <twc/node/master.hpp>

#include "common/alarm.hpp"
#include "common/driver.hpp"
#include "common/exit.hpp"
#include "common/narrator.hpp"
#include "common/notify.hpp"
#include "common/recorder.hpp"
#include "common/steady_output.hpp"
#include "common/typed_input.hpp"
#include "fakemaster/commands.hpp"
#include "fakemaster/control_socket.hpp"
#include "fakemaster/event_formatter.hpp"
#include "fakemaster/options.hpp"
#include "fakemaster/state_file.hpp"
#include "fakemaster/state_lock.hpp"
#include "fakemaster/watch.hpp"

namespace twc::tools {

/// Ends by INT, TERM or HUP, `quit`, --run-for, another master or a unit with our id, or a link
/// that is lost for good.
class Session : private Driven {
 public:
  /// Opens the captures and the socket. Throws Failure.
  explicit Session(const MasterOptions& options);

  [[nodiscard]] Exit run();

 private:
  void hear(Time now, const wire::Frame& frame) override { master_.hear(now, frame); }
  void hear_damage(Time now) override { master_.hear_damage(now); }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override { return master_.poll(now); }
  [[nodiscard]] std::optional<Time> deadline() const override { return master_.deadline(); }
  void link_up(Time now, std::string_view where) override;
  void link_down(Time now, Outage outage, std::string_view why) override;
  void echo_found(Time now) override;
  void pause_measured(Duration longest, Duration patience) override {
    narrator_.measured(longest, patience);
  }
  void note(std::string_view what) override { talk(what); }
  void turned(Time now) override;

  void introduce(Time now, std::string_view where);
  void tell(const node::Event& event);
  void show_status(Time now);
  void answer_typed(std::optional<std::string_view> line);
  [[nodiscard]] std::string answer(std::optional<std::string_view> line, ClientWishes& client);
  void publish(const EventLine& line);
  void remember();

  void await_signal();
  void leave();
  void end(Exit exit);

  void redraw();
  void keep_alive();
  void flush_captures();

  /// Tells people `what`, unless they want quiet.
  void talk(std::string_view what);
  /// Tells people `what`, quiet or not.
  void complain(std::string_view what);

  const MasterOptions& options_;
  std::unique_ptr<Screen> screen_;  // comes first: it forks before anything is opened
  std::unique_ptr<MasterWatch> watch_;
  asio::io_context io_;
  SteadyOutput err_;
  SteadyOutput out_;
  node::Master master_;
  Memory memory_;
  std::optional<Redactor> redactor_;
  Commands commands_;
  ClientWishes console_;
  Paint paint_;
  EventFormatter formatter_;
  Recorder recorder_;
  Narrator narrator_;
  std::unique_ptr<Endpoint> endpoint_;
  RecordSink& passing_;  ///< takes each record of the line
  Driver driver_;
  Notifier notifier_;
  LineSplitter typed_;
  TypedInput input_;
  std::unique_ptr<ControlSocket> socket_;
  std::unique_ptr<StateLock> state_lock_;
  std::unique_ptr<StateFile> state_file_;
  asio::signal_set signals_{io_};
  Alarm run_for_{io_, driver_.time(), [this] { leave(); }};
  Alarm parting_{io_, driver_.time(), [this] { leave(); }};
  asio::steady_timer alive_{io_};
  asio::steady_timer flush_{io_};
  asio::steady_timer redraw_{io_};

  bool was_up_ = false;
  std::string where_;  ///< the place that the endpoint stood for when it was up last
  std::string status_;
  bool is_leaving_ = false;
  bool is_to_decide_ = false;  ///< commands have changed something
  bool ends_ = false;          ///< and one of them was `quit`
  std::optional<Exit> exit_;
};

}  // namespace twc::tools
