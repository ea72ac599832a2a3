// SPDX-License-Identifier: MIT
#pragma once
/// The last moments of a run, as a capture that twc-sniff reads.

#include <deque>
#include <string>

#include <twc/sim/observer.hpp>

namespace twc::sim {

/// All that one port sent and heard, for the message of a test that fails:
///
///     Trace trace{master};
///     bus.observe(trace);
///     ...
///     INFO(trace.text());
///
/// A frame that was lost or cut off on its way to the port stands as a comment.
class Trace : public Observer {
 public:
  static constexpr std::size_t usually_kept = 200;

  explicit Trace(PortId port, std::size_t kept = usually_kept) : port_{port}, kept_{kept} {}

  /// In the .twclog format: T sent, R heard, E the echo of a sent frame, B damaged, N noise.
  [[nodiscard]] std::string text() const;

  void sent(Time now, PortId by, const wire::Frame& frame) override;
  void missed(Time now, PortId by, const Transmission& what) override;
  void heard(Time now, PortId by, const wire::Event& event, const Transmission& cause) override;

 private:
  struct Record {
    Time at{};
    char kind = 'R';  // as in the text; '#' for a missed frame
    wire::Event event;
    std::optional<std::uint8_t> end_byte;
  };

  void keep(const Record& record);
  static void append(std::string& text, const Record& record);

  PortId port_;
  std::size_t kept_;
  std::deque<Record> records_;
};

}  // namespace twc::sim
