// SPDX-License-Identifier: MIT
#pragma once
/// Bytes in, events out: the streaming decoder, the same for a live port and for a file.

#include <chrono>
#include <optional>

#include <twc/wire/detail/swar.hpp>
#include <twc/wire/event.hpp>
#include <twc/wire/slip.hpp>

namespace twc::wire {

/// Every C0 both closes a frame and may open one, so that a lost delimiter costs its own frame and
/// no neighbour. The cuts between chunks of input never change the events, and an event comes out
/// with the chunk that completes it: a frame does not wait for the byte after it.
///
/// A sink is called with a Frame, TrailingByte, Noise or BadFrame; one that takes an Event gets all
/// of them. It must not call the decoder that calls it.
///
///     decoder.feed(now, chunk, [&](const wire::Event& event) { handle(event); });
class Decoder {
 public:
  /// Why 100 ms: a real unit leaves no gap inside a frame, but USB adapters hold bytes back for up
  /// to 16 ms. Behind a network bridge take up to 2 s.
  static constexpr Duration default_timeout = std::chrono::milliseconds{100};

  /// Why 50 ms: a byte that stands alone after a frame is not the begin of another one, so that it
  /// need not be waited for any longer than the holding back takes.
  static constexpr Duration trailing_byte_timeout = std::chrono::milliseconds{50};

  explicit Decoder(Duration partial_timeout = default_timeout) : timeout_{partial_timeout} {}

  /// `now` is when `chunk` was received; it must not run backwards. A partial frame older than the
  /// time-out is given out first, so that an empty chunk serves to ask for it.
  template <typename Sink>
  void feed(Time now, Bytes chunk, Sink&& sink) {
    if (!open_.empty() && now - last_byte_ > patience()) std::visit(sink, give_up());
    while (!chunk.empty()) {
      if (open_.empty() && place_ != Place::outside) take_plain_frames(chunk, sink);
      if (const auto event = gather(now, chunk)) std::visit(sink, *event);
    }
  }

  /// The input has ended: gives out what is left in hand. The decoder is as new afterwards.
  template <typename Sink>
  void finish(Sink&& sink) {
    if (!open_.empty()) std::visit(sink, give_up());
    place_ = Place::outside;
  }

  /// When to call feed() with an empty chunk if no byte comes before; nothing if nothing is open.
  [[nodiscard]] std::optional<Time> deadline() const {
    if (open_.empty()) return std::nullopt;
    return last_byte_ + patience();
  }
  /// All that is open is one byte behind a good frame: most likely its end byte.
  [[nodiscard]] bool holds_trailing_byte() const {
    return place_ == Place::after_frame && open_.count() == 1;
  }

 private:
  enum class Place : std::uint8_t {
    outside,      // no delimiter heard yet, or the line fell silent inside a frame
    inside,       // after a delimiter
    after_frame,  // after the closing delimiter of a good frame
  };

  template <typename Sink>
  void take_plain_frames(Bytes& chunk, Sink& sink);
  template <std::size_t Size, typename Sink>
  [[nodiscard]] static bool take_plain_frame(const std::uint8_t*& at, Sink& sink);

  [[nodiscard]] Duration patience() const {
    return holds_trailing_byte() ? std::min(timeout_, trailing_byte_timeout) : timeout_;
  }
  [[nodiscard]] std::optional<Event> gather(Time now, Bytes& chunk);
  [[nodiscard]] std::optional<Event> close();
  [[nodiscard]] Event give_up();

  Stretch open_;
  Time last_byte_{};
  Duration timeout_;
  Place place_ = Place::outside;
};

/// The way that nearly all frames take: whole in the chunk, of an ordinary length, without escapes,
/// and good. The first stretch that is anything else is left to gather().
template <typename Sink>
void Decoder::take_plain_frames(Bytes& chunk, Sink& sink) {
  constexpr std::size_t looked_at = swar::Words::capacity + 2;
  const std::uint8_t* at = chunk.data();
  const std::uint8_t* const end = at + chunk.size();
  bool after_frame = place_ == Place::after_frame;
  while (static_cast<std::size_t>(end - at) >= looked_at) {
    if (after_frame && at[0] != slip_end) {
      if (at[1] != slip_end) break;
      sink(TrailingByte{at[0]});
      ++at;
    }
    if (after_frame) ++at;
    // One branch a length, because the processor then guesses where the next frame begins and
    // works ahead; an address computed from the length would make it wait.
    if (at[14] == slip_end) {
      after_frame = take_plain_frame<14>(at, sink);
    } else if (at[16] == slip_end) {
      after_frame = take_plain_frame<16>(at, sink);
    } else {
      after_frame = at[20] == slip_end && take_plain_frame<20>(at, sink);
    }
    if (!after_frame) break;
  }
  place_ = after_frame ? Place::after_frame : Place::inside;
  chunk = chunk.last(static_cast<std::size_t>(end - at));
}

/// The delimiter behind the frame has been seen. Looks at 24 bytes, whatever they are.
template <std::size_t Size, typename Sink>
bool Decoder::take_plain_frame(const std::uint8_t*& at, Sink& sink) {
  const auto words = swar::Words::of<Size>(at);
  if (words.hold(slip_end) || words.hold(slip_esc)) return false;
  const unsigned kind = at[0];
  const unsigned checksum = at[Size - 1];
  if (((words.sum() - kind - (2 * checksum)) & 0xFFU) != 0 || kind - 0xFBU > 2U) return false;
  sink(Frame{words, Size});
  at += Size + 1;
  return true;
}

}  // namespace twc::wire
