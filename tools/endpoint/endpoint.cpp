// SPDX-License-Identifier: MIT
#include "endpoint/endpoint.hpp"

#include <algorithm>
#include <utility>

#include <asio/post.hpp>
#include <fmt/format.h>

namespace twc::tools {

Endpoint::Endpoint(asio::io_context& io, std::string name, const EndpointOptions& options)
    : io_{io}, name_{std::move(name)}, options_{options}, timer_{io}, pause_{options.first_pause} {}

void Endpoint::open(LineEvents& events) {
  close();
  events_ = &events;
  was_up_ = false;
  is_down_ = false;
  told_.clear();
  pause_ = options_.first_pause;
  asio::post(io_, lease_.bind([this] { attempt(); }));
}

void Endpoint::close() {
  events_ = nullptr;
  lease_.renew();
  timer_.cancel();
  is_up_ = false;
  drop();
}

void Endpoint::send(Bytes chunk) {
  if (is_up_) transmit(chunk);
}

void Endpoint::reopen(std::string_view why) {
  asio::post(io_, lease_.bind([this, why = std::string{why}] {
    if (!is_up_) return;
    discard();
    failed(why);
  }));
}

void Endpoint::opened(std::string_view where) {
  is_up_ = true;
  was_up_ = true;
  is_down_ = false;
  told_.clear();
  events_->up(where);
}

void Endpoint::failed(std::string_view why) {
  is_up_ = false;
  drop();
  if (!std::exchange(is_down_, true)) {
    const auto outage = was_up_ ? Outage::lost : Outage::never_opened;
    events_->down(outage, fmt::format("{}: {}", name_, why));
  }
  if (events_ != nullptr && was_up_) try_later();
}

void Endpoint::refused(std::string_view why) {
  const bool is_news = is_down_ && told_ != why;
  told_ = why;
  if (is_news) note(why);
  failed(why);
}

void Endpoint::try_later() {
  timer_.expires_after(pause_);
  pause_ = std::min(pause_ * 2, options_.longest_pause);
  timer_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (!error) attempt();
  }));
}

void Endpoint::heard(Bytes chunk) {
  pause_ = options_.first_pause;
  if (events_ != nullptr) events_->bytes(chunk);
}

void Endpoint::note(std::string_view what) {
  if (events_ != nullptr) events_->note(fmt::format("{}: {}", name_, what));
}

}  // namespace twc::tools
