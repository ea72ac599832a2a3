// SPDX-License-Identifier: MIT
#pragma once
/// An endpoint: a line that bytes come from and go to, whatever it is made of, reopened when it is
/// lost.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <twc/types.hpp>

#include "endpoint/lease.hpp"

namespace twc::tools {

class SimTime;

/// Why there is no line: a tool that never had one gives up at once.
enum class Outage : std::uint8_t { never_opened, lost };

/// Takes the cause out of a line for people that names the endpoint first.
[[nodiscard]] inline std::string_view cause_in(std::string_view line, std::string_view endpoint) {
  const bool is_named =
      line.starts_with(endpoint) && line.substr(endpoint.size()).starts_with(": ");
  return is_named ? line.substr(endpoint.size() + 2) : line;
}

/// The events that a line tells. All come out of io_context::run(), never out of open() or close().
/// Each may call close(); none may destroy the endpoint.
class LineEvents {
 public:
  LineEvents() = default;
  LineEvents(const LineEvents&) = delete;
  LineEvents& operator=(const LineEvents&) = delete;
  virtual ~LineEvents() = default;

  /// `where` is what the name stands for now: the port that listen://:0 got, the name of the
  /// pseudo-terminal, and otherwise the name itself.
  virtual void up(std::string_view where) = 0;
  /// Once for each outage, however many attempts to reopen fail. `why` is a line for people that
  /// names the endpoint. After `lost` it is tried again until close(); after `never_opened` not.
  virtual void down(Outage outage, std::string_view why) = 0;
  virtual void bytes(Bytes chunk) = 0;
  /// A line for people that is no loss of the line: a client that was dropped, a reopening that was
  /// refused.
  virtual void note(std::string_view what) = 0;
};

/// The party that switches the transceiver of an RS-485 bus between receiving and sending.
enum class Rs485 : std::uint8_t {
  automatic,  ///< the adapter, or the driver if it is set to; nothing is changed
  kernel,     ///< the driver, which is told to
  rts,        ///< we, by the line RTS: on while we send
  none,       ///< the adapter; a driver that does it is told not to
};

struct EndpointOptions {
  std::uint32_t baud = 9600;
  /// A line that is only listened to is opened for reading, and disturbs nobody who uses it.
  bool sends = false;
  /// Whether it may be listened to beside another reader.
  bool is_shared = false;
  Rs485 rs485 = Rs485::automatic;
  /// The pause before reopening doubles from the first to the longest, and starts anew once a line
  /// has brought bytes: one that opens and closes at once is not hurried after.
  std::chrono::milliseconds first_pause{500};
  std::chrono::milliseconds longest_pause{10'000};
  /// The kernel alone would try to connect for two minutes, and miss that the host is back.
  std::chrono::milliseconds connect_limit{5'000};
  /// A client of listen:// that leaves more than this unread is dropped: 64 KiB is over a minute of
  /// a busy bus, and nobody is helped by older bytes.
  std::size_t most_unsent = 65'536;
  /// A client of listen:// that says more than this at once is dropped, unless it is alone: the
  /// others could not keep up, and would be dropped in its place.
  std::size_t most_said = 16'384;
  /// How many seconds pass on a simulated bus in one of ours.
  double speed = 1;
  /// The seed of a simulated bus: other pauses, signs and cars with each; nothing: cars that are
  /// easy to follow.
  std::optional<std::uint64_t> seed{};
};

class Endpoint {
 public:
  Endpoint(asio::io_context& io, std::string name, const EndpointOptions& options);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  virtual ~Endpoint() = default;

  /// `events` must live until close().
  void open(LineEvents& events);
  /// Nothing is told after it.
  void close();

  /// Queues `chunk` for the line and never waits. Loses `chunk` while there is no line. Needs
  /// options.sends.
  void send(Bytes chunk);
  [[nodiscard]] bool is_up() const { return is_up_; }
  /// How much of what was sent the kernel has not taken yet.
  [[nodiscard]] virtual std::size_t unsent() const { return 0; }
  /// Whether bytes have come that were not told yet: a node that speaks now would not know them.
  [[nodiscard]] virtual bool has_unheard() const { return false; }
  /// The clock of a simulated bus; nothing where time is real.
  [[nodiscard]] virtual SimTime* sim_time() { return nullptr; }
  /// For a line that is up and yet dead: what is under way is not delivered any more, and `why` is
  /// told as its loss.
  void reopen(std::string_view why);

  [[nodiscard]] const std::string& name() const { return name_; }

 protected:
  /// One try, which ends in one call of opened(), failed() or refused(), now or later.
  virtual void attempt() = 0;
  /// Lets go of everything that attempt() took.
  virtual void drop() = 0;
  /// Called only while the line is up.
  virtual void transmit(Bytes chunk) = 0;
  /// Makes drop() forget what is under way, where it would be delivered otherwise.
  virtual void discard() {}

  void opened(std::string_view where);
  /// `why` without the name of the endpoint. Calls drop().
  void failed(std::string_view why);
  /// The same for a reason that lasts until somebody acts. It is told once even where the outage
  /// was told before with another reason.
  void refused(std::string_view why);
  void heard(Bytes chunk);
  void note(std::string_view what);

  /// Whether there was a line since open(), so that this is tried again.
  [[nodiscard]] bool was_up() const { return was_up_; }
  [[nodiscard]] asio::io_context& io() { return io_; }
  [[nodiscard]] const EndpointOptions& options() const { return options_; }

 private:
  void try_later();

  asio::io_context& io_;
  std::string name_;
  EndpointOptions options_;
  asio::steady_timer timer_;
  std::chrono::milliseconds pause_;
  LineEvents* events_ = nullptr;
  bool is_up_ = false;
  bool was_up_ = false;
  bool is_down_ = false;  ///< and that was told
  std::string told_;      ///< the refusal that was told last
  Lease lease_;
};

/// True for what is written like an endpoint or is a terminal device; everything else a tool may
/// take for a file. Opens nothing.
[[nodiscard]] bool names_endpoint(std::string_view name);

/// True for a path: whatever is there, it is opened as a serial port.
[[nodiscard]] bool names_serial_port(std::string_view name);

/// Whether what is behind the name may hold bytes back: sockets do, serial ports next to nothing.
[[nodiscard]] bool is_network(std::string_view name);

/// Throws std::invalid_argument with a line for people when the name or the options make no sense.
/// Touches nothing before open().
[[nodiscard]] std::unique_ptr<Endpoint> make_endpoint(asio::io_context& io, std::string_view name,
                                                      const EndpointOptions& options);

/// A line for people where something else stands in the place of the endpoint, so that it can never
/// be opened. A port that is not there, or busy, may be there later. Opens nothing.
[[nodiscard]] std::optional<std::string> endpoint_obstacle(std::string_view name);

/// A line for people where a start could not open the endpoint now. Opens a port or a connection as
/// a start does, sends nothing, and lets go of it; makes no pseudo-terminal.
[[nodiscard]] std::optional<std::string> opening_fault(std::string_view name,
                                                       const EndpointOptions& options);

/// A line for people where make_endpoint() would throw.
[[nodiscard]] std::optional<std::string> endpoint_fault(std::string_view name,
                                                        const EndpointOptions& options);

}  // namespace twc::tools
