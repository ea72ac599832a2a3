// SPDX-License-Identifier: MIT
/// A Port with any bytes on its line, at any time: its node speaks only while the line is idle,
/// whole frames or nothing leave, and a caller that keeps to the deadline is never late.

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include <twc/link/port.hpp>
#include <twc/wire/checksum.hpp>

#include "input.hpp"
#include "port_line.hpp"
#include "require.hpp"

namespace twc::fuzz {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

link::PortConfig config_of(Input& in) {
  const unsigned bits = in.next();
  const unsigned more = in.next();
  link::PortConfig config;
  config.kind = (bits & 0x01U) != 0 ? link::Kind::network : link::Kind::serial;
  config.spacing = link::Spacing::of(config.kind);
  config.drops_echoes = (bits & 0x02U) == 0;
  if ((bits & 0x04U) != 0) config.consent.emplace();
  config.is_up = (bits & 0x08U) == 0;
  if ((bits & 0x10U) != 0) config.listen_first = Duration::zero();
  if ((bits & 0x40U) != 0) config.baud = 115'200;
  if (bits == 0xFF) config.baud = 0;
  constexpr std::array<std::optional<wire::EndByte>, 3> ends{wire::EndByte::fc, wire::EndByte::fe,
                                                             std::nullopt};
  config.end_byte = ends[more % ends.size()];
  return config;
}

/// A frame of 14 or 16 bytes, with bytes to escape; some stop a unit, some destroy one.
wire::Frame frame_of(Input& in) {
  using wire::Function;
  constexpr std::array codes{Function::master_heartbeat,  Function::slave_heartbeat,
                             Function::master_linkready1, Function::slave_linkready,
                             Function::stop_charging,     Function::write_serial};
  const unsigned kind = in.next();
  const auto code = static_cast<unsigned>(codes[kind % codes.size()]);
  std::array<std::uint8_t, 16> bytes{static_cast<std::uint8_t>(code >> 8U),
                                     static_cast<std::uint8_t>(code),
                                     0x20,
                                     0x19,
                                     0xC0,
                                     0xDB};
  bytes[6] = in.next();
  const std::size_t size = kind >= 0x80U ? 14 : 16;
  bytes[size - 1] = wire::checksum(Bytes{bytes}.first(size - 1));
  const auto frame = wire::Frame::check(Bytes{bytes}.first(size));
  require(frame.has_value());
  return *frame;
}

/// The same line twice: a Port on it, and a reckoning of what the Port may do.
class Bench {
 public:
  Bench(Input& in, const link::PortConfig& config)
      : config_{config},
        quiet_{config},
        node_{.is_restless = (in.next() & 1U) != 0},
        is_prompt_{(in.next() & 1U) == 0} {
    if (config.is_up) up_since_ = now;
    port.observe(witness_, is_prompt_ ? link::Delivery::prompt : link::Delivery::with_other);
  }

  void receive(Bytes chunk) {
    quiet_.passes(now, chunk);
    port.receive(now, chunk);
  }
  void sent() {
    quiet_.passes(now, {});
    quiet_.sent(now);
    port.sent(now);
  }
  void say(const wire::Frame& frame, Duration later) {
    node_.next = frame;
    node_.due = now + later;
  }
  void line_up() {
    if (!up_since_) up_since_ = now;
    port.line_up(now);
    require(port.is_up());
  }
  void line_down() {
    finish();
    port.line_down(now);
    require(!port.is_up());
  }
  void finish() {
    quiet_.ends();
    port.finish(now);
    require(shown() == quiet_.frames());
    require(node_.heard + witness_.echoes == quiet_.frames());
  }
  void echo() { receive(std::vector<std::uint8_t>{last_sent_}); }

  bool transmit(const link::LineState& line = {}) {
    require(std::ranges::equal(last_out_, last_sent_));  // the bytes stayed until now
    quiet_.passes(now, {});
    const bool was_due = node_.deadline() && now >= *node_.deadline();
    node_.is_polled = false;
    node_.given.reset();
    witness_.kept.reset();
    const auto out = port.transmit(now, line);
    if (node_.is_polled) {
      check_turn(line);
    } else if (was_due && !waits_since_ && listens_no_more()) {
      waits_since_ = now;
    }
    check_out(out, line);
    const auto next = port.deadline();
    require(!next || *next > now);  // nobody spins
    return out.has_value();
  }

