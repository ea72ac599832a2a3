// SPDX-License-Identifier: MIT
#include "mqtt/session.hpp"

#include <algorithm>
#include <filesystem>
#include <random>
#include <utility>

#include <asio/post.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "common/clock.hpp"
#include "common/fit.hpp"
#include "common/printable.hpp"
#include "common/process.hpp"
#include "endpoint/clock.hpp"

namespace twc::tools {
namespace {

using std::chrono::seconds;

Moment this_moment() {
  return {.time = now(), .unix_s = stamp_now().microseconds / one_second};
}

bool is_same_file(const std::string& one, const std::string& other) {
  std::error_code ignored;
  return one == other || std::filesystem::equivalent(one, other, ignored);
}

/// From 0 to 1, for pauses that should differ from one bridge to the next.
double chance() {
  static std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>{}(generator);
}

}  // namespace

MqttSession::MqttSession(const MqttOptions& options)
    : options_{options},
      err_{STDERR_FILENO, "standard error", [this](auto what) { complain(what); }},
      signals_{io_},
      deadline_{io_},
      scan_{io_},
      retry_{io_},
      subscription_{io_},
      announcement_{io_},
      run_for_{io_},
      alive_{io_},
      brokers_{options.brokers} {}

Exit MqttSession::run() {
  for (const int signal : ending_signals()) signals_.add(signal);
  signals_.async_wait([this](const asio::error_code& error, int) {
    if (!error) leave();
  });
  if (options_.run_for) after(run_for_, *options_.run_for, &MqttSession::leave);
  open_sources();
  connect();
  notifier_.ready();
  keep_alive();
  await_deadline();
  io_.run();
  err_.finish();
  return exit_.value_or(Exit::done);
}

void MqttSession::open_sources() {
  for (const std::string& source : options_.sources) {
    std::error_code error;
    if (source == "-") {
      listen_to_input();
    } else if (std::filesystem::is_directory(source, error)) {
      folders_.push_back(source);
    } else {
      serve_socket(source);
    }
  }
  if (!folders_.empty()) scan_folders();
}

MqttSession::Served& MqttSession::add_bus(const std::string& name, bool takes_commands) {
  BusSettings settings{
      .place = {.prefix = options_.prefix,
                .bridge = options_.bridge,
                .bus = name,
                .takes_commands = takes_commands},
      .discovery_prefix = options_.discovery_prefix,
      .tells_vin = options_.tells_vin
  };
  Served& served = *served_.emplace_back(std::make_unique<Served>(std::move(settings)));
  if (is_broker_up_) {
    connection_->subscribe(served.bus.subscriptions());
    served.bus.broker_up();
  }
  return served;
}

void MqttSession::serve_socket(const std::string& path) {
  const std::string name = bus_name_of(path);
  Served& served = add_bus(name, true);
  const auto then_pump = [this, &served](auto what) {
    return [this, &served, what](auto&&... arguments) {
      what(served.bus, arguments...);
      pump(served);
      await_deadline();
    };
  };
  MasterLink::Handlers handlers{
      .on_up = then_pump([](Bus& bus) { bus.master_up(this_moment()); }),
      .on_line = then_pump([](Bus& bus, std::string_view line) { bus.hear(this_moment(), line); }),
      .on_down = then_pump([](Bus& bus) { bus.master_down(this_moment()); }),
      .on_news = [this, &served](const std::string& news) {
        talk(fmt::format("{}: {}", served.bus.name(), news));
      }};
  served.link = std::make_unique<MasterLink>(io_, path, std::move(handlers));
}

void MqttSession::scan_folders() {
  for (const std::string& folder : folders_) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
      if (entry.is_socket(error)) consider_socket(entry.path().string());
    }
  }
  after(scan_, seconds{2}, &MqttSession::scan_folders);
}

/// A socket of a folder that has been there, or whose topics are another bus's, is left alone.
void MqttSession::consider_socket(const std::string& path) {
  const std::string name = bus_name_of(path);
  const auto same = std::ranges::find_if(
      served_, [&name](const auto& served) { return served->bus.name() == name; });
  const bool is_taken = same != served_.end() || name == "bridge";
  if (!is_taken && is_topic_name(name)) return serve_socket(path);
  if (same != served_.end() && (*same)->link && is_same_file((*same)->link->path(), path)) return;
  if (!left_alone_.insert(path).second) return;
  complain(is_taken ? topics_taken(path, name) : nameless(path));
}

