// SPDX-License-Identifier: MIT
#include <cstring>

#include <twc/wire/decoder.hpp>
#include <twc/wire/detail/judge.hpp>

namespace twc::wire {

/// Eats up to and including the next delimiter, and judges what it closes.
std::optional<Event> Decoder::gather(Time now, Bytes& chunk) {
  if (chunk.empty()) return std::nullopt;
  const void* const found = std::memchr(chunk.data(), slip_end, chunk.size());
  const auto* const end = static_cast<const std::uint8_t*>(found);
  const std::size_t size =
      end != nullptr ? static_cast<std::size_t>(end - chunk.data()) : chunk.size();
  open_.append(chunk.first(size));
  last_byte_ = now;
  chunk = chunk.subspan(end != nullptr ? size + 1 : size);
  return end != nullptr ? close() : std::nullopt;
}

std::optional<Event> Decoder::close() {
  const Place was = place_;
  const bool is_trailing_byte = holds_trailing_byte();
  place_ = Place::inside;
  if (open_.empty()) return std::nullopt;
  std::optional<Event> event;
  if (was == Place::outside) {
    event.emplace(Noise{open_});
  } else if (is_trailing_byte) {
    event.emplace(TrailingByte{open_.bytes()[0]});
  } else {
    event.emplace(judge(open_));
    if (std::holds_alternative<Frame>(*event)) place_ = Place::after_frame;
  }
  open_.clear();
  return event;
}

Event Decoder::give_up() {
  const Place was = place_;
  const bool is_trailing_byte = holds_trailing_byte();
  place_ = Place::outside;
  const Stretch stretch = open_;
  open_.clear();
  if (was == Place::outside) return Noise{stretch};
  if (is_trailing_byte) return TrailingByte{stretch.bytes()[0]};
  return judge_cut_short(stretch);
}

}  // namespace twc::wire
