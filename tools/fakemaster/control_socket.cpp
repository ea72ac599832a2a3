// SPDX-License-Identifier: MIT
#include "fakemaster/control_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/write.hpp>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/clock.hpp"
#include "common/event_line.hpp"
#include "common/exit.hpp"
#include "common/writable.hpp"

namespace twc::tools {
namespace {

using asio::local::stream_protocol;

constexpr std::size_t most_clients = 32;
/// A client that leaves more bytes unread than this is dropped. They wait in this process; the
/// kernel holds some more. All clients together leave a few megabytes at most.
constexpr std::size_t most_unread = 131'072;
/// The commands of a client wait while it leaves more than this unread. A client that does so for
/// `unread_for` is dropped.
constexpr std::size_t some_unread = 32'768;
constexpr Duration unread_for = std::chrono::seconds{2};
constexpr std::uint32_t most_commands = 100;  ///< from a client, at once and in a second
constexpr std::uint32_t most_visits = 100;    ///< connections, at once and in a second
/// Clients that wait have a turn after each pause, with so many commands each. The loop sees to the
/// line in between.
constexpr std::chrono::milliseconds pause_of_turns{10};
constexpr int commands_of_turn = 20;

constexpr std::string_view is_no_socket = "exists and is no socket; it is left alone";

std::string as_fault(const std::string& path, std::string_view why) {
  return fmt::format("--socket {}: {}", path, why);
}

constexpr std::string_view is_in_use = "another process listens there";

[[noreturn]] void refuse(const std::string& path, std::string_view why) {
  throw Failure{Exit::failure, as_fault(path, why)};
}

/// 0 where somebody listens, otherwise an errno. A process that listens there may hang: the probe
/// does not wait for it.
int probe(asio::io_context& io, const std::string& path) {
  stream_protocol::socket socket{io};
  socket.open();
  socket.native_non_blocking(true);
  const stream_protocol::endpoint place{path};
  const auto size = static_cast<socklen_t>(place.size());
  const int error = ::connect(socket.native_handle(), place.data(), size) == 0 ? 0 : errno;
  return error == EAGAIN ? 0 : error;
}

/// Removes the socket that a killed run has left behind. Refuses to remove anything else.
void clear(asio::io_context& io, const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISSOCK(status.st_mode)) refuse(path, is_no_socket);
  const int error = probe(io, path);
  if (error == 0) refuse(path, is_in_use);
  if (error == ECONNREFUSED) ::unlink(path.c_str());
}

/// Sets the group before the permission, so that no other group may connect in between. Leaves a
/// group alone that is right already: a service may be forbidden to change it.
void share(const std::string& path, gid_t group) {
  constexpr uid_t same_owner{static_cast<uid_t>(-1)};
  constexpr mode_t owner_and_group = 0660;
  struct stat status {};
  const bool is_known = ::stat(path.c_str(), &status) == 0;
  const bool is_given =
      (is_known && status.st_gid == group) || ::chown(path.c_str(), same_owner, group) == 0;
  if (is_given && ::chmod(path.c_str(), owner_and_group) == 0) return;
  throw std::system_error{errno, std::generic_category()};
}

/// Whether this process may give a file to `group`: it is root or a member, or the
/// folder (set-group-ID) gives its own group to new files.
bool may_share(const std::string& path, gid_t group) {
  if (::geteuid() == 0 || ::getegid() == group) return true;
  std::vector<gid_t> ours(static_cast<std::size_t>(std::max(::getgroups(0, nullptr), 0)));
  const int count = ::getgroups(static_cast<int>(ours.size()), ours.data());
  if (count > 0 && std::ranges::find(ours, group) != ours.end()) return true;
  struct stat folder {};
  const std::string parent = std::filesystem::absolute(path).parent_path();
  const bool is_known = ::stat(parent.c_str(), &folder) == 0;
  return is_known && (folder.st_mode & S_ISGID) != 0 && folder.st_gid == group;
}

}  // namespace

std::optional<std::string> socket_fault(const std::string& path, std::optional<gid_t> group) {
  if (path.empty()) return std::nullopt;
  const auto message = [](int error) { return std::generic_category().message(error); };
  constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() > longest) return as_fault(path, message(ENAMETOOLONG));
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0 && !S_ISSOCK(status.st_mode)) {
    return as_fault(path, is_no_socket);
  }
  if (const int fault = folder_fault(path)) return as_fault(path, message(fault));
  if (group && !may_share(path, *group)) return as_fault(path, message(EPERM));
  return std::nullopt;
}

std::optional<std::string> socket_use(const std::string& path) {
  if (path.empty()) return std::nullopt;
  asio::io_context io;
  return probe(io, path) == 0 ? std::optional{as_fault(path, is_in_use)} : std::nullopt;
}

struct ControlSocket::Client {
  Client(Socket socket, const ClientWishes& its_wishes)
      : stream{std::make_shared<ByteStream<Socket>>(std::move(socket))}, wishes{its_wishes} {}
  std::shared_ptr<ByteStream<Socket>> stream;
  LineSplitter lines;
  ClientWishes wishes;
  Allowance commands{now(), most_commands, most_commands};
  std::string waiting;               ///< the part of the last chunk that waits for its turn
  std::optional<Time> unread_since;  ///< since then its commands wait until it reads
};