void MqttSession::listen_to_input() {
  observed_ = &add_bus(options_.name, false);
  input_ = std::make_shared<Input>(asio::posix::stream_descriptor{io_, ::dup(STDIN_FILENO)});
  input_->start(
      [this](Bytes chunk) {
        const std::string_view text{reinterpret_cast<const char*>(chunk.data()), chunk.size()};
        input_lines_.feed(text, [this](std::optional<std::string_view> line) {
          if (!line) return doubt_input("a line that is too long");
          if (!sniffed_.hear(this_moment(), *line)) doubt_input(*line);
        });
      },
      [this](const asio::error_code&) {
        talk("the input has ended");
        leave();
      });
}

/// Once: text in the place of JSON has a line for every frame.
void MqttSession::doubt_input(std::string_view line) {
  if (line.empty() || std::exchange(is_input_doubted_, true)) return;
  complain("standard input has a line that twc-sniff -F json does not write: " +
           std::string{excerpt(line)});
}

void MqttSession::observe() {
  if (observed_ == nullptr) return;
  const Moment moment = this_moment();
  observed_->bus.observe(moment, sniffed_.status(moment), sniffed_.units(moment));
}

void MqttSession::connect() {
  ClientSettings settings{.id = client_name(),
                          .will = bridge_says("offline"),
                          .credentials = options_.credentials,
                          .ca = options_.ca,
                          .cert = options_.cert,
                          .key = options_.key};
  connection_ = std::make_unique<BrokerConnection>(
      io_, std::move(settings), brokers_.current(),
      BrokerClient::Handlers{.on_up = [this] { broker_up(); },
                             .on_end = [this](ClientEnd end) { broker_ended(std::move(end)); },
                             .on_message = [this](const Message& message) { take(message); },
                             .on_subscribed = [this](bool is_granted) { subscribed(is_granted); },
                             .on_complaint =
                                 [this](const std::string& what) {
                                   if (std::exchange(told_, what) != what) complain(what);
                                 }});
}

/// The bridge publishes what each bus knows before the word that the bridge is there: until then
/// nobody takes old retained states for new ones.
void MqttSession::broker_up() {
  is_broker_up_ = true;
  up_since_ = now();
  const BrokerAddress& broker = brokers_.current();
  if (!brokers_.is_unsteady()) {
    told_.clear();
    talk(fmt::format("connected to {}, MQTT {}", broker.text(), broker.speaks_5 ? "5" : "3.1.1"));
  }
  notifier_.status("connected to " + broker.text());
  are_commands_refused_ = false;
  subscribe();
  for (const auto& served : served_) {
    served->bus.broker_up();
    pump(*served);
  }
  connection_->publish(bridge_says("online"));
  await_deadline();
}

void MqttSession::subscribe() {
  if (!options_.discovery_prefix.empty())
    connection_->subscribe({options_.discovery_prefix + "/status"});
  for (const auto& served : served_) connection_->subscribe(served->bus.subscriptions());
}

/// A cluster that has just lost a node takes connections before it takes subscriptions.
void MqttSession::subscribed(bool is_granted) {
  const bool were_refused = std::exchange(are_commands_refused_, !is_granted);
  if (is_granted) {
    if (were_refused) talk("the broker takes subscriptions: commands arrive");
    return;
  }
  if (!were_refused) {
    complain("the broker refuses a subscription: commands do not arrive; trying again");
  }
  after(subscription_, seconds{2}, &MqttSession::subscribe);
}

