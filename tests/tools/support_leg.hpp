#pragma once
/// Where one program is plugged into a bus of the test's own: a socket or a terminal that can be
/// taken away and put back.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/support_peer.hpp"
#include "tools/support_telnet.hpp"

namespace twc::test {

/// Never waits. Bytes that are said while nobody is there are lost.
class Leg {
 public:
  Leg() = default;
  Leg(const Leg&) = delete;
  Leg& operator=(const Leg&) = delete;
  virtual ~Leg() = default;

  /// As a tool is told it.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Takes who has come and lets go of who has left. True when somebody has come.
  virtual bool look() = 0;
  [[nodiscard]] bool is_connected() const { return peer_.has_value(); }
  /// The descriptor to poll for the next thing that happens here; -1 when there is nothing.
  [[nodiscard]] virtual int fd() const { return peer_ ? peer_->fd() : -1; }

  /// Gives what the program said since the last call.
  [[nodiscard]] virtual std::string hear();
  /// True when it has it.
  virtual bool say(std::string_view bytes);
  /// As many as it takes now, as they are.
  std::size_t offer(std::string_view bytes) { return peer_ ? peer_->offer(bytes) : 0; }

  /// The adapter is pulled out, and plugged in again under the same name.
  virtual void unplug() { peer_.reset(); }
  virtual void plug() {}
  /// The connection is broken off, the server stays.
  void reset();

 protected:
  void connect(tools::Fd fd);
  [[nodiscard]] Peer& peer() { return *peer_; }
  /// It has left, and what it said before was heard.
  [[nodiscard]] bool is_over() { return peer_ && peer_->ended() && read_ == peer_->heard().size(); }

 private:
  std::optional<Peer> peer_;
  std::size_t read_ = 0;
};

/// A server for one client: tcp://.
class TcpLeg : public Leg {
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
class Rfc2217Leg final : public TcpLeg {
 public:
  [[nodiscard]] std::string name() const override { return "rfc2217" + TcpLeg::name().substr(3); }
  bool look() override;
  [[nodiscard]] std::string hear() override;
  bool say(std::string_view bytes) override { return TcpLeg::say(TelnetServer::escape(bytes)); }

 private:
  TelnetServer telnet_;
};

/// A pseudo-terminal behind a link, as udev makes one for an adapter.
class SerialLeg final : public Leg {
 public:
  explicit SerialLeg(std::string link) : link_{std::move(link)} { SerialLeg::plug(); }
  ~SerialLeg() override { SerialLeg::unplug(); }

  [[nodiscard]] std::string name() const override { return link_; }
  bool look() override;
  [[nodiscard]] int fd() const override { return is_open_ ? Leg::fd() : -1; }
  bool say(std::string_view bytes) override { return is_open_ && Leg::say(bytes); }
  void unplug() override;
  void plug() override;

 private:
  std::string link_;
  bool is_open_ = false;  ///< by a program
};

/// The other way round: the program has a bus of its own, pty: or listen://, and we join it.
class JoinedLeg final : public Leg {
 public:
  explicit JoinedLeg(std::string kind) : kind_{std::move(kind)} {}

  [[nodiscard]] std::string name() const override { return kind_; }
  bool look() override { return std::exchange(is_new_, false); }
  /// `place` as the program tells it.
  void join(const std::string& place);

 private:
  std::string kind_;
  bool is_new_ = false;
};

}  // namespace twc::test
