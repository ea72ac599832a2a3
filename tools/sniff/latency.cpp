#include "sniff/latency.hpp"

#include "common/stamp.hpp"

namespace twc::tools {
namespace {

/// FD E0 answers FB E0.
bool answers(wire::Function answer, wire::Function request) {
  constexpr unsigned from_request_to_answer = 0xFD00 - 0xFB00;
  return static_cast<unsigned>(answer) == static_cast<unsigned>(request) + from_request_to_answer;
}

}  // namespace

void Latency::ask(wire::Function request, const Stamp& when) {
  if (waiting_) ++unanswered_;
  waiting_ = Request{.code = request, .when = when};
}

void Latency::hear(wire::Function frame, const Stamp& when) {
  if (!waiting_ || !answers(frame, waiting_->code)) return;
  const auto took = elapsed(waiting_->when, when);
  waiting_.reset();
  if (took && (*took > window || *took < Duration{})) {
    ++unanswered_;
    return;
  }
  ++answered_;
  if (took) measure(*took);
}

void Latency::measure(Duration took) {
  shortest_ = measured_ == 0 ? took : std::min(shortest_, took);
  longest_ = std::max(longest_, took);
  sum_ += took;
  ++measured_;
  ++histogram_[static_cast<std::size_t>(took / step)];
}

Duration Latency::mean() const {
  return measured_ == 0 ? Duration{} : sum_ / static_cast<std::int64_t>(measured_);
}

Duration Latency::median() const {
  std::uint64_t below = 0;
  for (std::size_t at = 0; at < histogram_.size(); ++at) {
    below += histogram_[at];
    if (2 * below <= measured_) continue;
    const Duration middle = step * static_cast<std::int64_t>(at) + step / 2;
    return std::clamp(middle, shortest_, longest_);
  }
  return {};
}

}  // namespace twc::tools
