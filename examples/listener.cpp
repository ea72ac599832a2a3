// SPDX-License-Identifier: MIT
// Prints everything on a bus, and once the line is gone how many problems it has: listener DEVICE
#include <array>
#include <iostream>

#include <poll.h>

#include <twc/twc.hpp>

#include "line.hpp"

class Printer final : public twc::link::Observer {
 public:
  void seen(const twc::link::Seen& seen) override {
    monitor_.hear(seen.at, seen.what, seen.origin);
    const auto* const frame = std::get_if<twc::wire::Frame>(&seen.what);
    if (frame == nullptr) {
      std::cout << "noise, or a damaged frame" << std::endl;
      return;
    }
    const twc::msg::Message message = twc::msg::decode(*frame);
    std::cout << to_string(frame->function());
    if (const auto id = twc::msg::from(message)) std::cout << " from " << *id;
    if (const auto id = twc::msg::to(message)) std::cout << " to " << *id;
    std::cout << std::endl;
  }
  ~Printer() {
    const auto problems = monitor_.findings().count(twc::bus::Standing::problem);
    std::cout << problems << " problems" << std::endl;
  }

 private:
  twc::bus::Monitor monitor_;
};

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: listener DEVICE\n";
    return 2;
  }
  const int fd = open_line(argv[1]);
  Printer printer;
  twc::link::Listener listener;
  twc::link::Port port{listener, {}, now()};
  port.observe(printer);
  while (true) {
    pollfd line{.fd = fd, .events = POLLIN, .revents = 0};
    ::poll(&line, 1, twc::link::milliseconds_until(now(), port.deadline()));
    std::array<std::uint8_t, 256> bytes{};
    const auto count = ::read(fd, bytes.data(), bytes.size());
    port.receive(now(), twc::Bytes{bytes}.first(count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0 || (count < 0 && errno != EAGAIN)) break;  // the line is gone
  }
  port.finish(now());
}
