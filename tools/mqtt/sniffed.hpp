// SPDX-License-Identifier: MIT
#pragma once
/// The state of a bus out of the JSON lines of twc-sniff, for buses that another master serves.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mqtt/json.hpp"
#include "mqtt/moment.hpp"

namespace twc::tools {

class Sniffed {
 public:
  /// False for a line that twc-sniff does not write.
  bool hear(Moment now, std::string_view line);

  /// As twc-fakemaster would say it, as far as a listener can know.
  [[nodiscard]] Json status(Moment now) const;
  [[nodiscard]] std::vector<Json> units(Moment now) const;

 private:
  struct Unit {
    Json facts = Json::object();
    Time heard{};
  };

  void take(Moment now, const Json& frame);

  std::map<std::string, Unit> units_;
};

}  // namespace twc::tools
