// SPDX-License-Identifier: MIT
#include "endpoint/serial.hpp"

#include <cerrno>
#include <stdexcept>
#include <utility>

#include <asio/error.hpp>
#include <fmt/format.h>
#include <sys/ioctl.h>

#include "endpoint/raw_mode.hpp"
#include "endpoint/serial_port.hpp"

namespace twc::tools {
namespace {

speed_t speed_or_throw(std::uint32_t baud) {
  if (const auto speed = speed_of(baud)) return *speed;
  throw std::invalid_argument{
      fmt::format("--baud {}: no rate of serial ports; a TWC bus has 9600", baud)};
}

std::string why_lost(const asio::error_code& error) {
  // Drivers differ in what read() says of a port whose adapter was pulled out.
  const bool gone = error == asio::error::eof || error.value() == EIO || error.value() == ENODEV ||
                    error.value() == ENXIO;
  return gone ? "gone; was it unplugged?" : error.message();
}

}  // namespace

SerialEndpoint::SerialEndpoint(asio::io_context& io, std::string path,
                               const EndpointOptions& options)
    : Endpoint{io, std::move(path), options},
      speed_{speed_or_throw(options.baud)},
      transceiver_{io, options.rs485, options.baud} {}

void SerialEndpoint::attempt() {
  SerialPort port;
  try {
    port = open_serial_port(name(), speed_, use());
    if (options().sends) transceiver_.attach(std::make_unique<TtyLines>(port.fd.get()));
  } catch (const NoSuchPort& error) {
    return failed(error.what());
  } catch (const std::runtime_error& error) {
    return refused(error.what());
  }
  if (port.other_reader) note(*port.other_reader);
  using Descriptor = asio::posix::stream_descriptor;
  stream_ = std::make_shared<ByteStream<Descriptor>>(Descriptor{io(), port.fd.release()});
  stream_->start([this](Bytes chunk) { heard(chunk); },
                 [this](const asio::error_code& error) { failed(why_lost(error)); });
  opened(name());
}

PortUse SerialEndpoint::use() const {
  if (options().sends) return was_up() ? PortUse::resume : PortUse::send;
  return options().is_shared ? PortUse::share : PortUse::listen;
}

void SerialEndpoint::transmit(Bytes chunk) {
  transceiver_.begin(chunk.size());
  stream_->send(chunk);
}

void SerialEndpoint::drop() {
  transceiver_.detach();
  if (!stream_) return;
  // It would stay exclusive for as long as somebody listens.
  if (options().sends) ::ioctl(stream_->stream().native_handle(), TIOCNXCL);
  std::exchange(stream_, nullptr)->close();
}

}  // namespace twc::tools
