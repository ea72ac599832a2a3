// SPDX-License-Identifier: MIT
// Prints what the slaves in a capture of raw wire bytes said: decode_a_capture FILE
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <variant>
#include <vector>

#include <twc/twc.hpp>

int main(int argc, char** argv) {
  std::ifstream file{argc > 1 ? argv[1] : "", std::ios::binary};
  const std::vector<std::uint8_t> wire{std::istreambuf_iterator<char>{file}, {}};
  const auto print = [](const twc::wire::Event& event) {
    const auto* const frame = std::get_if<twc::wire::Frame>(&event);
    if (frame == nullptr) return;  // noise, or a damaged frame: it is in the event
    const twc::msg::Message message = twc::msg::decode(*frame);
    if (const auto* const beat = std::get_if<twc::msg::SlaveHeartbeat>(&message)) {
      std::cout << beat->from << ": limit " << beat->limit << " A, draws " << beat->drawn << " A\n";
    }
  };
  twc::wire::Decoder decoder;
  decoder.feed({}, wire, print);
  decoder.finish(print);  // a frame that the end cuts short is an event too
}
