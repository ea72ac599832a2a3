#pragma once
/// A live bus into the pipeline.

#include <optional>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <twc/wire/decoder.hpp>

#include "capture/assembler.hpp"
#include "common/bus_time.hpp"
#include "common/exit.hpp"
#include "common/talk.hpp"
#include "endpoint/endpoint.hpp"
#include "sniff/options.hpp"
#include "sniff/pipeline.hpp"

namespace twc::tools {

/// Listens until the pipeline is full, -T or --max-errors is reached, the link is lost for good, or
/// INT, TERM or HUP comes.
class Live : private LineEvents {
 public:
  Live(const SniffOptions& options, Pipeline& pipeline, Talk& talk);

  /// Throws Failure.
  [[nodiscard]] Exit run();

 private:
  void up(std::string_view where) override;
  void down(Outage outage, std::string_view why) override;
  void bytes(Bytes chunk) override;
  void note(std::string_view what) override;

  void feed(Bytes chunk);
  void end(Exit exit);
  void sleep();
  void wake();
  void talk(std::string_view line) const;

  const SniffOptions& options_;
  Pipeline& pipeline_;
  Talk& talk_;
  BusTime time_;
  asio::io_context io_;
  asio::steady_timer timer_{io_};
  asio::signal_set signals_{io_};
  std::unique_ptr<Endpoint> endpoint_;
  wire::Decoder decoder_;
  RecordAssembler assembler_;
  Duration end_byte_wait_;
  std::optional<Time> held_until_;
  std::optional<Time> silence_at_;
  std::optional<Time> report_at_;
  std::optional<Time> verdict_at_;
  bool heard_ = false;
  std::optional<Exit> exit_;
};

}  // namespace twc::tools
