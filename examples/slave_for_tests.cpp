// SPDX-License-Identifier: MIT
// A Wall Connector for the tests of a master of your own: slave_for_tests DEVICE
//
// Its car wants all it can get. Every limit that the master sends is printed.
#include <array>
#include <iostream>

#include <poll.h>

#include <twc/twc.hpp>

#include "line.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: slave_for_tests DEVICE\n";
    return 2;
  }
  const int fd = open_line(argv[1]);
  twc::node::SlaveConfig config;
  config.id = twc::TwcId{0x2019};
  config.powered_on = now();
  twc::node::Slave slave{config};
  slave.set_car(now(), {.is_plugged = true, .wants_current = true, .asks = true});
  twc::link::Port port{slave, {.listen_first = {}}, now()};

  twc::Centiamps told{};
  while (true) {
    pollfd line{.fd = fd, .events = POLLIN, .revents = 0};
    ::poll(&line, 1, twc::link::milliseconds_until(now(), port.deadline()));
    std::array<std::uint8_t, 256> bytes{};
    const auto count = ::read(fd, bytes.data(), bytes.size());
    if (count > 0) port.receive(now(), twc::Bytes{bytes}.first(static_cast<std::size_t>(count)));
    if (count == 0 || (count < 0 && errno != EAGAIN)) return 3;  // the line is gone
    if (const auto frame = port.transmit(now())) {
      if (::write(fd, frame->data(), frame->size()) < 0) std::cerr << "a frame was lost\n";
    }
    if (slave.limit() == told) continue;
    told = slave.limit();
    std::cout << "limit " << told << " A" << std::endl;
  }
}
