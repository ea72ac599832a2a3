// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <linux/major.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "endpoint/address.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/listen.hpp"
#include "endpoint/pty.hpp"
#include "endpoint/rfc2217.hpp"
#include "endpoint/serial.hpp"
#include "endpoint/serial_port.hpp"
#include "endpoint/sim.hpp"
#include "endpoint/tcp.hpp"

namespace twc::tools {
namespace {

constexpr std::string_view known =
    "known are a device (/dev/ttyUSB0), tcp://host:port, socket://host:port, rfc2217://host:port, "
    "listen://addr:port, pty:, pty:/path/link and sim:";

/// The part before `://`, or before the colon of the names that have no slashes; empty for a path.
std::string_view scheme_of(std::string_view name) {
  const auto end = name.find("://");
  if (end != std::string_view::npos && name.find('/') > end) return name.substr(0, end);
  for (const std::string_view bare : {"pty", "sim"}) {
    if (name.starts_with(bare) && name.substr(bare.size()).starts_with(':')) return bare;
  }
  return {};
}

Address tcp_address(std::string_view name, std::string_view text) {
  const auto address = parse_address(text);
  if (address && !address->host.empty() && address->port != 0) return *address;
  throw std::invalid_argument{fmt::format(
      "{}: expected host:port after ://, with a port from 1 to 65535, as in tcp://adapter:4000 or "
      "tcp://[::1]:4000",
      name)};
}

Address listen_address(std::string_view name, std::string_view text) {
  if (auto address = parse_address(text)) return *std::move(address);
  throw std::invalid_argument{fmt::format(
      "{}: expected addr:port after ://, with a port up to 65535, as in listen://127.0.0.1:4000 or "
      "listen://:4000",
      name)};
}

unsigned simulated_units(std::string_view name, std::string_view text) {
  if (text.empty()) return SimEndpoint::usual_units;
  unsigned units = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), units);
  const bool is_count = error == std::errc{} && end == text.end();
  if (is_count && units > 0 && units <= SimEndpoint::most_units) return units;
  throw std::invalid_argument{fmt::format(
      "{}: expected a number of Wall Connectors from 1 to 8 after sim:, as in sim:3", name)};
}

}  // namespace

bool names_endpoint(std::string_view name) {
  if (!scheme_of(name).empty()) return true;
  struct stat status {};
  if (::stat(std::string{name}.c_str(), &status) != 0) return name.starts_with("/dev/");
  // /dev/null and its like are character devices too, and no terminals.
  return S_ISCHR(status.st_mode) && major(status.st_rdev) != MEM_MAJOR;
}

bool names_serial_port(std::string_view name) {
  return scheme_of(name).empty();
}

bool is_network(std::string_view name) {
  return name.find("://") != std::string_view::npos && !scheme_of(name).empty();
}

std::unique_ptr<Endpoint> make_endpoint(asio::io_context& io, std::string_view name,
                                        const EndpointOptions& options) {
  const auto scheme = scheme_of(name);
  std::string whole{name};
  if (scheme.empty()) return std::make_unique<SerialEndpoint>(io, std::move(whole), options);
  if (scheme == "pty") {
    std::string link{name.substr(std::string_view{"pty:"}.size())};
    return std::make_unique<PtyEndpoint>(io, std::move(whole), std::move(link), options);
  }
  if (scheme == "sim") {
    const unsigned units = simulated_units(name, name.substr(std::string_view{"sim:"}.size()));
    return std::make_unique<SimEndpoint>(io, std::move(whole), units, options);
  }
  const auto rest = name.substr(std::min(name.size(), scheme.size() + 3));
  if (scheme == "tcp" || scheme == "socket") {
    return std::make_unique<TcpEndpoint>(io, std::move(whole), tcp_address(name, rest), options);
  }
  if (scheme == "rfc2217") {
    auto address = tcp_address(name, rest);
    return std::make_unique<Rfc2217Endpoint>(io, std::move(whole), std::move(address), options);
  }
  if (scheme == "listen") {
    auto address = listen_address(name, rest);
    return std::make_unique<ListenEndpoint>(io, std::move(whole), std::move(address), options);
  }
  throw std::invalid_argument{fmt::format("{}: no such kind of endpoint; {}", name, known)};
}

std::optional<std::string> endpoint_fault(std::string_view name, const EndpointOptions& options) {
  try {
    asio::io_context io;
    (void)make_endpoint(io, name, options);
    return std::nullopt;
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
}

std::optional<std::string> endpoint_obstacle(std::string_view name) {
  const auto scheme = scheme_of(name);
  std::optional<std::string> why;
  if (scheme.empty()) {
    if (const char* const what = other_than_port(std::string{name})) why = what;
  }
  const std::string_view link = scheme == "pty" ? name.substr(scheme.size() + 1) : "";
  if (!link.empty()) why = pty_link_fault(std::string{link});
  return why ? std::optional{fmt::format("{}: {}", name, *why)} : std::nullopt;
}

}  // namespace twc::tools
