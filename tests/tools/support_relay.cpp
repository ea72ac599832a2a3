// SPDX-License-Identifier: MIT
#include "tools/support_relay.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <poll.h>

#include <twc/wire/slip.hpp>

#include "endpoint/clock.hpp"

namespace twc::test {
namespace {

std::string on_wire(const wire::Frame& frame) {
  const auto slip = wire::SlipFrame::of(frame);
  ensure(slip.has_value(), "a frame that may be sent");
  return {slip->bytes().begin(), slip->bytes().end()};
}

/// The next moment at which the line lets something through.
Time burst_after(Time at, Duration burst) {
  if (burst == Duration{}) return at;
  const Duration since = at.time_since_epoch() % burst;
  return since == Duration{} ? at : at + (burst - since);
}

}  // namespace

std::size_t Relay::add(std::unique_ptr<RelayPort> port) {
  branches_.emplace_back().port = std::move(port);
  return branches_.size() - 1;
}

void Relay::say(const wire::Frame& frame) {
  for (std::size_t to = 0; to < branches_.size(); ++to) {
    write(to, {.due = {}, .bytes = on_wire(frame), .frames = {frame}});
  }
}

std::size_t Relay::offer(std::size_t to, std::string_view bytes) {
  return port(to).offer(bytes);
}

void Relay::wait(const std::vector<int>& others, Duration longest) const {
  std::vector<pollfd> ready;
  for (const Branch& branch : branches_) {
    ready.push_back({.fd = branch.port->fd(), .events = POLLIN, .revents = 0});
  }
  for (const int fd : others) ready.push_back({.fd = fd, .events = POLLIN, .revents = 0});
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until_due(longest));
  ::poll(ready.data(), ready.size(), static_cast<int>(wait.count()));
}

void Relay::move() {
  for (std::size_t at = 0; at < branches_.size(); ++at) pull(at);
  for (std::size_t at = 0; at < branches_.size(); ++at) deliver(at);
}

/// Bytes that were on their way to an earlier connection never arrive.
void Relay::welcome(std::size_t at) {
  const Time now = told_ = tools::now();
  for (const Passing& what : std::exchange(branches_[at].coming, {})) {
    for (const wire::Frame& frame : what.frames) witness_.lost(now, at, frame);
  }
  witness_.joined(now, at);
}

Duration Relay::until_due(Duration longest) const {
  const Time now = tools::now();
  Duration wait = longest;
  for (const Branch& branch : branches_) {
    if (!branch.coming.empty()) wait = std::min(wait, branch.coming.front().due - now);
  }
  return std::max(wait, Duration{});
}

void Relay::pull(std::size_t at) {
  if (port(at).look()) welcome(at);
  const std::string bytes = port(at).hear();
  if (bytes.empty()) return;
  const Time now = tools::now();
  Passing what{.due = {}, .bytes = bytes, .frames = {}};
  const std::vector<std::uint8_t> chunk{bytes.begin(), bytes.end()};
  branches_[at].decoder.feed(now, chunk, [&](const wire::Event& event) {
    if (const auto* const frame = std::get_if<wire::Frame>(&event)) what.frames.push_back(*frame);
  });
  told_ = now;
  for (const wire::Frame& frame : what.frames) witness_.said(now, at, frame);
  for (std::size_t to = 0; to < branches_.size(); ++to) {
    if (to != at) pass(now, at, to, what);
  }
  if (faults(at).echoes) port(at).say(bytes);
}

void Relay::pass(Time now, std::size_t from, std::size_t to, const Passing& what) {
  const LineFaults& here = faults(from);
  const LineFaults& there = faults(to);
  if (here.swallows || there.swallows) {
    for (const wire::Frame& frame : what.frames) witness_.lost(now, to, frame);
    return;
  }
  const Time due = burst_after(now + here.delay + there.delay, std::max(here.burst, there.burst));
  auto& coming = branches_[to].coming;
  const Time in_order = coming.empty() ? due : std::max(due, coming.back().due);
  coming.push_back({.due = in_order, .bytes = what.bytes, .frames = what.frames});
}

void Relay::deliver(std::size_t at) {
  auto& coming = branches_[at].coming;
  while (!coming.empty() && coming.front().due <= tools::now()) {
    const Passing what = std::exchange(coming.front(), {});
    coming.pop_front();
    write(at, what);
  }
}

/// The relay tells first what the program said before it could have read this, as it happened. The
/// program cannot have read this before it was written, however late we get to say so.
void Relay::write(std::size_t at, const Passing& what) {
  pull(at);
  const Time before = tools::now();
  const bool is_there = port(at).say(what.bytes);
  pull(at);
  told_ = std::max(told_, before);
  for (const wire::Frame& frame : what.frames) {
    is_there ? witness_.heard(told_, at, frame) : witness_.lost(told_, at, frame);
  }
}

}  // namespace twc::test
