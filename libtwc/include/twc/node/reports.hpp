// SPDX-License-Identifier: MIT
#pragma once
/// Reports knows what one unit answered when it was asked about itself and its car, and when.

#include <array>
#include <optional>

#include <twc/bus/roster.hpp>
#include <twc/msg/message.hpp>
#include <twc/node/inquiry.hpp>
#include <twc/types.hpp>
#include <twc/unit/vin.hpp>

namespace twc::node {

using VinText = msg::Text<17>;
using FirmwareVersion = std::array<std::uint8_t, 4>;

/// The last answers. Nothing: it gave none.
struct Reported {
  std::optional<bus::Heard<msg::Meter>> meter;
  std::optional<bus::Heard<FirmwareVersion>> firmware;
  std::optional<bus::Heard<VinText>> vin;  ///< empty where no car tells
  std::optional<bus::Heard<msg::SerialNumber>> serial;
  std::optional<bus::Heard<msg::Plug>> plug;

  [[nodiscard]] bool is_plugged() const {
    return plug && (plug->what == msg::Plug::charging || plug->what == msg::Plug::plugged);
  }
  [[nodiscard]] bool has_car() const { return is_plugged() || (vin && !vin->what.view().empty()); }
};

class Reports {
 public:
  /// Any message of the unit. A VIN counts with its third part.
  void hear(Time now, const msg::Message& message);
  /// Whether the report differs from the one that was told last.
  bool is_news(Inquiry::Topic topic);
  /// The unit may come back as another one: each report is news again.
  void tell_again() { told_ = {}; }
  /// The car left, and its VIN with it.
  void car_left();

  [[nodiscard]] const Reported& last() const { return last_; }

 private:
  Reported last_;
  Reported told_;
  unit::VinAssembly vin_;
};

}  // namespace twc::node
