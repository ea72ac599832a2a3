#pragma once
/// Where the ids of a frame stand, without decoding it: damaged frames have no message.

#include <cstddef>

#include <twc/wire/function.hpp>

namespace twc::tools {

/// How many ids follow the code: 2 for sender and receiver, 1 for the sender alone. 0 also for
/// codes that nobody has explained.
[[nodiscard]] std::size_t ids_behind(wire::Function code);

}  // namespace twc::tools
