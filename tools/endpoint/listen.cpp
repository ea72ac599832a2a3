// SPDX-License-Identifier: MIT
#include "endpoint/listen.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <asio/error.hpp>
#include <asio/ip/v6_only.hpp>
#include <fmt/format.h>

#include "endpoint/clock.hpp"
#include "endpoint/tcp_options.hpp"

namespace twc::tools {
namespace {

using asio::ip::tcp;

/// A program that floods reconnects at once.
constexpr Duration ban = std::chrono::seconds{10};
constexpr std::chrono::milliseconds pause_of_bans{20};

/// Where to listen. Asking for the addresses of a name of this machine is quick enough to wait for.
tcp::endpoint find(asio::io_context& io, const Address& address) {
  asio::error_code error;
  const auto numeric = asio::ip::make_address(address.host, error);
  if (!error) return {numeric, address.port};
  tcp::resolver resolver{io};
  const auto found = resolver.resolve(address.host, std::to_string(address.port));
  return found.begin()->endpoint();
}

tcp::acceptor listen_at(asio::io_context& io, const tcp::endpoint& where) {
  tcp::acceptor acceptor{io, where.protocol()};
  acceptor.set_option(tcp::acceptor::reuse_address{true});
  if (where.address() == asio::ip::address_v6::any()) {
    acceptor.set_option(asio::ip::v6_only{false});
  }
  acceptor.bind(where);
  acceptor.listen();
  return acceptor;
}

tcp::acceptor listen(asio::io_context& io, const Address& address) {
  if (!address.host.empty()) return listen_at(io, find(io, address));
  try {
    return listen_at(io, {tcp::v6(), address.port});
  } catch (const asio::system_error& error) {
    if (error.code() != asio::error::address_family_not_supported) throw;
    return listen_at(io, {tcp::v4(), address.port});
  }
}

std::string why_refused(const asio::error_code& error) {
  if (error == asio::error::address_in_use) return "another program listens there already";
  if (error.value() == EADDRNOTAVAIL) return "this machine has no such address";
  if (error == asio::error::access_denied) return "permission denied; ports from 1024 up are free";
  if (error.category() == asio::error::get_netdb_category()) {
    return fmt::format("cannot find the address ({})", error.message());
  }
  return error.message();
}

std::string peer_of(tcp::socket& socket) {
  asio::error_code error;
  const auto peer = socket.remote_endpoint(error);
  return error ? "a client" : to_text(peer);
}

}  // namespace

ListenEndpoint::ListenEndpoint(asio::io_context& io, std::string name, Address address,
                               const EndpointOptions& options)
    : Endpoint{io, std::move(name), options},
      address_{std::move(address)},
      acceptor_{io},
      pause_{io} {}

void ListenEndpoint::attempt() {
  std::string where;
  try {
    acceptor_ = listen(io(), address_);
    address_.port = acceptor_.local_endpoint().port();  // clients that come back look for us there
    where = fmt::format("listen://{}", to_text(acceptor_.local_endpoint()));
  } catch (const asio::system_error& error) {
    return failed(why_refused(error.code()));
  }
  accept();
  opened(where);
}

void ListenEndpoint::accept() {
  acceptor_.async_accept(lease_.bind([this](const asio::error_code& error, tcp::socket socket) {
    if (error) return refuse(error);
    is_full_ = false;
    if (is_banned(socket)) return pause(pause_of_bans);  // closes it
    admit(std::move(socket));
    accept();
  }));
}

void ListenEndpoint::refuse(const asio::error_code& error) {
  // Too many open files, most likely. The clients that are here stay, and one line is enough.
  pause(options().first_pause);
  if (std::exchange(is_full_, true)) return;
  note(fmt::format("cannot take another client: {}", error.message()));
}

void ListenEndpoint::pause(std::chrono::milliseconds duration) {
  pause_.expires_after(duration);
  pause_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (!error) accept();
  }));
}

void ListenEndpoint::admit(tcp::socket socket) {
  set_bus_options(socket);
  // The kernel would otherwise hold some megabytes for a client that does not read: an hour of bus.
  asio::error_code ignored;
  const auto most = static_cast<int>(options().most_unsent);
  socket.set_option(tcp::socket::send_buffer_size{most}, ignored);

  // Four times what the bus of others carries in the long run, and much at once after a network
  // that stood still.
  constexpr std::uint32_t bits = 10;  // a byte
  const Allowance speech{now(), static_cast<std::uint32_t>(options().most_said),
                         4 * options().baud / bits};
  const auto client = std::make_shared<Client>(std::move(socket));
  clients_.push_back({.client = client, .speech = speech});
  auto& handle = *client;
  client->start([this, &handle](Bytes chunk) { hear(handle, chunk); },
                [this, &handle](const asio::error_code&) { dismiss(handle); });
}

void ListenEndpoint::hear(Client& client, Bytes chunk) {
  if (floods(client, chunk.size())) {
    const std::string peer = peer_of(client.stream());
    asio::error_code ignored;
    flooded_from_ = client.stream().remote_endpoint(ignored).address();
    banned_until_ = now() + ban;
    client.close();
    dismiss(client);
    return note(peer + " says more than a bus carries and is dropped");
  }
  say(chunk, &client);
  heard(chunk);
}

bool ListenEndpoint::is_banned(const tcp::socket& socket) const {
  asio::error_code error;
  const auto peer = socket.remote_endpoint(error);
  return !error && now() < banned_until_ && peer.address() == flooded_from_;
}

/// A client that is alone disturbs nobody.
bool ListenEndpoint::floods(const Client& client, std::size_t bytes) {
  const auto guest = std::ranges::find(clients_, &client, [](const Guest& one) {
    return static_cast<const Client*>(one.client.get());
  });
  const bool is_over = !guest->speech.has(now(), bytes);
  guest->speech.take(now(), bytes);
  return is_over && clients_.size() > 1;
}

void ListenEndpoint::say(Bytes chunk, const Client* from) {
  std::vector<std::string> slow;
  std::erase_if(clients_, [&](const Guest& guest) {
    Client& client = *guest.client;
    if (&client == from) return false;
    client.send(chunk);
    if (client.unsent() <= options().most_unsent) return false;
    slow.push_back(peer_of(client.stream()));
    // The bytes that the kernel still holds are old: the kernel is to deliver them no more.
    reset_on_close(client.stream());
    client.close();
    return true;
  });
  for (const auto& peer : slow) note(fmt::format("{} reads too slowly and is dropped", peer));
}

void ListenEndpoint::dismiss(const Client& client) {
  std::erase_if(clients_, [&](const Guest& other) { return other.client.get() == &client; });
}

void ListenEndpoint::discard() {
  for (const Guest& guest : clients_) reset_on_close(guest.client->stream());
}

void ListenEndpoint::drop() {
  lease_.renew();
  is_full_ = false;
  pause_.cancel();
  asio::error_code ignored;
  acceptor_.close(ignored);
  for (const Guest& guest : clients_) guest.client->close();
  clients_.clear();
}

}  // namespace twc::tools
