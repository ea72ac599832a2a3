// SPDX-License-Identifier: MIT
#include "endpoint/rfc2217.hpp"

namespace twc::tools {

void Rfc2217Endpoint::connected() {
  port_.start();
  write(port_.take_reply());
}

void Rfc2217Endpoint::arrived(Bytes chunk) {
  data_.clear();
  port_.feed(chunk, data_);
  // A copy, because failed() may open the line anew.
  if (const auto refusal = port_.refusal()) return failed(*refusal);
  if (const auto reply = port_.take_reply(); !reply.empty()) write(reply);
  if (!port_.is_ready()) return;
  if (!is_up()) return ready();
  if (!data_.empty()) heard(data_);
}

std::string Rfc2217Endpoint::why_late() const {
  return "no answer, or none of a server that has COM port control (RFC 2217),";
}

}  // namespace twc::tools
