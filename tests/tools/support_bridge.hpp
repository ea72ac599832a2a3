// SPDX-License-Identifier: MIT
#pragma once
/// twc-mqtt as a program, under the name attic.

#include "tools/support_program.hpp"

namespace twc::test {

class Bridge : public Program {
 public:
  explicit Bridge(const Arguments& arguments, const Arguments& environment = {})
      : Program{TWC_MQTT, with_name(arguments), environment} {}

 private:
  static Arguments with_name(Arguments arguments) {
    arguments.insert(arguments.begin(), {"--bridge", "attic"});
    return arguments;
  }
};

}  // namespace twc::test
