// SPDX-License-Identifier: MIT
#pragma once
/// Where the ids and the texts of a frame stand, without decoding it: damaged frames have no
/// message.

#include <cstddef>
#include <cstdint>

#include <twc/wire/function.hpp>

namespace twc::tools {

/// How many ids follow the code: 2 for sender and receiver, 1 for the sender alone. 0 also for
/// codes that nobody has explained.
[[nodiscard]] std::size_t ids_behind(wire::Function code);

/// Whether a code with this low byte asks for, tells or writes a text that names a unit or a car.
/// The first byte does not matter: no checksum protects it.
[[nodiscard]] bool is_about_text(std::uint8_t low_byte);

}  // namespace twc::tools
