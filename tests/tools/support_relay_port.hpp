// SPDX-License-Identifier: MIT
#pragma once
/// The port of a relay where one program is connected: a socket or a terminal that a test can take
/// away and put back.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/support_peer.hpp"
#include "tools/support_telnet.hpp"

namespace twc::test {

/// Never waits. Bytes for a program that is not connected are lost.
class RelayPort {
 public:
  RelayPort() = default;
  RelayPort(const RelayPort&) = delete;
  RelayPort& operator=(const RelayPort&) = delete;
  virtual ~RelayPort() = default;

  /// The endpoint, as the program is to be told.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Accepts a program that connects and drops one that has left. True when a program has
  /// connected.
  virtual bool look() = 0;
  [[nodiscard]] bool is_connected() const { return peer_.has_value(); }
  /// The descriptor to poll for the next event here; -1 when there is none.
  [[nodiscard]] virtual int fd() const { return peer_ ? peer_->fd() : -1; }

  /// The bytes that the program sent since the last call.
  [[nodiscard]] virtual std::string hear();
  /// True when the program takes all the bytes.
  virtual bool say(std::string_view bytes);
  /// Writes as many bytes as the program takes now, unchanged. Gives their number.
  std::size_t offer(std::string_view bytes) { return peer_ ? peer_->offer(bytes) : 0; }

  /// The adapter is pulled out, and plugged in again under the same name.
  virtual void unplug() { peer_.reset(); }
  virtual void plug() {}
  /// The connection is broken off, the server stays.
  void reset();

 protected:
  void connect(tools::Fd fd);
  [[nodiscard]] Peer& peer() { return *peer_; }
  /// The program has left, and all bytes that it sent were read.
  [[nodiscard]] bool is_over() { return peer_ && peer_->ended() && read_ == peer_->heard().size(); }

 private:
  std::optional<Peer> peer_;
  std::size_t read_ = 0;
};

/// A server for one client: tcp://.
class TcpRelayPort : public RelayPort {
 public:
  [[nodiscard]] std::string name() const override;
  bool look() override;
  [[nodiscard]] int fd() const override;
  void unplug() override;
  void plug() override;

 private:
  std::optional<Server> server_{std::in_place};
  std::uint16_t port_ = server_->port();
};

/// The same with COM port control: rfc2217://.
class Rfc2217RelayPort final : public TcpRelayPort {
 public:
  [[nodiscard]] std::string name() const override {
    return "rfc2217" + TcpRelayPort::name().substr(3);
  }
  bool look() override;
  [[nodiscard]] std::string hear() override;
  bool say(std::string_view bytes) override {
    return TcpRelayPort::say(TelnetServer::escape(bytes));
  }

 private:
  TelnetServer telnet_;
};

/// A pseudo-terminal behind a link, as udev makes one for an adapter.
class SerialRelayPort final : public RelayPort {
 public:
  explicit SerialRelayPort(std::string link) : link_{std::move(link)} { SerialRelayPort::plug(); }
  ~SerialRelayPort() override { SerialRelayPort::unplug(); }

  [[nodiscard]] std::string name() const override { return link_; }
  bool look() override;
  [[nodiscard]] int fd() const override { return is_open_ ? RelayPort::fd() : -1; }
  bool say(std::string_view bytes) override { return is_open_ && RelayPort::say(bytes); }
  void unplug() override;
  void plug() override;

 private:
  std::string link_;
  bool is_open_ = false;  ///< a program has it open
};

/// The program has a bus of its own, pty: or listen://, and the relay joins it.
class JoinedRelayPort final : public RelayPort {
 public:
  explicit JoinedRelayPort(std::string kind) : kind_{std::move(kind)} {}

  [[nodiscard]] std::string name() const override { return kind_; }
  bool look() override { return std::exchange(is_new_, false); }
  /// `place` is the name of the bus that the program prints.
  void join(const std::string& place);

 private:
  std::string kind_;
  bool is_new_ = false;
};

}  // namespace twc::test
