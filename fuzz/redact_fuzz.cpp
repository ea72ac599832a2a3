// SPDX-License-Identifier: MIT
/// A serial number or a VIN in any surroundings, good or damaged: redacted, none of it is left in
/// text, JSON, CSV or a twclog; the same input gives the same output, and lengths stay.

#include <algorithm>
#include <string>
#include <vector>

#include <twc/wire/decoder.hpp>

#include "capture/assembler.hpp"
#include "capture/twclog.hpp"
#include "common/show.hpp"
#include "reader_fuzz.hpp"
#include "redact/redact.hpp"
#include "require.hpp"

namespace twc::fuzz {
namespace {

/// Made up, and such that no id, no hex and no chance gives four of its characters in a row.
constexpr std::string_view secret = "GHJKLMNPRSTVWXY";

std::string all_outputs(const tools::Record& record) {
  std::string out;
  const tools::Shown shown = tools::decode(record);
  tools::append_text(out, shown, tools::Paint::plain);
  out += '\n';
  tools::append_json(out, shown);
  out += '\n';
  tools::append_csv(out, shown);
  out += '\n';
  tools::TwclogFormat{}.append(out, record);
  return out;
}

std::string hex_of(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string hex;
  for (const char c : text) {
    hex += digits[static_cast<unsigned char>(c) >> 4U];
    hex += digits[static_cast<unsigned char>(c) & 15U];
  }
  return hex;
}

bool leaks(const std::string& out) {
  for (std::size_t at = 0; at + 5 <= secret.size(); ++at) {
    const std::string_view some = secret.substr(at, 5);
    if (out.find(some) != std::string::npos || out.find(hex_of(some)) != std::string::npos) {
      return true;
    }
  }
  return false;
}

/// Frames that carry the secret, in what the input says: code, place of the secret, damage.
std::vector<std::uint8_t> wire_with_secret(Bytes input) {
  std::vector<std::uint8_t> wire;
  while (input.size() >= 4) {
    constexpr std::array<std::uint8_t, 6> codes{0xED, 0xEE, 0xEF, 0xF1, 0x19, 0x33};
    const std::size_t size = input[0] % 2 == 0 ? 20U : 14U + input[0] % 7U;
    std::vector<std::uint8_t> body{static_cast<std::uint8_t>(input[0] % 3 == 0 ? 0xFC : 0xFD),
                                   codes[input[1] % codes.size()], 0x20, 0x19};
    const std::size_t from = input[2] % secret.size();
    for (const char c : secret.substr(from)) body.push_back(static_cast<std::uint8_t>(c));
    body.resize(size - 1);
    std::uint8_t sum = 0;
    for (const std::uint8_t byte : std::span{body}.subspan(1)) sum += byte;
    body.push_back(sum);
    if (input[3] % 4 == 1) body[input[3] % body.size()] ^= 0x10U;
    if (input[3] % 4 == 2) body.erase(body.begin() + input[3] % 14);
    if (input[3] % 8 != 3) wire.push_back(0xC0);
    wire.insert(wire.end(), body.begin(), body.end());
    if (input[3] % 16 != 7) wire.push_back(0xC0);
    input = input.subspan(4);
  }
  return wire;
}

}  // namespace
}  // namespace twc::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twc;
  const auto wire = fuzz::wire_with_secret({data, size});
  fuzz::Records records;
  tools::RecordAssembler assembler;
  wire::Decoder decoder;
  const auto take = [&](const wire::Event& event) {
    assembler.on_event(event, {}, tools::Direction::received, records);
  };
  decoder.feed({}, wire, take);
  decoder.finish(take);
  assembler.flush(records);
  const tools::Redactor redactor{
      {1, 2}
  };
  for (const tools::Record& record : records.all) {
    const tools::Record redacted = redactor.redact(record);
    fuzz::require(!fuzz::leaks(fuzz::all_outputs(redacted)));
    fuzz::require(redactor.redact(record) == redacted);
    fuzz::require(redacted.heard.index() == record.heard.index());
  }
  return 0;
}
