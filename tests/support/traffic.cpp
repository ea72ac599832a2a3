// SPDX-License-Identifier: MIT
#include "support/traffic.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

#include <twc/wire/slip.hpp>

namespace twc::test {
namespace {

/// The words of PROTOCOL.md about a code, written down a second time so that the library's own
/// table is put to the test: the lengths it comes in, and how many bytes are fields.
struct Layout {
  std::uint16_t code;
  std::array<std::uint8_t, 3> sizes;  // zeros: none
  std::uint8_t fields;
};

constexpr std::array layouts{
    Layout{0xFBE0, {14, 16, 0},  8 },
    Layout{0xFDE0, {14, 16, 0},  9 },
    Layout{0xFCE1, {14, 16, 0},  5 },
    Layout{0xFBE2, {14, 16, 0},  5 },
    Layout{0xFDE2, {14, 16, 0},  5 },
    Layout{0xFC1D, {14, 0, 0},   0 },
    Layout{0xFBEB, {13, 15, 16}, 4 },
    Layout{0xFDEB, {16, 0, 0},   12},
    Layout{0xFDEB, {20, 0, 0},   15},
    Layout{0xFBEC, {13, 15, 16}, 4 },
    Layout{0xFDEC, {16, 0, 0},   6 },
    Layout{0xFBED, {13, 15, 16}, 4 },
    Layout{0xFDED, {20, 0, 0},   13},
    Layout{0xFBEE, {13, 15, 16}, 4 },
    Layout{0xFDEE, {20, 0, 0},   9 },
    Layout{0xFBEF, {13, 15, 16}, 4 },
    Layout{0xFDEF, {20, 0, 0},   9 },
    Layout{0xFBF1, {13, 15, 16}, 4 },
    Layout{0xFDF1, {20, 0, 0},   5 },
    Layout{0xFBB4, {16, 0, 0},   4 },
    Layout{0xFDB4, {16, 0, 0},   3 },
    Layout{0xFCB1, {16, 0, 0},   4 },
    Layout{0xFDB1, {16, 0, 0},   2 },
    Layout{0xFCB2, {16, 0, 0},   4 },
    Layout{0xFDB2, {16, 0, 0},   2 },
    Layout{0xFB19, {14, 16, 0},  0 },
    Layout{0xFD19, {14, 0, 0},   11},
    Layout{0xFB1A, {14, 16, 0},  0 },
    Layout{0xFD1A, {14, 0, 0},   11},
    Layout{0xFB1B, {14, 16, 0},  0 },
    Layout{0xFD1B, {14, 0, 0},   3 },
    Layout{0xFC19, {14, 16, 0},  11},
    Layout{0xFC1A, {14, 16, 0},  10},
    Layout{0xFBE8, {14, 16, 0},  0 },
    Layout{0xFCA1, {14, 16, 0},  0 },
    Layout{0xFCE5, {14, 16, 0},  0 },
};

std::uint8_t byte_worth_escaping(Dice& dice) {
  return dice.one_in(8) ? dice.pick<std::uint8_t>({0xC0, 0xDB, 0xDC, 0xDD}) : dice.byte();
}

/// Up to `size` bytes of fields that end to end hold no more than a frame of that size has room
/// for.
ByteVector random_fields(Dice& dice, std::size_t count, std::size_t size) {
  ByteVector fields(std::min(count, size - 3));
  for (std::uint8_t& field : fields) field = byte_worth_escaping(dice);
  return fields;
}

std::size_t pick_size(Dice& dice, const Layout& layout) {
  const auto end = std::ranges::find(layout.sizes, 0);
  const auto count = static_cast<std::size_t>(end - layout.sizes.begin());
  return layout.sizes.at(dice.below(count));
}

/// Numbers as they stand in a frame, of one, two and four bytes.
class Fields {
 public:
  Fields& u8(unsigned value) {
    bytes_.push_back(static_cast<std::uint8_t>(value));
    return *this;
  }
  Fields& u16(unsigned value) { return u8(value >> 8U).u8(value & 0xFFU); }
  Fields& u32(std::uint32_t value) { return u16(value >> 16U).u16(value & 0xFFFFU); }
  Fields& text(std::string_view characters) {
    for (const char character : characters) u8(static_cast<unsigned char>(character));
    return *this;
  }
  [[nodiscard]] wire::Frame in(unsigned code, std::size_t size) const {
    return compose(static_cast<wire::Function>(code), bytes_, size);
  }

