// SPDX-License-Identifier: MIT
#pragma once
/// The socket options that every TCP connection of a bus gets.

#include <asio/ip/tcp.hpp>

namespace twc::tools {

/// Bytes leave at once, and a host that vanished without a word is noticed within about 20 s.
void set_bus_options(asio::ip::tcp::socket& socket);

/// The kernel keeps a few seconds of a bus at most for a peer that takes nothing: what waits longer
/// is better lost.
void hold_little(asio::ip::tcp::socket& socket);

/// Lets the kernel deliver nothing more once `socket` is closed: bytes that have not arrived by
/// then are lost.
void reset_on_close(asio::ip::tcp::socket& socket);

}  // namespace twc::tools
