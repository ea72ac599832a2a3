// SPDX-License-Identifier: MIT
#pragma once
/// twc-mqtt at work: sources on one side, a broker on the other, buses between them.

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include "common/exit.hpp"
#include "common/line_splitter.hpp"
#include "common/notify.hpp"
#include "common/steady_output.hpp"
#include "endpoint/byte_stream.hpp"
#include "mqtt/bus.hpp"
#include "mqtt/complaints.hpp"
#include "mqtt/connection.hpp"
#include "mqtt/master_link.hpp"
#include "mqtt/options.hpp"
#include "mqtt/sniffed.hpp"

namespace twc::tools {

class MqttSession {
 public:
  explicit MqttSession(const MqttOptions& options);
  MqttSession(const MqttSession&) = delete;
  MqttSession& operator=(const MqttSession&) = delete;
  ~MqttSession() = default;

  [[nodiscard]] Exit run();

 private:
  /// A bus and the way to its master; a bus that is only listened to has none.
  struct Served {
    explicit Served(BusSettings settings) : bus{std::move(settings)} {}
    Bus bus;
    std::unique_ptr<MasterLink> link;
    Complaints complaints;
  };
  using Input = ByteStream<asio::posix::stream_descriptor>;

  void open_sources();
  void tell_complaints(Served& served);
  void serve_socket(const std::string& path);
  Served& add_bus(const std::string& name, bool takes_commands);
  void scan_folders();
  void consider_socket(const std::string& path);
  void listen_to_input();
  void doubt_input(std::string_view line);
  void observe();

  void connect();
  void broker_up();
  void broker_ended(ClientEnd end);
  void subscribe();
  void subscribed(bool is_granted);
  void take(const Message& message);
  void announce_soon();
  void announce();

  /// Lets a bus say what it has to, and hands it on.
  void pump(Served& served);
  void tick();
  void await_deadline();
  void after(asio::steady_timer& timer, Duration duration, void (MqttSession::*then)());
  void keep_alive();
  void leave();
  void end(Exit exit);
  void talk(std::string_view what);
  void complain(std::string_view what);
  [[nodiscard]] Message bridge_says(const char* word) const;
  [[nodiscard]] std::string client_name() const { return "twc-mqtt-" + options_.bridge; }

  const MqttOptions& options_;
  asio::io_context io_;
  SteadyOutput err_;
  asio::signal_set signals_;
  asio::steady_timer deadline_;
  asio::steady_timer scan_;
  asio::steady_timer retry_;
  asio::steady_timer subscription_;
  asio::steady_timer announcement_;
  asio::steady_timer run_for_;
  asio::steady_timer alive_;
  Notifier notifier_;

  BrokerList brokers_;
  std::unique_ptr<BrokerConnection> connection_;
  bool is_broker_up_ = false;
  Time up_since_{};
  bool are_commands_refused_ = false;
  std::string told_;  ///< the last trouble with a broker: each is told once

  std::vector<std::unique_ptr<Served>> served_;
  std::vector<std::string> folders_;
  std::set<std::string> left_alone_;  ///< sockets that were complained of
  std::shared_ptr<Input> input_;
  LineSplitter input_lines_{LineSplitter::of_answers};
  Sniffed sniffed_;
  Served* observed_ = nullptr;
  bool is_input_doubted_ = false;
  std::optional<Exit> exit_;
};

}  // namespace twc::tools