 private:
  ByteVector bytes_;
};

/// The second byte of question and answer, in the order in which a real master asks.
constexpr std::array<unsigned, 6> parameters{0xEB, 0xEC, 0xEE, 0xEF, 0xF1, 0xED};

}  // namespace

wire::Frame compose(wire::Function code, Bytes fields, std::size_t size) {
  const auto number = static_cast<unsigned>(code);
  ByteVector bytes{static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
  bytes.insert(bytes.end(), fields.begin(), fields.end());
  bytes.resize(size - 1);
  unsigned sum = 0;
  for (const std::uint8_t byte : std::span{bytes}.subspan(1)) sum += byte;
  bytes.push_back(static_cast<std::uint8_t>(sum));
  return as_frame(bytes);
}

wire::Frame random_known_frame(Dice& dice) {
  const Layout& layout = layouts.at(dice.below(layouts.size()));
  const std::size_t size = pick_size(dice, layout);
  ByteVector fields = random_fields(dice, layout.fields, size);
  constexpr std::size_t command_at = 4;
  if (layout.code == 0xFBE0 && !dice.one_in(4)) {
    fields.at(command_at) = dice.pick<std::uint8_t>({0, 2, 5, 6, 7, 8, 9});
  }
  return compose(wire::Function{layout.code}, fields, size);
}

wire::Frame random_frame(Dice& dice) {
  if (!dice.one_in(10)) return random_known_frame(dice);
  const unsigned kind = dice.pick({0xFBU, 0xFCU, 0xFDU});
  const unsigned code =
      dice.one_in(2) ? layouts.at(dice.below(layouts.size())).code : kind << 8U | dice.byte();
  const std::size_t size = dice.pick<std::size_t>({14, 16, 20});
  return compose(static_cast<wire::Function>(code), random_fields(dice, size, size), size);
}

wire::Frame Bus::heartbeat(const Unit& to) {
  Fields fields;
  fields.u16(master_.id).u16(to.id);
  if (dice_.one_in(8)) {
    fields.u8(0x09).u16(to.limit);
  } else {
    fields.u8(0x00).u16(0);
  }
  return fields.in(0xFBE0, 16);
}

wire::Frame Bus::answer(Unit& from) {
  if (dice_.one_in(100)) from.limit = dice_.pick<std::uint16_t>({0, 600, 1200, 1600, 3200});
  const std::size_t ripple = dice_.below(12);
  from.drawn = static_cast<std::uint16_t>(from.limit - std::min<std::size_t>(from.limit, ripple));
  const unsigned state = from.limit == 0 ? 0x00 : 0x01;
  Fields fields;
  fields.u16(from.id).u16(master_.id).u8(state).u16(from.limit).u16(from.drawn);
  return fields.in(0xFDE0, 16);
}

wire::Frame Bus::request(const Unit& to) const {
  return Fields{}.u16(master_.id).u16(to.id).in(0xFB00U | parameters.at(parameter_), 16);
}

wire::Frame Bus::report(Unit& from) {
  const unsigned code = 0xFD00U | parameters.at(parameter_);
  Fields fields;
  fields.u16(from.id);
  if (code == 0xFDEC) return fields.u8(4).u8(5).u8(10).u8(2).in(code, 16);
  if (code == 0xFDED) return fields.text("A17A0003495").in(code, 20);
  if (code != 0xFDEB) return fields.in(code, 20);
  if (dice_.one_in(20)) ++from.energy;
  const auto volts = static_cast<unsigned>(238 + dice_.below(10));
  const unsigned half_amps = from.drawn / 50U;
  fields.u32(from.energy).u16(volts).u16(volts + 1).u16(volts - 1);
  return fields.u8(half_amps).u8(half_amps).u8(half_amps).in(code, 20);
}

/// For each slave: two heartbeats with their answers, the master's own report, question, answer.
wire::Frame Bus::next() {
  Unit& slave = slaves_.at(slave_);
  constexpr std::size_t steps = 7;
  const std::size_t step = step_;
  step_ = (step_ + 1) % steps;
  switch (step) {
    case 0:
    case 2: return heartbeat(slave);
    case 1:
    case 3: return answer(slave);
    case 4: return report(master_);
    case 5: return request(slave);
    default: break;
  }
  const wire::Frame last = report(slave);
  slave_ = (slave_ + 1) % slaves_.size();
  if (slave_ == 0) parameter_ = (parameter_ + 1) % parameters.size();
  return last;
}

Traffic transmit(const std::function<wire::Frame()>& next, std::size_t size, Dice& dice,
                 Delimiters delimiters) {
  constexpr std::size_t longest = (2 * wire::Frame::longest) + 3;
  Traffic traffic;
  traffic.wire.reserve(size + longest);
  while (traffic.wire.size() < size) {
    const wire::Frame frame = next();
    const bool opens = delimiters == Delimiters::own || traffic.wire.empty();
    if (opens) traffic.wire.push_back(wire::slip_end);
    const std::size_t begin = traffic.wire.size() - 1;
    const wire::Stretch body = wire::escape(frame.bytes());
    traffic.wire.insert(traffic.wire.end(), body.bytes().begin(), body.bytes().end());
    traffic.wire.push_back(wire::slip_end);
    traffic.frames.push_back({frame, begin, traffic.wire.size()});
    if (delimiters == Delimiters::own && !dice.one_in(4)) {
      traffic.wire.push_back(dice.pick<std::uint8_t>({0xFC, 0xFC, 0xFE, 0xFE, 0xF8, 0xFF}));
    }
  }
  return traffic;
}

}  // namespace twc::test
