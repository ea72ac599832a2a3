// SPDX-License-Identifier: MIT
#pragma once
/// gzip, as old logs are kept: unpacked for another reader.

#include <memory>

#include "capture/reader.hpp"

namespace twc::tools {

/// Whether a file that begins with `front`, three bytes of it, is gzip.
[[nodiscard]] bool is_gzip(Bytes front);

/// Gives what is packed to `reader`. Its finish() throws NoCapture, behind all that could be read,
/// if the file is damaged or cut short.
[[nodiscard]] std::unique_ptr<CaptureReader> make_gzip_reader(
    std::unique_ptr<CaptureReader> reader);

}  // namespace twc::tools
