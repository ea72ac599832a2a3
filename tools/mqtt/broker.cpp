// SPDX-License-Identifier: MIT
#include "mqtt/broker.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

namespace twc::tools {
namespace {

constexpr std::string_view plain = "mqtt://";
constexpr std::string_view encrypted = "mqtts://";

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw std::invalid_argument{
      fmt::format("expected mqtt://HOST[:PORT] or mqtts://HOST[:PORT]; got '{}'{}", text, why)};
}

std::uint16_t parse_port(std::string_view text, std::string_view all) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), port);
  if (error != std::errc{} || end != text.end() || port == 0) refuse(all, ", whose port is none");
  return port;
}

BrokerAddress parse_one(std::string_view text, bool is_encrypted) {
  constexpr std::uint16_t plain_port = 1883;
  constexpr std::uint16_t encrypted_port = 8883;
  BrokerAddress broker{
      .host = {}, .port = is_encrypted ? encrypted_port : plain_port, .is_encrypted = is_encrypted};
  std::string_view host = text;
  if (host.ends_with('/')) host.remove_suffix(1);
  if (host.find('@') != std::string_view::npos) {
    refuse("…@…", ": user and password belong into --password-file, where nobody else reads them");
  }
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == std::string_view::npos) refuse(text, "");
  const std::size_t colon = host.find(':', bracket);
  if (colon != std::string_view::npos) {
    broker.port = parse_port(host.substr(colon + 1), text);
    host = host.substr(0, colon);
  }
  if (bracket > 0) host = host.substr(1, bracket - 1);
  if (host.empty() || host.find('/') != std::string_view::npos) refuse(text, "");
  broker.host = std::string{host};
  return broker;
}

}  // namespace

std::string BrokerAddress::text() const {
  const bool is_ip6 = host.find(':') != std::string::npos;
  return fmt::format("{}{}{}{}:{}", is_encrypted ? encrypted : plain, is_ip6 ? "[" : "", host,
                     is_ip6 ? "]" : "", port);
}

std::vector<BrokerAddress> parse_brokers(std::string_view text) {
  std::vector<BrokerAddress> brokers;
  bool is_encrypted = false;
  for (bool is_last = false; !is_last;) {
    std::string_view one = text.substr(0, text.find(','));
    is_last = one.size() == text.size();
    text.remove_prefix(is_last ? text.size() : one.size() + 1);
    if (one.starts_with(plain) || one.starts_with(encrypted)) {
      is_encrypted = one.starts_with(encrypted);
      one.remove_prefix(is_encrypted ? encrypted.size() : plain.size());
    } else if (brokers.empty()) {
      refuse(one, "");
    }
    brokers.push_back(parse_one(one, is_encrypted));
  }
  return brokers;
}

void BrokerList::lost_after(Duration up) {
  const bool was_steady = up >= steady;
  lost_soon_ = was_steady ? 0 : lost_soon_ + 1;
  if (was_steady) pause_ = shortest;
}

Duration BrokerList::failed(double spread) {
  at_ = (at_ + 1) % all_.size();
  const auto extra = static_cast<Duration::rep>(static_cast<double>(pause_.count()) * spread / 2);
  const Duration pause = pause_ + Duration{extra};
  pause_ = std::min(pause_ * 2, longest);
  return pause;
}

}  // namespace twc::tools
