// SPDX-License-Identifier: MIT
#include <variant>

#include <twc/node/reports.hpp>

namespace twc::node {
namespace {

template <typename T>
void note(Time now, const T& what, std::optional<bus::Heard<T>>& last) {
  last = bus::Heard<T>{.at = now, .what = what};
}

/// Takes over the latest report; true where it says something else than before.
template <typename T>
bool take(const std::optional<bus::Heard<T>>& last, std::optional<bus::Heard<T>>& told) {
  const bool is_new = last && (!told || told->what != last->what);
  told = last;
  return is_new;
}

}  // namespace

void Reports::hear(Time now, const msg::Message& message) {
  if (const auto* const said = std::get_if<msg::Meter>(&message)) {
    note(now, *said, last_.meter);
  } else if (const auto* const firmware = std::get_if<msg::Firmware>(&message)) {
    note(now, firmware->version, last_.firmware);
  } else if (const auto* const serial = std::get_if<msg::Serial>(&message)) {
    note(now, serial->number, last_.serial);
  } else if (const auto* const plug = std::get_if<msg::PlugState>(&message)) {
    note(now, plug->plug, last_.plug);
  } else if (const auto* const part = std::get_if<msg::Vin>(&message)) {
    vin_.hear(*part);
    if (part->part == msg::VinPart::three) note(now, VinText{vin_.text()}, last_.vin);
  }
}

bool Reports::is_news(Inquiry::Topic topic) {
  switch (topic) {
    case Inquiry::Topic::meter: return take(last_.meter, told_.meter);
    case Inquiry::Topic::firmware: return take(last_.firmware, told_.firmware);
    case Inquiry::Topic::vin: return take(last_.vin, told_.vin);
    case Inquiry::Topic::serial: return take(last_.serial, told_.serial);
    case Inquiry::Topic::plug: break;
  }
  return take(last_.plug, told_.plug);
}

void Reports::car_left() {
  last_.vin.reset();
  vin_ = {};
}

}  // namespace twc::node
