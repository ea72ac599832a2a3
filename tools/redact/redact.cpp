// SPDX-License-Identifier: MIT
#include "redact/redact.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <twc/wire/checksum.hpp>
#include <twc/wire/detail/judge.hpp>
#include <twc/wire/recover.hpp>
#include <twc/wire/slip.hpp>

#include "redact/blank.hpp"
#include "redact/layout.hpp"

namespace twc::tools {
namespace {

using Buffer = std::vector<std::uint8_t>;

/// How a frame that is good hides its texts.
enum class Payload : std::uint8_t {
  harmless,   ///< no text stands in it
  text,       ///< a VIN part or a serial number, behind the ids
  uncertain,  ///< nobody knows what stands where
};

Payload payload_of(const wire::Frame& frame) {
  const wire::FunctionInfo* const info = wire::find(frame.function());
  if (info == nullptr || !info->heard.contain(frame.size())) return Payload::uncertain;
  if (is_about_text(frame.bytes()[1])) return Payload::text;
  return info->hazard == wire::Hazard::never ? Payload::uncertain : Payload::harmless;
}

std::uint8_t sum_of(Bytes body) {
  return wire::checksum(body.first(body.size() - 1));
}

wire::Frame with_right_checksum(Buffer& bytes) {
  bytes.back() = sum_of(bytes);
  return *wire::Frame::check(bytes);  // code and length are those of a frame
}

/// The checksum of `redacted` is made as right or as wrong as that of `original`.
wire::Stretch with_same_fault(const wire::Stretch& redacted, const wire::Stretch& original) {
  const wire::Unescaped before = wire::unescape(original.bytes());
  const wire::Unescaped after = wire::unescape(redacted.bytes());
  Buffer body{after.bytes().begin(), after.bytes().end()};
  const int off_by = before.bytes().back() - sum_of(before.bytes());
  body.back() = static_cast<std::uint8_t>(sum_of(body) + off_by);
  return wire::escape(body);
}

bool is_still(wire::FrameError error, const wire::Stretch& stretch) {
  const wire::Event event = wire::judge(stretch);
  const auto* const bad = std::get_if<wire::BadFrame>(&event);
  return bad != nullptr && bad->error == error;
}

std::uint8_t other_character(std::uint8_t original, std::uint8_t first, unsigned many,
                             std::uint64_t chance) {
  const unsigned step = 1 + static_cast<unsigned>(chance % (many - 1));
  return static_cast<std::uint8_t>(first + (original - first + step) % many);
}

std::uint8_t replacement(std::uint8_t original, std::uint64_t chance) {
  constexpr unsigned digits = 10;
  constexpr unsigned letters = 26;
  if (is_digit(original)) return other_character(original, '0', digits, chance);
  if (is_upper(original)) return other_character(original, 'A', letters, chance);
  if (is_lower(original)) return other_character(original, 'a', letters, chance);
  return original < ' ' ? original : std::uint8_t{'?'};
}

bool is_blank(std::uint8_t byte) {
  return byte == 0x00 || byte == 0xFF;
}

}  // namespace

SipKey Redactor::random_salt() {
  std::random_device device;
  const auto word = [&device] { return (std::uint64_t{device()} << 32U) | device(); };
  return {word(), word()};
}

Record Redactor::redact(const Record& record) const {
  Record redacted = record;
  if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) {
    redacted.heard = redact(*frame);
  } else if (const auto* const recovered = std::get_if<wire::Recovered>(&record.heard)) {
    redacted.heard = wire::Recovered{redact(recovered->frame)};
  } else if (const auto* const bad = std::get_if<wire::BadFrame>(&record.heard)) {
    redacted.heard = redact(*bad);
  } else if (const auto* const noise = std::get_if<wire::Noise>(&record.heard)) {
    redacted.heard = wire::Noise{redact(noise->wire)};
  }
  return redacted;
}

wire::Frame Redactor::redact(const wire::Frame& frame) const {
  const Payload payload = payload_of(frame);
  if (payload == Payload::harmless) return frame;
  Buffer bytes{frame.bytes().begin(), frame.bytes().end()};
  const std::size_t ids = payload == Payload::text ? ids_behind(frame.function()) : 0;
  const auto hidden = std::span{bytes}.subspan(2 + 2 * ids).first(frame.size() - 3 - 2 * ids);
  if (payload == Payload::text) {
    replace_texts(hidden);
  } else if (could_be_text(hidden)) {
    std::ranges::fill(hidden, std::uint8_t{0});
  }
  return with_right_checksum(bytes);
}

wire::BadFrame Redactor::redact(const wire::BadFrame& bad) const {
  wire::Stretch redacted = redact(bad.wire);
  const bool has_checksum =
      bad.error == wire::FrameError::checksum || bad.error == wire::FrameError::length;
  if (redacted == bad.wire || !has_checksum) return {bad.error, redacted};
  const bool is_in_pieces = wire::Recovery{bad.wire}.next().has_value();
  if (is_in_pieces && is_still(bad.error, redacted)) return {bad.error, redacted};
  if (is_in_pieces) redacted = blank_text(bad.wire.bytes());
  return {bad.error, with_same_fault(redacted, bad.wire)};
}

wire::Stretch Redactor::redact(const wire::Stretch& damaged) const {
  wire::Stretch redacted;
  Bytes rest = damaged.bytes();
  for (wire::Recovery recovery{damaged}; const auto found = recovery.next();) {
    const wire::Stretch whole = wire::escape(found->frame.bytes());
    const Bytes sought = whole.bytes();
    const auto at = std::search(rest.begin(), rest.end(), sought.begin(), sought.end());
    if (at == rest.end()) break;  // a delimiter inside: no decoder gives that, but a file may
    const auto before = static_cast<std::size_t>(at - rest.begin());
    redacted.append(blank_text(rest.first(before)).bytes());
    redacted.append(wire::escape(redact(found->frame).bytes()).bytes());
    rest = rest.subspan(before + sought.size());
  }
  redacted.append(blank_text(rest).bytes());
  redacted.recount(damaged.count());
  return redacted;
}

std::string Redactor::redact(std::string_view text) const {
  Buffer bytes{text.begin(), text.end()};
  replace_text(bytes);
  return {bytes.begin(), bytes.end()};
}

/// A text ends where memory is blank: the same serial number is the same text in every message.
void Redactor::replace_texts(std::span<std::uint8_t> payload) const {
  for (auto begin = payload.begin(); begin != payload.end();) {
    begin = std::find_if_not(begin, payload.end(), is_blank);
    const auto end = std::find_if(begin, payload.end(), is_blank);
    replace_text({begin, end});
    begin = end;
  }
}

void Redactor::replace_text(std::span<std::uint8_t> text) const {
  Buffer keyed{text.begin(), text.end()};
  keyed.push_back(0);
  for (std::size_t at = 0; at < text.size(); ++at) {
    keyed.back() = static_cast<std::uint8_t>(at);
    text[at] = replacement(text[at], siphash(salt_, keyed));
  }
}

}  // namespace twc::tools
