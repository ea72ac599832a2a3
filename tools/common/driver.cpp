#include "common/driver.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "endpoint/spacing.hpp"

namespace twc::tools {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration network_echo_window = seconds{3};
constexpr Duration wire_echo_window = seconds{1};
constexpr Duration longest_patience = seconds{160};

/// The bytes that the line makes of `bytes`.
std::vector<std::uint8_t> through(const Spoil& spoil, Bytes bytes) {
  std::vector<std::uint8_t> out{bytes.begin(), bytes.end()};
  if (spoil) spoil(out);
  return out;
}

}  // namespace

Driver::Driver(asio::io_context& io, Endpoint& endpoint, Driven& driven, RecordSink& records,
               const DriverOptions& options)
    : endpoint_{endpoint},
      driven_{driven},
      records_{records},
      options_{options},
      time_{options.speed, endpoint.sim_time(), options.begins},
      alarm_{io, time_, [this] { turn(); }},
      is_network_{is_network(endpoint.name())},
      end_byte_wait_{time_.on_bus(spacing_of(endpoint.name()).end_byte)},
      decoder_{spacing_of(endpoint.name()).partial_frame},
      echo_{is_network_ ? network_echo_window : wire_echo_window},
      partial_frame_{spacing_of(endpoint.name()).partial_frame},
      line_{options.baud},
      patience_{options.longest_silence} {}

void Driver::open() {
  is_open_ = true;
  endpoint_.open(*this);
  wake();
}

void Driver::close() {
  if (!is_open_) return;
  is_open_ = false;
  endpoint_.close();
  alarm_.cancel();
  finish_listening();
}

void Driver::up(std::string_view where) {
  was_up_ = true;
  silent_since_.reset();
  driven_.link_up(now(), where);
  turn();
}

void Driver::down(Outage outage, std::string_view why) {
  finish_listening();
  driven_.link_down(now(), outage, why);
  turn();
}

void Driver::bytes(Bytes chunk) {
  const Time at = now();
  was_alive_ = true;
  silent_since_.reset();
  patience_ = options_.longest_silence;
  listen(at, through(options_.spoil_heard, chunk));
  turn();
}

void Driver::wake() {
  // The driver looks at what a node's own call leads to when the call is over.
  if (!is_turning_) turn();
}

void Driver::turn() {
  if (!is_open_) return;
  is_turning_ = true;
  const Time at = now();
  listen(at, {});
  send_what_is_due(at);
  reopen_if_silent(at);
  driven_.turned(at);
  is_turning_ = false;
  sleep(at);
}

void Driver::listen(Time at, Bytes chunk) {
  const bool was_turning = std::exchange(is_turning_, true);
  const Stamp when = stamp();
  const bool was_open = decoder_.deadline().has_value();
  bool is_frame = false;
  decoder_.feed(at, chunk, [&](const wire::Event& event) {
    is_frame = is_frame || std::holds_alternative<wire::Frame>(event);
    take(at, when, event);
  });
  if (!chunk.empty()) {
    line_.heard(at, was_open, is_frame);
    tell_pause();
    held_until_ = at + end_byte_wait_;
  }
  if (held_until_ && at >= *held_until_) {
    held_until_.reset();
    assembler_.flush(records_);
  }
  is_turning_ = was_turning;
}

/// The line is gone: what was begun on it has no end.
void Driver::finish_listening() {
  decoder_.finish([this](const wire::Event& event) {
    assembler_.on_event(event, stamp(), Direction::received, records_);
  });
  assembler_.flush(records_);
  held_until_.reset();
}

void Driver::take(Time at, const Stamp& when, const wire::Event& event) {
  if (is_echo(at, event)) {
    assembler_.on_event(event, when, Direction::echo, records_);
    if (options_.echo == EchoMode::automatic && !std::exchange(echo_told_, true)) {
      driven_.echo_found(at);
    }
    return;
  }
  assembler_.on_event(event, when, Direction::received, records_);
  if (!is_open_ || std::holds_alternative<wire::TrailingByte>(event)) return;
  driven_.hear(at, event);
}

