#include "soak/line.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <variant>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>

namespace twc::soak {
namespace {

void check(bool success, const char* what) {
  if (!success) throw std::system_error{errno, std::generic_category(), what};
}

}  // namespace

Port::Port() : ours{::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)} {
  std::array<char, 64> name{};
  check(ours && ::grantpt(ours.get()) == 0 && ::unlockpt(ours.get()) == 0 &&
            ::ptsname_r(ours.get(), name.data(), name.size()) == 0,
        "no pseudo-terminal to be had");
  device = name.data();
  theirs = tools::Fd{::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC)};
  termios raw{};
  check(theirs && ::tcgetattr(theirs.get(), &raw) == 0, name.data());
  ::cfmakeraw(&raw);
  check(::tcsetattr(theirs.get(), TCSANOW, &raw) == 0, name.data());
}

void Line::pass(Side from, const Listener& listener) {
  const auto index = static_cast<std::size_t>(from);
  End& source = ends_.at(index);
  std::array<std::uint8_t, 256> bytes{};
  const auto count = ::read(source.port.ours.get(), bytes.data(), bytes.size());
  const auto came = Clock::now();
  if (count <= 0) return;
  const auto size = static_cast<std::size_t>(count);
  check(::write(ends_.at(1 - index).port.ours.get(), bytes.data(), size) == count, "the wire");
  const auto passed = Clock::now();
  const Time now{std::chrono::duration_cast<Duration>(came.time_since_epoch())};
  source.decoder.feed(now, Bytes{bytes.data(), size}, [&](const wire::Event& event) {
    const auto* const frame = std::get_if<wire::Frame>(&event);
    if (frame != nullptr) {
      listener({.from = from, .came = came, .passed = passed, .frame = *frame});
    }
  });
}

void Line::carry(Clock::time_point end, const Listener& listener,
                 const std::function<bool()>& enough) {
  using std::chrono::milliseconds;
  std::array<pollfd, 2> ready{
      pollfd{.fd = ends_[0].port.ours.get(), .events = POLLIN, .revents = 0},
      pollfd{.fd = ends_[1].port.ours.get(), .events = POLLIN, .revents = 0}
  };
  for (auto now = Clock::now(); now < end && !enough(); now = Clock::now()) {
    const auto left = std::chrono::ceil<milliseconds>(end - now);
    const auto wait = static_cast<int>(std::min(left, milliseconds{1000}).count());
    if (::poll(ready.data(), ready.size(), wait) <= 0) continue;
    if (ready[0].revents != 0) pass(Side::master, listener);
    if (ready[1].revents != 0) pass(Side::slave, listener);
  }
}

}  // namespace twc::soak
