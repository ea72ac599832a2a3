// SPDX-License-Identifier: MIT
#pragma once
/// Lets a decoder hear some bytes.

#include <algorithm>
#include <variant>
#include <vector>

#include <twc/wire/decoder.hpp>
#include <twc/wire/recover.hpp>

namespace twc::test {

/// `bytes` in chunks of `step`, all at one moment, up to the end of the input.
[[nodiscard]] inline std::vector<wire::Event> listen(Bytes bytes, std::size_t step = 65536) {
  std::vector<wire::Event> events;
  const auto sink = [&events](const wire::Event& event) { events.push_back(event); };
  wire::Decoder decoder;
  for (Bytes rest = bytes; !rest.empty();) {
    const std::size_t size = std::min(step, rest.size());
    decoder.feed(Time{}, rest.first(size), sink);
    rest = rest.subspan(size);
  }
  decoder.finish(sink);
  return events;
}

template <typename Kind>
[[nodiscard]] std::vector<Kind> only(const std::vector<wire::Event>& events) {
  std::vector<Kind> found;
  for (const wire::Event& event : events) {
    if (const auto* const one = std::get_if<Kind>(&event)) found.push_back(*one);
  }
  return found;
}

/// The frames that stand whole inside a stretch that is none.
[[nodiscard]] inline std::vector<wire::Frame> recover(const wire::Stretch& damaged) {
  std::vector<wire::Frame> frames;
  wire::Recovery recovery{damaged};
  while (const auto found = recovery.next()) frames.push_back(found->frame);
  return frames;
}

}  // namespace twc::test
