// SPDX-License-Identifier: MIT
#pragma once
/// Raw bytes, as they were on the wire.

#include <string>

#include <twc/wire/decoder.hpp>

#include "capture/assembler.hpp"
#include "capture/reader.hpp"

namespace twc::tools {

class BinReader final : public CaptureReader {
 public:
  void feed(Bytes block, RecordSink& sink) override;
  void finish(RecordSink& sink) override;

 private:
  wire::Decoder decoder_;
  RecordAssembler assembler_;
};

/// Writes records so that BinReader hears the same again, but for two things that raw bytes cannot
/// say: when a frame begun was given up, and that the line was noisy for more than 12 bytes.
class BinFormat {
 public:
  void append(std::string& out, const Record& record);

 private:
  bool is_first_ = true;
};

}  // namespace twc::tools