  /// A caller that wakes at the deadline only: the node gets its turn in time, and an observer that
  /// waits sees every frame.
  void settle() {
    const bool speaks = node_.next && up_since_ && !port.refusal();
    const Time begin = now;
    constexpr int most_turns = 8;
    for (int turns = 0; turns < most_turns && (node_.next || !node_.is_restless); ++turns) {
      const auto next = port.deadline();
      require(next || !speaks || !node_.next);
      if (!next) break;
      now = std::max(now, *next);
      transmit();
    }
    if (!port.deadline() && is_prompt_) require(shown() == quiet_.frames());
    if (!speaks) return;
    require(!node_.next);
    const Time from = std::max({begin, node_.due, *up_since_ + config_.listen_first});
    require(now <= from + std::chrono::seconds{3});
  }
  /// A caller that comes too early hears nothing. A node that was told what to say a moment ago may
  /// speak a breath before the deadline.
  void come_early() {
    const auto next = port.deadline();
    constexpr Duration breath = milliseconds{1};
    if (!next || *next - breath <= now) return;
    now = *next - breath - microseconds{1} > now ? *next - breath - microseconds{1} : now;
    const unsigned damage = node_.damage;
    require(!transmit());
    require(node_.damage == damage);
  }

  Time now{std::chrono::hours{1}};

 private:
  [[nodiscard]] unsigned shown() const { return witness_.frames + witness_.echoes; }
  [[nodiscard]] bool listens_no_more() const {
    return up_since_ && now >= *up_since_ + config_.listen_first && !port.refusal();
  }
  /// The node was asked: then nobody else spoke, or a line that never falls silent kept it waiting.
  void check_turn(const link::LineState& line) {
    constexpr Duration longest_wait = milliseconds{150};
    require(listens_no_more());
    require(!quiet_.is_own(now));
    const bool has_waited = waits_since_ && now - *waits_since_ >= longest_wait;
    require((quiet_.is_idle(now) && !line.has_unread) || has_waited);
    waits_since_.reset();
  }
  void check_out(const std::optional<Bytes>& out, const link::LineState& line) {
    last_out_ = out.value_or(Bytes{});
    last_sent_.assign(last_out_.begin(), last_out_.end());
    require(out.has_value() == (node_.given && !witness_.kept));
    if (!out) return;
    require(port.is_up() && !line.is_blocked);
    const auto harm = wire::hazard(*node_.given);
    require(harm != wire::Hazard::never && (harm == wire::Hazard::none || config_.consent));
    const auto whole = wire::SlipFrame::of(*node_.given, config_.end_byte, wire::HarmAccepted{});
    require(whole && std::ranges::equal(*out, whole->bytes()));
    quiet_.sends(now, out->size());
  }

  link::PortConfig config_;
  Quiet quiet_;
  Talker node_;
  bool is_prompt_;
  Witness witness_;
  std::optional<Time> up_since_;
  std::optional<Time> waits_since_;
  Bytes last_out_;
  std::vector<std::uint8_t> last_sent_;

 public:
  link::Port port{node_, config_, now};
};

void act(Bench& bench, std::uint8_t opcode, Input& in, std::vector<std::uint8_t>& rest) {
  const auto begin = [&rest, &in] {
    std::optional<wire::EndByte> end;
    if ((in.next() & 1U) == 0) end = wire::EndByte::fc;
    if (const auto whole = wire::SlipFrame::of(frame_of(in), end, wire::HarmAccepted{})) {
      rest.assign(whole->bytes().begin(), whole->bytes().end());
    }
  };
  switch (opcode) {
    case 0: {
      std::vector<std::uint8_t> chunk(in.next() % 24U);
      std::ranges::generate(chunk, [&in] { return in.next(); });
      return bench.receive(chunk);
    }
    case 1: begin(); return bench.receive(rest);
    case 2: return bench.receive(rest);
    case 3: {
      begin();
      const std::size_t size = std::min<std::size_t>(in.next() % 24U, rest.size());
      bench.receive(Bytes{rest}.first(size));
      rest.erase(rest.begin(), rest.begin() + static_cast<long>(size));
      return;
    }
    case 4: return bench.echo();
    case 5: return bench.sent();
    case 6: {
      const wire::Frame frame = frame_of(in);
      return bench.say(frame, milliseconds{in.next() * 8});
    }
    case 7: static_cast<void>(bench.transmit({.has_unread = true})); return;
    case 8: static_cast<void>(bench.transmit({.is_blocked = true})); return;
    case 9: return bench.line_up();
    case 10: return bench.line_down();
    case 11: return bench.settle();
    case 12: return bench.come_early();
    case 13: return bench.receive({});
    default: static_cast<void>(bench.transmit()); return;
  }
}

}  // namespace
}  // namespace twc::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twc::fuzz;
  constexpr std::array<std::int64_t, 16> steps{
      0,       200,     1'000,   2'100,   5'000,   20'000,    60'000,     99'000,
      101'000, 151'000, 300'000, 501'000, 999'000, 3'000'000, 30'000'000, 3'600'000'000};
  Input in{
      {data, size}
  };
  const auto config = config_of(in);
  Bench bench{in, config};
  std::vector<std::uint8_t> rest;
  while (!in.empty()) {
    const std::uint8_t opcode = in.next();
    bench.now += microseconds{steps[opcode >> 4U]};
    act(bench, opcode & 0x0FU, in, rest);
  }
  bench.finish();
  return 0;
}
