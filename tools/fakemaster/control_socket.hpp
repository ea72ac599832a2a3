// SPDX-License-Identifier: MIT
#pragma once
/// A Unix socket that commands come in at, from up to 32 clients.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/steady_timer.hpp>
#include <sys/types.h>

#include "common/line_splitter.hpp"
#include "endpoint/allowance.hpp"
#include "endpoint/byte_stream.hpp"
#include "endpoint/file_identity.hpp"
#include "endpoint/lease.hpp"
#include "fakemaster/commands.hpp"
#include "fakemaster/event_formatter.hpp"

namespace twc::tools {

/// Tells people why no socket can be made at `path`, which may be empty for none. Makes no file,
/// and does not ask whether a process listens there now: socket_use() does.
[[nodiscard]] std::optional<std::string> socket_fault(const std::string& path,
                                                      std::optional<gid_t> group);

/// Tells people when another process listens at `path` now.
[[nodiscard]] std::optional<std::string> socket_use(const std::string& path);

/// Only its owner may connect, and a group where one is named. A client gets one line for each of
/// its lines, in order, and events where it wishes so. It is dropped when it leaves too many of
/// them unread. Heartbeats come first: a client that has more than 100 commands a second waits, and
/// so does one that connects when 100 have done so within the second.
class ControlSocket {
 public:
  /// Takes a line, or nothing for a line that is too long. Gives the answer without a line end.
  using Obey =
      std::function<std::string(std::optional<std::string_view> line, ClientWishes& client)>;

  /// Takes the place of a socket that nobody listens at any more. `wishes` holds for clients
  /// that have not said theirs. Throws Failure.
  ControlSocket(asio::io_context& io, std::string path, std::optional<gid_t> group,
                const ClientWishes& wishes, Obey obey);
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;
  ~ControlSocket();

  /// Sends an event to all clients that wish for events. `obey` must not call it: answers come
  /// first.
  void tell(const EventLine& event);

 private:
  using Socket = asio::local::stream_protocol::socket;
  struct Client;

  void listen(std::optional<gid_t> group);
  void accept();
  void accept_later(std::chrono::milliseconds pause);
  void admit(Socket socket);
  void turn_away(Socket socket) const;
  void hear(Client& client, Bytes chunk);
  /// Obeys as many waiting commands of the client as one turn allows.
  void attend(Client& client);
  /// Obeys the next line of the client. False when the client has to wait.
  [[nodiscard]] bool obey_line(Client& client);
  void attend_later();
  void attend_all();
  static void send(Client& client, const std::string& lines);
  void drop_slow_clients();
  void dismiss(const Client& client);

  asio::io_context& io_;
  std::string path_;
  FileIdentity identity_;  ///< the socket that this run made, and removes
  ClientWishes wishes_;
  Obey obey_;
  asio::local::stream_protocol::acceptor acceptor_;
  asio::steady_timer pause_;
  asio::steady_timer turn_;
  bool is_turn_set_ = false;
  Allowance visits_;
  std::vector<std::unique_ptr<Client>> clients_;
  Lease lease_;
};

}  // namespace twc::tools