void Driver::tell_pause() {
  if (line_.widest_gap() < pause_told_ + milliseconds{1}) return;
  pause_told_ = line_.widest_gap();
  driven_.pause_measured(pause_told_, std::min(line_.patience(), partial_frame_));
}

bool Driver::is_echo(Time at, const wire::Event& event) {
  const auto* const frame = std::get_if<wire::Frame>(&event);
  return options_.echo != EchoMode::off && frame != nullptr && echo_.is_echo(at, *frame);
}

void Driver::send_what_is_due(Time at) {
  while (is_open_ && was_up_ && may_send(at)) {
    waits_since_.reset();
    const auto frame = driven_.poll(at);
    if (!frame || !is_open_) return;
    send(at, *frame);
  }
}

bool Driver::may_send(Time at) {
  if (at >= line_.idle_at(decoder_.deadline()) && !endpoint_.has_unheard()) return true;
  const auto due = driven_.deadline();
  if (!due || at < *due) return false;
  if (!waits_since_) waits_since_ = at;
  return at >= line_.at_the_latest(*waits_since_);
}

void Driver::send(Time at, const wire::Frame& frame) {
  const auto slip = options_.accepts_harm
                        ? wire::SlipFrame::of(frame, options_.end_byte, wire::HarmAccepted{})
                        : wire::SlipFrame::of(frame, options_.end_byte);
  // Its time on the line passes also where it cannot leave, so that a node that always has another
  // one keeps to the schedule.
  line_.sent(at, slip ? slip->bytes().size() : frame.size());
  if (!slip) return driven_.note("a frame that does harm was not sent");
  if (!options_.sends_nothing && !transmit(at, frame, *slip)) return;
  assembler_.flush(records_);
  const auto end = options_.end_byte ? std::optional{static_cast<std::uint8_t>(*options_.end_byte)}
                                     : std::nullopt;
  records_.take({.when = stamp(), .direction = Direction::sent, .heard = frame, .end = end});
}

/// False when it was lost.
bool Driver::transmit(Time at, const wire::Frame& frame, const wire::SlipFrame& slip) {
  if (!endpoint_.is_up()) return false;
  // A frame behind others that wait would arrive late, and say what is not true any more.
  const bool is_jammed = endpoint_.unsent() > 0;
  if (is_jammed && !std::exchange(jam_told_, true)) {
    driven_.note("the line does not take what is sent; frames are lost");
  }
  if (is_jammed) return false;
  jam_told_ = false;
  endpoint_.send(through(options_.spoil_sent, slip.bytes()));
  echo_.sent(at, frame);
  if (was_alive_ && !silent_since_) silent_since_ = at;
  return true;
}

std::optional<Time> Driver::silent_at() const {
  if (!is_network_ || !silent_since_ || !endpoint_.is_up()) return std::nullopt;
  return *silent_since_ + patience_;
}

void Driver::reopen_if_silent(Time at) {
  const auto due = silent_at();
  if (!due || at < *due) return;
  const std::chrono::duration<double> waited = patience_;
  silent_since_.reset();
  patience_ = std::min(2 * patience_, longest_patience);
  endpoint_.reopen(fmt::format("not a byte came for {:g} s", waited.count()));
}

std::optional<Time> Driver::next_wake(Time at) const {
  constexpr Duration just_after{1};  // a frame has to be older than its limit
  constexpr Duration breath = milliseconds{1};
  std::optional<Time> next;
  const auto consider = [&next](Time when) { next = std::min(when, next.value_or(when)); };
  if (const auto due = driven_.deadline(); due && was_up_) {
    const Time latest = line_.at_the_latest(waits_since_.value_or(std::max(*due, at)));
    const Time free = std::min(line_.idle_at(decoder_.deadline()), latest);
    // A node that is due and had nothing to say does not keep us awake.
    consider(std::max(free, *due > at ? *due : at + breath));
  }
  if (const auto due = decoder_.deadline()) consider(*due + just_after);
  if (held_until_) consider(*held_until_);
  if (const auto due = silent_at()) consider(*due);
  return next;
}

void Driver::sleep(Time at) {
  if (!is_open_) return;
  const auto next = next_wake(at);
  next ? alarm_.set(*next) : alarm_.cancel();
}

}  // namespace twc::tools