void MqttSession::broker_ended(ClientEnd ended) {
  if (std::exchange(is_broker_up_, false)) {
    brokers_.lost_after(now() - up_since_);
    if (brokers_.is_unsteady()) {
      ended.why += fmt::format("; each connection is lost soon: has another client the name {}?",
                               client_name());
    }
  }
  subscription_.cancel();
  for (const auto& served : served_) served->bus.broker_down();
  BrokerAddress& broker = brokers_.current();
  using enum ClientEnd::Cause;
  if (ended.cause == login_refused) {
    complain(fmt::format("{} refuses the login: {}", broker.text(), ended.why));
    return end(Exit::failure);
  }
  Duration pause{};
  if (ended.cause == version_refused && broker.speaks_5) {
    broker.speaks_5 = false;
  } else {
    broker.speaks_5 = true;
    const std::string trouble = fmt::format("{}: {}", broker.text(), ended.why);
    if (std::exchange(told_, trouble) != trouble) complain(trouble + "; trying again");
    notifier_.status(trouble);
    pause = brokers_.failed(chance());
  }
  after(retry_, pause, &MqttSession::connect);
}

void MqttSession::take(const Message& message) {
  if (message.topic == options_.discovery_prefix + "/status") {
    if (message.payload == "online") announce_soon();
    return;
  }
  for (const auto& served : served_) {
    if (!served->bus.owns(message.topic)) continue;
    served->bus.take(this_moment(), message);
    pump(*served);
  }
  await_deadline();
}

/// Home Assistant asks for a delay of chance: all programs hear in the same moment that it was
/// born.
void MqttSession::announce_soon() {
  constexpr double longest_us = 2e6;
  after(announcement_, Duration{static_cast<Duration::rep>(chance() * longest_us)},
        &MqttSession::announce);
}

void MqttSession::announce() {
  for (const auto& served : served_) {
    served->bus.announce();
    pump(*served);
  }
}

void MqttSession::pump(Served& served) {
  if (exit_) return;
  served.bus.poll(this_moment());
  for (std::string& line : served.bus.take_lines()) {
    if (served.link) served.link->send(std::move(line));
  }
  for (const Message& message : served.bus.take_messages()) connection_->publish(message);
  tell_complaints(served);
}

void MqttSession::tell_complaints(Served& served) {
  for (const std::string& complaint : served.bus.take_complaints()) {
    if (const auto told = served.complaints.pass(now(), complaint)) complain(*told);
  }
}

void MqttSession::tick() {
  const Time time = now();
  observe();
  for (const auto& served : served_) {
    if (served->bus.deadline() <= time) pump(*served);
  }
  await_deadline();
}

void MqttSession::await_deadline() {
  if (exit_) return;
  Duration wait = seconds{1};
  const Time time = now();
  for (const auto& served : served_) wait = std::min(wait, served->bus.deadline() - time);
  after(deadline_, std::max(wait, Duration{}), &MqttSession::tick);
}

void MqttSession::after(asio::steady_timer& timer, Duration duration, void (MqttSession::*then)()) {
  timer.expires_after(duration);
  timer.async_wait([this, then](const asio::error_code& error) {
    if (!error && !exit_) (this->*then)();
  });
}

void MqttSession::keep_alive() {
  const auto every = notifier_.alive_every();
  if (!every) return;
  notifier_.alive();
  after(alive_, *every, &MqttSession::keep_alive);
}

void MqttSession::leave() {
  if (exit_) return;
  notifier_.stopping();
  if (is_broker_up_) {
    connection_->publish(bridge_says("offline"));
    connection_->disconnect();
  }
  end(Exit::done);
}

/// Handlers may be under way in what is destroyed here.
void MqttSession::end(Exit exit) {
  if (exit_) return;
  exit_ = exit;
  signals_.cancel();
  for (asio::steady_timer* const timer :
       {&deadline_, &scan_, &retry_, &subscription_, &announcement_, &run_for_, &alive_}) {
    timer->cancel();
  }
  if (input_) input_->close();
  asio::post(io_, [this] {
    connection_.reset();
    served_.clear();
  });
}

void MqttSession::talk(std::string_view what) {
  if (!options_.shared.quiet) complain(what);
}

void MqttSession::complain(std::string_view what) {
  const std::string line = fmt::format("twc-mqtt: {}", printable(what));
  err_.put_line(fitted(line, columns_of(STDERR_FILENO), 2));
}

Message MqttSession::bridge_says(const char* word) const {
  return {.topic = bridge_availability(options_.prefix, options_.bridge),
          .payload = word,
          .is_retained = true};
}

}  // namespace twc::tools