ControlSocket::ControlSocket(asio::io_context& io, std::string path, std::optional<gid_t> group,
                             const ClientWishes& wishes, Obey obey)
    : io_{io},
      path_{std::move(path)},
      wishes_{wishes},
      obey_{std::move(obey)},
      acceptor_{io},
      pause_{io},
      turn_{io},
      visits_{now(), most_visits, most_visits} {
  try {
    clear(io_, path_);
    listen(group);
  } catch (const std::system_error& error) {
    refuse(path_, error.code().message());
  }
  accept();
}

ControlSocket::~ControlSocket() {
  for (const auto& client : clients_) client->stream->close();
  if (FileIdentity{path_} == identity_) ::unlink(path_.c_str());
}

void ControlSocket::listen(std::optional<gid_t> group) {
  constexpr mode_t only_owner = 0177;
  acceptor_.open();
  const mode_t before = ::umask(only_owner);
  asio::error_code error;
  acceptor_.bind(stream_protocol::endpoint{path_}, error);
  ::umask(before);
  if (error) throw std::system_error{error};
  identity_ = FileIdentity{path_};
  if (group) share(path_, *group);
  acceptor_.listen();
}

void ControlSocket::accept() {
  if (!visits_.has(now())) return accept_later(std::chrono::milliseconds{50});
  acceptor_.async_accept(lease_.bind([this](const asio::error_code& error, Socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (error) return accept_later(std::chrono::seconds{1});  // too many open files, most likely
    visits_.take(now());
    admit(std::move(socket));
    accept();
  }));
}

void ControlSocket::accept_later(std::chrono::milliseconds pause) {
  pause_.expires_after(pause);
  pause_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (!error) accept();
  }));
}

void ControlSocket::admit(Socket socket) {
  if (clients_.size() >= most_clients) return turn_away(std::move(socket));
  asio::error_code ignored;
  socket.set_option(asio::socket_base::send_buffer_size{static_cast<int>(some_unread)}, ignored);
  auto& client = *clients_.emplace_back(std::make_unique<Client>(std::move(socket), wishes_));
  client.stream->start([this, &client](Bytes chunk) { hear(client, chunk); },
                       [this, &client](const asio::error_code&) { dismiss(client); });
}

/// The send buffer of a new connection is empty, so that this write does not block the loop.
void ControlSocket::turn_away(Socket socket) const {
  const std::string line =
      error_line(wishes_.style, "too_many_clients",
                 fmt::format("{} are connected; close one of them", most_clients)) +
      '\n';
  asio::error_code error;
  asio::write(socket, asio::buffer(line), error);
}

/// Reads the next chunk only when all commands of this one are obeyed.
void ControlSocket::hear(Client& client, Bytes chunk) {
  client.waiting.assign(chunk.begin(), chunk.end());
  client.stream->pause();
  attend(client);
  drop_slow_clients();
}

void ControlSocket::attend(Client& client) {
  for (int count = 0; count < commands_of_turn && !client.waiting.empty(); ++count) {
    if (!obey_line(client)) break;
  }
  if (!client.waiting.empty()) return attend_later();
  client.unread_since.reset();
  client.stream->resume();
}

bool ControlSocket::obey_line(Client& client) {
  const Time at = now();
  if (!client.commands.has(at)) return false;
  if (client.stream->unsent() > some_unread) {
    if (!client.unread_since) client.unread_since = at;
    return false;
  }
  client.unread_since.reset();
  const std::size_t size = std::min(client.waiting.find('\n'), client.waiting.size() - 1) + 1;
  std::string answers;
  client.lines.feed(std::string_view{client.waiting}.substr(0, size),
                    [&](std::optional<std::string_view> line) {
                      client.commands.take(at);
                      answers += obey_(line, client.wishes) + '\n';
                    });
  client.waiting.erase(0, size);
  send(client, answers);
  return true;
}

void ControlSocket::attend_later() {
  if (std::exchange(is_turn_set_, true)) return;
  turn_.expires_after(pause_of_turns);
  turn_.async_wait(lease_.bind([this](const asio::error_code& error) {
    is_turn_set_ = false;
    if (!error) attend_all();
  }));
}

void ControlSocket::attend_all() {
  for (const auto& client : clients_) {
    if (!client->waiting.empty()) attend(*client);
  }
  drop_slow_clients();
}

void ControlSocket::tell(const EventLine& event) {
  for (const auto& client : clients_) {
    if (client->wishes.hears_events) send(*client, event.in(client->wishes.style) + '\n');
  }
  drop_slow_clients();
}

void ControlSocket::send(Client& client, const std::string& lines) {
  if (lines.empty()) return;
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(lines.data());
  client.stream->send({bytes, lines.size()});
}

void ControlSocket::drop_slow_clients() {
  std::erase_if(clients_, [at = now()](const auto& client) {
    const bool is_deaf = client->unread_since && at - *client->unread_since >= unread_for;
    if (client->stream->unsent() <= most_unread && !is_deaf) return false;
    client->stream->close();
    return true;
  });
}

void ControlSocket::dismiss(const Client& client) {
  std::erase_if(clients_, [&](const auto& other) { return other.get() == &client; });
}

}  // namespace twc::tools
