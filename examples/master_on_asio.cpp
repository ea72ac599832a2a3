// SPDX-License-Identifier: MIT
// Caps Wall Connectors in an Asio program: master_on_asio DEVICE AMPS UNITS
#include <array>
#include <iostream>

#include <asio.hpp>

#include <twc/twc.hpp>

#include "line.hpp"

class Loop {
 public:
  Loop(asio::io_context& io, int fd, const twc::node::MasterConfig& config)
      : line_{io, fd}, timer_{io}, master_{config, now()}, port_{master_, {}, now()} {
    read();
    turn();
  }

 private:
  void read() {
    line_.async_read_some(asio::buffer(bytes_), [this](asio::error_code error, std::size_t count) {
      if (error) std::exit(3);  // the line is gone
      port_.receive(now(), twc::Bytes{bytes_}.first(count));
      turn();
      read();
    });
  }

  void turn() {
    const auto frame = port_.transmit(now());
    if (frame) asio::write(line_, asio::buffer(frame->data(), frame->size()));
    while (const auto event = master_.next_event()) {
      std::cout << event->name() << ' ' << event->unit << " granted " << event->amounts.granted
                << " A" << std::endl;
    }
    timer_.expires_after(port_.deadline().value_or(now()) - now());
    timer_.async_wait([this](asio::error_code error) {
      if (!error) turn();
    });
  }

  asio::posix::stream_descriptor line_;
  asio::steady_timer timer_;
  std::array<std::uint8_t, 256> bytes_{};
  twc::node::Master master_;
  twc::link::Port port_;
};

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  twc::node::MasterConfig config;
  config.id = twc::TwcId{0xA7C5};
  config.max_current = twc::Centiamps::amps(whole_number(argv[2]));
  config.expect_units = whole_number(argv[3]);
  asio::io_context io;
  const Loop loop{io, open_line(argv[1]), config};
  io.run();
}
