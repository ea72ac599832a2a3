// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/bus/program_faults.hpp>
#include <twc/wire/checksum.hpp>
#include <twc/wire/slip.hpp>

namespace twc::bus {
namespace {

constexpr wire::Function code_of(Bytes body) {
  return static_cast<wire::Function>((unsigned{body[0]} << 8U) | body[1]);
}

/// Whether the sender of a frame with this code stands right behind the code.
bool names_sender(wire::Function code) {
  using enum wire::Function;
  const wire::FunctionInfo* const info = wire::find(code);
  const bool is_legacy = code == legacy_serial || code == legacy_model || code == legacy_firmware ||
                         code == legacy_serial_request || code == legacy_model_request ||
                         code == legacy_firmware_request;
  return info != nullptr && info->hazard != wire::Hazard::never && code != idle && !is_legacy;
}

std::optional<TwcId> sender_in(Bytes body) {
  if (body.size() < 4 || !names_sender(code_of(body))) return std::nullopt;
  return TwcId{static_cast<std::uint16_t>((unsigned{body[2]} << 8U) | body[3])};
}

/// `body` with its checksum, or without it where `size` is one more.
ProgramFault fault(Rule rule, Bytes body, std::uint8_t got, std::uint8_t want) {
  return {.program = sender_in(body),
          .origin = Origin::heard,
          .rule = rule,
          .code = code_of(body),
          .got = got,
          .want = want,
          .size = body.size(),
          .times = 0,
          .others = 0};
}

/// Whether a frame of this code may have this length.
bool has_length(Bytes body, std::size_t size) {
  const wire::FunctionInfo* const info = wire::find(code_of(body));
  return info != nullptr && info->heard.contain(size);
}

bool could_be_frame(Bytes body) {
  const bool is_long = body.size() >= wire::Frame::shortest && body.size() <= wire::Frame::longest;
  return is_long && wire::begins_frame(body[0]);
}

bool is_special(std::uint8_t byte) {
  return byte == wire::slip_end || byte == wire::slip_esc;
}

/// `first`, a C0, and `second`, as one frame that a program wrote without escaping it.
std::optional<ProgramFault> unescaped(Bytes first, Bytes second) {
  std::array<std::uint8_t, wire::Frame::longest> body{};
  const std::size_t size = first.size() + 1 + second.size();
  if (first.size() < 2 || second.empty() || size > body.size()) return std::nullopt;
  std::ranges::copy(first, body.begin());
  body[first.size()] = wire::slip_end;
  std::ranges::copy(second, body.begin() + static_cast<std::ptrdiff_t>(first.size()) + 1);
  const Bytes whole = Bytes{body}.first(size);
  if (!has_length(whole, size) || !wire::Frame::check(whole)) return std::nullopt;
  return fault(Rule::escape_body, whole, whole.back(), whole.back());
}

}  // namespace

std::optional<TwcId> named_sender(const wire::Stretch& bad) {
  return sender_in(wire::unescape(bad.bytes()).bytes());
}

void ProgramFaults::hear_good(const wire::Frame& frame) {
  before_.clear();
  if (std::ranges::find(good_, frame) != good_.end()) return;
  good_[next_good_] = frame;
  next_good_ = (next_good_ + 1) % remembered;
}

Explained ProgramFaults::hear(const When& now, const wire::Stretch& stretch, Origin origin) {
  Explained explained;
  is_joined_ = false;
  std::optional<ProgramFault> broken = rule_broken(stretch);
  explained.with_previous = is_joined_;
  if (is_joined_) {
    before_.clear();
  } else {
    before_ = stretch;
  }
  const wire::Unescaped body = wire::unescape(stretch.bytes());
  const Bytes bytes = body.bytes();
  if (!broken && could_be_frame(bytes) && !resembles_good(bytes)) {
    const std::uint8_t want = wire::checksum(bytes.first(bytes.size() - 1));
    broken = fault(Rule::checksum, bytes, bytes.back(), want);
  }
  if (!broken) return explained;
  broken->origin = origin;
  Entry& known = entry(*broken, stretch);
  const std::uint32_t times = ++known.fault.times;
  if (times <= 2) known.first_two[times - 1] = now;
  if (times == 1) known.spell.since = now;
  known.spell.until = now;
  explained.by_program = known.is_proven();
  if (times == enough) {
    explained.earlier = known.first_two;
    explained.earlier_count = enough - 1;
  }
  return explained;
}

/// A rule whose breach explains exactly these bytes. That its bytes repeat is not asked here.
std::optional<ProgramFault> ProgramFaults::rule_broken(const wire::Stretch& stretch) {
  const wire::Unescaped unescaped = wire::unescape(stretch.bytes());
  const Bytes body = unescaped.bytes();
  if (body.size() >= 2 && body.size() <= wire::Frame::longest && wire::find(code_of(body))) {
    const Bytes front = body.first(body.size() - 1);
    const std::uint8_t sum = wire::checksum(front);
    const auto with_first = static_cast<std::uint8_t>(sum + body[0]);
    if (unescaped.has_bad_escape() && body.back() == sum && has_length(body, body.size())) {
      const Rule rule = is_special(sum) ? Rule::escape_checksum : Rule::escape_body;
      return fault(rule, body, body.back(), sum);
    }
    const std::uint8_t whole_sum = wire::checksum(body);
    if (whole_sum == wire::slip_end && has_length(body, body.size() + 1)) {
      return fault(Rule::escape_checksum, body, whole_sum, whole_sum);
    }
    if (body.size() >= wire::Frame::shortest && !unescaped.has_bad_escape()) {
      if (is_done_right(body)) return std::nullopt;
      if (body.back() == sum) return fault(Rule::length, body, body.back(), sum);
      if (body.back() == with_first) return fault(Rule::first_byte, body, body.back(), sum);
    }
  }
  const auto joined = join(stretch);
  is_joined_ = joined.has_value();
  return joined;
}

std::optional<ProgramFault> ProgramFaults::join(const wire::Stretch& stretch) const {
  if (before_.empty()) return std::nullopt;
  return unescaped(before_.bytes(), stretch.bytes());
}

/// Its sender has sent good frames of this code and length: then this one is damaged.
bool ProgramFaults::is_done_right(Bytes body) const {
  return std::ranges::any_of(good_, [body](const std::optional<wire::Frame>& good) {
    constexpr std::size_t code_and_sender = 4;
    return good && good->size() == body.size() &&
           std::ranges::equal(good->bytes().first(code_and_sender), body.first(code_and_sender));
  });
}

/// One byte off a frame that was heard lately: the line damaged another copy of that one.
bool ProgramFaults::resembles_good(Bytes body) const {
  return std::ranges::any_of(good_, [body](const std::optional<wire::Frame>& good) {
    if (!good || good->size() != body.size()) return false;
    std::size_t differences = 0;
    for (std::size_t at = 0; at < body.size(); ++at) differences += body[at] != good->bytes()[at];
    return differences <= 1;
  });
}

ProgramFaults::Entry& ProgramFaults::entry(const ProgramFault& fault,
                                           const wire::Stretch& stretch) {
  const auto known = std::span{entries_}.first(size_);
  const auto found = std::ranges::find_if(known, [&](const Entry& one) {
    const bool is_same_rule = one.fault.rule == fault.rule && one.fault.origin == fault.origin;
    return is_same_rule && one.fault.program == fault.program &&
           (fault.rule != Rule::checksum || one.wire == stretch);
  });
  if (found != known.end()) return *found;
  const auto times = [](const Entry& one) { return one.fault.times; };
  Entry& place =
      size_ < capacity ? entries_[size_++] : *std::ranges::min_element(entries_, {}, times);
  place = Entry{};
  place.wire = stretch;
  place.fault = fault;
  return place;
}

}  // namespace twc::bus
