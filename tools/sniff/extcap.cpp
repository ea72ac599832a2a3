// SPDX-License-Identifier: MIT
#include "sniff/extcap.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "common/units.hpp"

namespace twc::tools {
namespace {

namespace files = std::filesystem;

/// The interface for endpoints that are no serial port here. The user types the endpoint.
constexpr std::string_view any_endpoint = "twc";

/// Wireshark also asks whether a capture filter is right, lets us choose anew, and lets us clean
/// up. Each of them is answered by saying nothing.
constexpr auto unanswered = std::to_array<const char*>(
    {"extcap-capture-filter", "extcap-reload-option", "extcap-cleanup-postkill"});

/// The arguments of Wireshark: `--name value`, `--name=value` and `--name`.
class Wishes {
 public:
  Wishes(int argc, const char* const* argv) {
    for (int at = 1; at < argc; ++at) {
      const std::string_view word = argv[at];
      if (!word.starts_with("--")) continue;
      const std::size_t equals = word.find('=');
      if (first_.empty() && word.starts_with("--extcap-")) first_ = word.substr(0, equals);
      std::string& value = values_[std::string{word.substr(2, equals - 2)}];
      if (equals != std::string_view::npos) {
        value = word.substr(equals + 1);
      } else if (at + 1 < argc && !std::string_view{argv[at + 1]}.starts_with("--")) {
        value = argv[++at];
      }
    }
  }
  /// The first one that only Wireshark gives.
  [[nodiscard]] const std::string& first() const { return first_; }
  [[nodiscard]] bool have(const std::string& name) const { return values_.contains(name); }
  [[nodiscard]] std::string of(const std::string& name) const {
    const auto found = values_.find(name);
    return found != values_.end() ? found->second : std::string{};
  }

 private:
  std::map<std::string, std::string> values_;
  std::string first_;
};

/// The sorted paths in `folder` whose names begin with one of `fronts`.
std::vector<files::path> devices_in(const files::path& folder,
                                    const std::vector<std::string>& fronts) {
  std::vector<files::path> found;
  std::error_code ignored;
  for (const auto& entry : files::directory_iterator{folder, ignored}) {
    const std::string name = entry.path().filename();
    const auto begins = [&name](const std::string& front) { return name.starts_with(front); };
    if (std::ranges::any_of(fronts, begins)) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

void list_interfaces() {
  fmt::print("extcap {{version={}}}{{display=Bus of Tesla Wall Connectors}}\n", TWC_VERSION);
  for (const std::string& port : serial_ports("/dev")) {
    fmt::print("interface {{value={}}}{{display=Wall Connectors on {}}}\n", port,
               files::path{port}.filename().string());
  }
  fmt::print("interface {{value={}}}{{display=Wall Connectors over TCP, or elsewhere}}\n",
             any_endpoint);
}

void list_link_types() {
  fmt::print("dlt {{number=147}}{{name=USER0}}{{display=Frames of Wall Connectors}}\n");
}

void list_arguments(std::string_view interface) {
  if (interface == any_endpoint) {
    fmt::print(
        "arg {{number=0}}{{call=--endpoint}}{{display=Endpoint}}{{type=string}}{{required=true}}"
        "{{placeholder=tcp://10.0.0.9:8899}}{{tooltip=tcp://HOST:PORT, rfc2217://HOST:PORT, "
        "listen://ADDRESS:PORT, a serial port, or sim:}}\n");
  } else {
    fmt::print(
        "arg {{number=0}}{{call=--baud}}{{display=Bits per second}}{{type=unsigned}}"
        "{{default=9600}}\n");
  }
  fmt::print(
      "arg {{number=1}}{{call=--shared}}{{display=Listen although another process reads the port}}"
      "{{type=boolflag}}{{default=false}}\n");
}

unsigned baud_of(const std::string& text) {
  try {
    return parse_baud(text);
  } catch (const std::invalid_argument& wrong) {
    throw Failure{Exit::usage, fmt::format("--baud: {}", wrong.what())};
  }
}

/// Turns the arguments of Wireshark into the options of a capture. Throws Failure.
void take_capture(const Wishes& wishes, SniffOptions& options) {
  const std::string interface = wishes.of("extcap-interface");
  const std::string source = interface == any_endpoint ? wishes.of("endpoint") : interface;
  if (source.empty()) {
    throw Failure{Exit::usage,
                  "expected an endpoint, such as tcp://10.0.0.9:8899: in Wireshark it is an "
                  "option of the interface"};
  }
  const std::string fifo = wishes.of("fifo");
  if (fifo.empty()) throw Failure{Exit::usage, "--fifo: expected the pipe to write to"};
  if (wishes.have("baud")) options.line.baud = baud_of(wishes.of("baud"));
  options.line.is_shared = wishes.have("shared");
  if (!names_endpoint(source)) {
    throw Failure{Exit::endpoint, fmt::format("{}: expected an endpoint or a serial port", source)};
  }
  if (const auto fault = endpoint_fault(source, options.line)) throw Failure{Exit::usage, *fault};
  options.sources = {source};
  options.outputs = {
      {.kind = OutputKind::pcapng, .path = fifo}
  };
  options.shared.quiet = true;  // Wireshark takes each line on standard error for a fault
}

}  // namespace

bool is_called_by_wireshark(int argc, const char* const* argv) {
  return std::any_of(argv + std::min(argc, 1), argv + argc, [](const char* word) {
    return std::string_view{word}.starts_with("--extcap-");
  });
}

std::optional<Exit> answer_wireshark(int argc, const char* const* argv, SniffOptions& options) {
  const Wishes wishes{argc, argv};
  if (wishes.have("capture")) {
    take_capture(wishes, options);
    return std::nullopt;
  }
  if (wishes.have("extcap-interfaces")) {
    list_interfaces();
  } else if (wishes.have("extcap-dlts")) {
    list_link_types();
  } else if (wishes.have("extcap-config")) {
    list_arguments(wishes.of("extcap-interface"));
  } else if (!std::ranges::any_of(unanswered,
                                  [&](const char* name) { return wishes.have(name); })) {
    throw Failure{Exit::usage, fmt::format("{}: expected --extcap-interfaces, --extcap-dlts, "
                                           "--extcap-config or --capture, as Wireshark asks",
                                           wishes.first())};
  }
  return Exit::done;
}

std::vector<std::string> serial_ports(const files::path& devices) {
  std::vector<std::string> ports;
  std::vector<files::path> named;
  std::error_code ignored;
  for (const files::path& path : devices_in(devices / "serial" / "by-id", {""})) {
    ports.push_back(path);
    named.push_back(files::weakly_canonical(path, ignored));
  }
  for (const files::path& path : devices_in(devices, {"ttyUSB", "ttyACM", "ttyAMA", "ttyXRUSB"})) {
    const bool has_name =
        std::ranges::find(named, files::weakly_canonical(path, ignored)) != named.end();
    if (!has_name) ports.push_back(path);
  }
  return ports;
}

}  // namespace twc::tools
