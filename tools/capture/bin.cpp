// SPDX-License-Identifier: MIT
#include "capture/bin.hpp"

#include <algorithm>
#include <optional>
#include <variant>

#include <twc/wire/slip.hpp>

namespace twc::tools {
namespace {

constexpr auto delimiter = static_cast<char>(wire::slip_end);
/// One stretch of noise is no longer than this: 13 bytes between delimiters would be an error.
constexpr std::size_t longest_noise = wire::Frame::shortest - 1;

void put(std::string& out, Bytes bytes) {
  for (const std::uint8_t byte : bytes) out += static_cast<char>(byte);
}

void put_noise(std::string& out, Bytes noise) {
  while (!noise.empty()) {
    const bool fits = wire::unescape(noise).bytes().size() <= longest_noise;
    const std::size_t size = fits ? noise.size() : longest_noise;
    out += delimiter;
    put(out, noise.first(size));
    out += delimiter;
    noise = noise.subspan(size);
  }
}

}  // namespace

void BinReader::feed(Bytes block, RecordSink& sink) {
  const auto take = [&](const auto& event) { assembler_.on_event(event, {}, {}, sink); };
  decoder_.feed({}, block, take);
}

void BinReader::finish(RecordSink& sink) {
  decoder_.finish([&](const auto& event) { assembler_.on_event(event, {}, {}, sink); });
  assembler_.flush(sink);
}

void BinFormat::append(std::string& out, const Record& record) {
  const bool is_first = is_first_;
  if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) {
    out += delimiter;
    put(out, wire::escape(frame->bytes()).bytes());
    out += delimiter;
    if (record.end) out += static_cast<char>(*record.end);
  } else if (const auto* const bad = std::get_if<wire::BadFrame>(&record.heard)) {
    out += delimiter;
    put(out, bad->wire.bytes());
    // A frame that was cut short is closed by the next record, or by the end of the file again.
    if (bad->error != wire::FrameError::truncated) out += delimiter;
  } else if (const auto* const noise = std::get_if<wire::Noise>(&record.heard)) {
    // Before the first delimiter it may have any length.
    is_first ? put(out, noise->wire.bytes()) : put_noise(out, noise->wire.bytes());
  } else {
    return;  // a recovered frame stands in the bytes of the damaged one; a status line has none
  }
  is_first_ = false;
}

}  // namespace twc::tools
