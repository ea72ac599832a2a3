// SPDX-License-Identifier: MIT
#include "mqtt/options.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "common/options.hpp"
#include "common/talk.hpp"
#include "common/units.hpp"
#include "mqtt/topics.hpp"

namespace twc::tools {
namespace {

using Text = const std::string&;

std::string parse_topic_name(Text text) {
  if (!is_topic_name(text)) throw std::invalid_argument{"expected letters, digits, _ and - only"};
  return text;
}

/// Levels are fine, wildcards are not.
std::string parse_prefix(Text text) {
  const bool has_wildcard = text.find_first_of("+#") != std::string::npos;
  if (text.empty() || has_wildcard || text.front() == '/' || text.back() == '/') {
    throw std::invalid_argument{"expected a topic such as twc or home/twc"};
  }
  return text;
}

std::string parse_readable(Text path) {
  if (::access(path.c_str(), R_OK) != 0) {
    throw std::invalid_argument{fmt::format("{}: expected a file that can be read", path)};
  }
  return path;
}

void add_login(CommandLine& line, MqttOptions& options) {
  const auto file = [&line](const std::string& name, std::string& target, Text help) {
    line.value(
            name, [&target](Text path) { target = parse_readable(path); }, help)
        .type_name("FILE");
  };
  line.value(
          "--password-file",
          [&options](Text path) { options.credentials = read_password_file(path); },
          "One line, USER:PASSWORD; otherwise TWC_MQTT_USER and TWC_MQTT_PASSWORD")
      .type_name("FILE");
  file("--ca", options.ca, "The authority that signed the certificate of a mqtts:// broker");
  file("--cert", options.cert, "Our certificate, for a broker that wants one");
  file("--key", options.key, "The key of our certificate");
}

void add_topics(CommandLine& line, MqttOptions& options) {
  line.value(
          "--prefix", [&options](Text text) { options.prefix = parse_prefix(text); },
          "The beginning of all topics (twc)")
      .type_name("TOPIC");
  line.value(
          "--bridge", [&options](Text text) { options.bridge = parse_topic_name(text); },
          "The name of this bridge; no two at a broker may have the same (the host name)")
      .type_name("NAME");
  line.value(
          "--name", [&options](Text text) { options.name = parse_topic_name(text); },
          "The name of the bus that comes in on standard input (bus)")
      .type_name("NAME");
  line.flag("--no-discovery", options.has_no_discovery,
            "Publish no discovery documents for Home Assistant");
  line.value(
          "--discovery-prefix",
          [&options](Text text) { options.discovery_prefix = parse_prefix(text); },
          "Where Home Assistant looks for them (homeassistant)")
      .type_name("TOPIC");
  line.flag("--vin", options.tells_vin, "Publish the VINs of cars as well");
  line.value(
          "--run-for", [&options](Text text) { options.run_for = parse_duration(text); },
          "End after so long")
      .type_name("DURATION");
}

constexpr auto examples = R"(Examples:
  twc-mqtt mqtt://localhost /run/twc/garage.sock
  twc-mqtt --password-file /etc/twc/mqtt.password mqtts://broker.lan /run/twc
  twc-sniff -F json tcp://10.0.0.9:8899 | twc-mqtt --name garage mqtt://localhost -

A SOURCE is the socket of a twc-fakemaster, a folder of such sockets, or - for JSON lines of
twc-sniff. A master never depends on the broker: what it caps, it caps without it.)";

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return as_topic_name(name.data());
}

/// Empty where all is well.
std::string refuse(const MqttOptions& options) {
  if (options.brokers.empty()) return "expected a BROKER, such as mqtt://localhost";
  if (options.sources.empty()) {
    return "expected a SOURCE behind the broker: the socket of a master, a folder of sockets, or -";
  }
  if (options.cert.empty() != options.key.empty()) return "--cert and --key go together";
  std::set<std::string> names{"bridge"};  // twc/bridge/... are topics of the bridge itself
  for (const std::string& source : options.sources) {
    const std::string name = source == "-" ? options.name : bus_name_of(source);
    std::error_code error;
    if (std::filesystem::is_directory(source, error)) continue;
    if (name.empty()) return nameless(source);
    if (!names.insert(name).second) return topics_taken(source, name);
  }
  return {};
}

}  // namespace

std::optional<Exit> read_options(int argc, const char* const* argv, MqttOptions& options) {
  CommandLine line{"twc-mqtt", "Publish Wall Connectors at an MQTT broker, and take limits there"};
  std::vector<std::string> broker;
  options.credentials = credentials_from_environment();
  line.positional("broker", broker, "mqtt://HOST or mqtts://HOST; further ones behind commas")
      .expected(1)
      ->allow_extra_args(false);
  line.positional("source", options.sources, "The socket of a master, a folder of sockets, or -");
  line.group("Login");
  add_login(line, options);
  line.group("Topics");
  add_topics(line, options);
  line.footer(examples);
  if (const auto exit = line.parse(argc, argv)) return exit;
  std::string wrong;
  try {
    if (!broker.empty()) options.brokers = parse_brokers(broker.front());
    wrong = refuse(options);
  } catch (const std::invalid_argument& bad) {
    wrong = bad.what();
  }
  if (!wrong.empty()) {
    complain("twc-mqtt", wrong);
    return Exit::usage;
  }
  if (const auto exit = line.checked()) return exit;
  if (options.bridge.empty()) options.bridge = host_name();
  if (options.has_no_discovery) options.discovery_prefix.clear();
  options.shared = line.shared();
  return std::nullopt;
}

}  // namespace twc::tools
