// SPDX-License-Identifier: MIT
#pragma once
/// A live bus into the pipeline.

#include <memory>
#include <optional>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include "common/alarm.hpp"
#include "common/driver.hpp"
#include "common/exit.hpp"
#include "common/talk.hpp"
#include "sniff/options.hpp"
#include "sniff/pipeline.hpp"

namespace twc::tools {

/// Listens until the pipeline is full, -T or --max-errors is reached, the link is lost for good, or
/// INT, TERM or HUP comes.
class Live : private Driven {
 public:
  Live(const SniffOptions& options, Pipeline& pipeline, Talk& talk);

  /// Throws Failure.
  [[nodiscard]] Exit run();

 private:
  void hear(Time now, const wire::Frame& /*frame*/) override { put_off_silence(now); }
  void hear_damage(Time now) override { put_off_silence(now); }
  [[nodiscard]] std::optional<wire::Frame> poll(Time /*now*/) override { return std::nullopt; }
  [[nodiscard]] std::optional<Time> deadline() const override { return std::nullopt; }
  void link_up(Time now, std::string_view where) override;
  void link_down(Time now, Outage outage, std::string_view why) override;
  void echo_found(Time /*now*/) override {}
  void pause_measured(Duration /*longest*/, Duration /*patience*/) override {}
  void note(std::string_view what) override { talk(what); }
  void turned(Time now) override;

  void put_off_silence(Time now);
  void report();
  void redraw();
  void end(Exit exit);
  void talk(std::string_view line) const;

  const SniffOptions& options_;
  Pipeline& pipeline_;
  Talk& talk_;
  asio::io_context io_;
  asio::signal_set signals_{io_};
  std::unique_ptr<Endpoint> endpoint_;
  Driver driver_;
  asio::steady_timer redraw_{io_};
  Alarm silence_;
  Alarm report_;
  Alarm verdict_;
  bool was_up_ = false;
  bool heard_ = false;
  std::optional<Exit> exit_;
};

}  // namespace twc::tools
