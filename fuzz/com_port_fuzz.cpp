// SPDX-License-Identifier: MIT
/// Anything from a server that is to speak telnet with COM port control: the cuts between blocks
/// change nothing, no answer grows without bound, and bytes that were escaped come back.

#include <algorithm>
#include <vector>

#include "endpoint/com_port.hpp"
#include "require.hpp"

namespace {

using twc::Bytes;
using twc::tools::ComPort;

struct Heard {
  std::vector<std::uint8_t> data;
  std::vector<std::uint8_t> reply;
  bool is_ready = false;
  bool is_refused = false;
  bool operator==(const Heard&) const = default;
};

Heard hear(Bytes input, std::size_t step) {
  ComPort port{9600};
  port.start();
  Heard heard;
  while (!input.empty()) {
    const std::size_t size = std::min(step, input.size());
    port.feed(input.first(size), heard.data);
    input = input.subspan(size);
    const auto reply = port.take_reply();
    heard.reply.insert(heard.reply.end(), reply.begin(), reply.end());
  }
  heard.is_ready = port.is_ready();
  heard.is_refused = port.refusal().has_value();
  return heard;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using twc::fuzz::require;
  const Bytes input{data, size};
  const Heard whole = hear(input, std::max<std::size_t>(size, 1));
  require(hear(input, 1) == whole);
  require(hear(input, 3) == whole);
  require(whole.data.size() <= size);
  // Each option is answered once, and settings are asked for once.
  constexpr std::size_t most = 3 * 2 * 256 + 100;
  require(whole.reply.size() <= most);
  const auto escaped = ComPort::escape(input);
  require(hear(escaped, std::max<std::size_t>(escaped.size(), 1)).data ==
          std::vector<std::uint8_t>{input.begin(), input.end()});
  return 0;
}
