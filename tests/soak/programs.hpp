// SPDX-License-Identifier: MIT
#pragma once
/// How the programs are started here: at once, and with nothing to say.

#include <string>
#include <vector>

namespace twc::soak {

using Words = std::vector<std::string>;

[[nodiscard]] inline Words master_on(const std::string& endpoint, const Words& more = {}) {
  Words words{TWC_FAKEMASTER, "-q", "--max-current", "32", "--bus-idle", "--listen-first", "0s"};
  words.insert(words.end(), more.begin(), more.end());
  words.push_back(endpoint);
  return words;
}

[[nodiscard]] inline Words slave_on(const std::string& endpoint, const Words& more = {}) {
  Words words{TWC_FAKESLAVE, "-q", "--force"};
  words.insert(words.end(), more.begin(), more.end());
  words.push_back(endpoint);
  return words;
}

}  // namespace twc::soak
