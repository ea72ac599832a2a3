// SPDX-License-Identifier: MIT
// Caps the Wall Connectors on a serial port: master_on_poll DEVICE AMPS UNITS
//
// UNITS is how many there are. Without it the master would raise nothing for its first 40 s,
// because an earlier master may have left units charging that do not answer yet.
#include <array>
#include <iostream>

#include <poll.h>

#include <twc/twc.hpp>

#include "line.hpp"

static void tell(const twc::node::Event& event) {
  std::cout << event.name() << ' ' << event.unit << " granted " << event.amounts.granted << " A"
            << std::endl;
}

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: master_on_poll DEVICE AMPS UNITS\n";
    return 2;
  }
  const int fd = open_line(argv[1]);
  twc::node::MasterConfig config;
  config.id = twc::TwcId{0xA7C5};  // with a letter in it: no Wall Connector has such an id
  config.sign = twc::Sign{0x77};
  config.max_current = twc::Centiamps::amps(whole_number(argv[2]));
  config.expect_units = whole_number(argv[3]);
  twc::node::Master master{config, now()};
  twc::link::Port port{master, {}, now()};
  if (const auto& why = port.refusal()) {
    std::cerr << to_string(*why) << '\n';
    return 1;
  }

  while (!master.is_halted()) {
    pollfd line{.fd = fd, .events = POLLIN, .revents = 0};
    ::poll(&line, 1, twc::link::milliseconds_until(now(), port.deadline()));
    std::array<std::uint8_t, 256> bytes{};
    const auto count = ::read(fd, bytes.data(), bytes.size());
    if (count > 0) port.receive(now(), twc::Bytes{bytes}.first(static_cast<std::size_t>(count)));
    if (count == 0 || (count < 0 && errno != EAGAIN)) return 3;  // the line is gone
    if (const auto frame = port.transmit(now())) {
      // The kernel has room for a frame unless the line hangs. A rest would come too late.
      if (::write(fd, frame->data(), frame->size()) < 0) std::cerr << "a frame was lost\n";
    }
    while (const auto event = master.next_event()) tell(*event);
  }
  std::cerr << "another master is on the bus\n";
  return 7;
}
