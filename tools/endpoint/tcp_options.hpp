#pragma once
/// What every TCP connection of a bus is set to.

#include <asio/ip/tcp.hpp>

namespace twc::tools {

/// Bytes leave at once, and a host that vanished without a word is noticed within about 20 s.
void set_bus_options(asio::ip::tcp::socket& socket);

}  // namespace twc::tools
