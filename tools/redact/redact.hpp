// SPDX-License-Identifier: MIT
#pragma once
/// --redact: VINs and serial numbers are replaced, in the bytes too, so that a capture can be
/// posted.

#include <string>
#include <string_view>

#include "capture/record.hpp"
#include "redact/siphash.hpp"

namespace twc::tools {

/// Within a run the same text is always replaced by the same: letters by letters, digits by digits,
/// no character by itself. Checksums are made right again, or wrong by as much as they were.
///
/// Where it is uncertain what bytes mean, those that could be text are blanked: in damaged frames,
/// noise, unknown codes and odd lengths. Frames that can be recovered from a damaged stretch are
/// replaced like others, in the stretch too: recover them from the original, then redact both.
///
/// The id of a Protocol 2 unit consists of the last four digits of its serial number, and stays.
class Redactor {
 public:
  explicit Redactor(const SipKey& salt) : salt_{salt} {}
  /// A new one for each run.
  [[nodiscard]] static SipKey random_salt();

  [[nodiscard]] Record redact(const Record& record) const;
  /// One text, as it stands in one message.
  [[nodiscard]] std::string redact(std::string_view text) const;

 private:
  [[nodiscard]] wire::Frame redact(const wire::Frame& frame) const;
  [[nodiscard]] wire::BadFrame redact(const wire::BadFrame& bad) const;
  [[nodiscard]] wire::Stretch redact(const wire::Stretch& damaged) const;
  void replace_texts(std::span<std::uint8_t> payload) const;
  void replace_text(std::span<std::uint8_t> text) const;

  SipKey salt_;
};

}  // namespace twc::tools
