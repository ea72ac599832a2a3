// SPDX-License-Identifier: MIT
#pragma once
/// Emulated Wall Connectors at work: their line, what happens to them and what is told of them.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include "common/driver.hpp"
#include "common/exit.hpp"
#include "common/line_splitter.hpp"
#include "common/narrator.hpp"
#include "common/recorder.hpp"
#include "common/steady_output.hpp"
#include "common/typed_input.hpp"
#include "fakeslave/options.hpp"
#include "fakeslave/reporter.hpp"

namespace twc::tools {

/// Ends by INT, TERM or HUP, `quit`, --run-for, --expect, a unit with one of our ids, or a link
/// that is lost for good.
class SlaveSession : private Driven {
 public:
  /// Opens what is to be written. Throws Failure.
  explicit SlaveSession(const SlaveOptions& options);

  [[nodiscard]] Exit run();

 private:
  void hear(Time now, const wire::Frame& frame) override;
  void hear_damage(Time /*now*/) override {}
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override;
  [[nodiscard]] std::optional<Time> deadline() const override;
  void link_up(Time now, std::string_view where) override;
  void link_down(Time now, Outage outage, std::string_view why) override;
  void echo_found(Time now) override;
  void pause_measured(Duration longest, Duration patience) override {
    narrator_.measured(longest, patience);
  }
  void note(std::string_view what) override { complain(what); }
  void turned(Time now) override;

  void say(std::string_view line);
  void look_for_twin(const wire::Frame& frame);
  void power_on_if_due(Time now);

  void do_what_is_due(Time now);
  void schedule(Time now, const ScriptLine& line);
  void obey(Time now, const ScriptLine& line);
  void check_expectations(Time now);
  [[nodiscard]] std::string answer(std::optional<std::string_view> line);
  [[nodiscard]] bool has_unit(TwcId id) const;

  void end_after_run_for();
  void flush_captures();
  void end(Exit exit);
  void talk(std::string_view what);
  void complain(std::string_view what);

  struct Due {
    Time at{};
    ScriptLine line;
  };

  const SlaveOptions& options_;
  asio::io_context io_;
  SteadyOutput err_;
  SteadyOutput out_;
  Reporter reporter_;
  Faults faults_;
  std::optional<Redactor> redactor_;
  Recorder recorder_;
  Narrator narrator_;
  std::unique_ptr<Endpoint> endpoint_;
  Driver driver_;
  LineSplitter typed_;
  TypedInput input_;
  asio::signal_set signals_{io_};
  asio::steady_timer run_for_{io_};
  asio::steady_timer flush_{io_};

  Connectors units_;
  std::size_t turn_ = 0;  ///< the unit that was asked last; the next one is asked first
  std::vector<Due> agenda_;
  Time line_up_{};
  bool is_up_ = false;
  std::string where_;            ///< the place that the endpoint stood for when it was up last
  std::optional<Time> look_at_;  ///< when an expectation may break by itself
  std::optional<Exit> exit_;
};

}  // namespace twc::tools
