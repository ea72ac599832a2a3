// SPDX-License-Identifier: MIT
#include <twc/bus/answers.hpp>

namespace twc::bus {
namespace {

using std::chrono::seconds;

constexpr wire::Function answer_to(wire::Function request) {
  constexpr unsigned from_fb_to_fd = 0x0200;
  return static_cast<wire::Function>(static_cast<unsigned>(request) + from_fb_to_fd);
}

/// Many logs have whole seconds only.
bool is_whole_second(const When& when) {
  return when && when->time_since_epoch() % seconds{1} == Duration::zero();
}

}  // namespace

void Answers::ask(const When& now, wire::Function request) {
  if (waiting_) {
    const auto since = between(waiting_->when, now);
    if (waiting_->code == request && since && *since <= window && *since > Duration::zero()) return;
    ++unanswered_;
  }
  waiting_ = {.code = request, .when = now};
}

bool Answers::hear(const When& now, wire::Function frame) {
  if (!waiting_ || answer_to(waiting_->code) != frame) return false;
  const auto took = between(waiting_->when, now);
  const bool is_coarse = is_whole_second(waiting_->when) && is_whole_second(now);
  waiting_.reset();
  if (took && *took > (is_coarse ? window + seconds{1} : window)) {
    ++unanswered_;
    return false;
  }
  ++answered_;
  if (took && !is_coarse) measure(*took);
  return true;
}

void Answers::measure(Duration took) {
  shortest_ = measured_ == 0 ? took : std::min(shortest_, took);
  longest_ = std::max(longest_, took);
  sum_ += took;
  ++measured_;
  const auto place = static_cast<std::size_t>(std::max(took, Duration{}) / step);
  ++histogram_[std::min(place, histogram_.size() - 1)];
}

Duration Answers::median() const {
  std::uint32_t below = 0;
  for (std::size_t at = 0; at < histogram_.size(); ++at) {
    below += histogram_[at];
    if (2 * below <= measured_) continue;
    const Duration middle = step * static_cast<std::int64_t>(at) + step / 2;
    return std::clamp(middle, shortest_, longest_);
  }
  return {};
}

}  // namespace twc::bus
