// SPDX-License-Identifier: MIT
#pragma once
/// Where brokers are, and which one to try next.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <twc/types.hpp>

namespace twc::tools {

struct BrokerAddress {
  std::string host;
  std::uint16_t port = 0;
  bool is_encrypted = false;
  bool speaks_5 = true;  ///< until it turns out that it does not

  [[nodiscard]] std::string text() const;
};

/// `mqtt://HOST[:PORT]`, `mqtts://…`; further ones behind commas, which may leave the scheme out.
/// Throws std::invalid_argument with what was expected.
[[nodiscard]] std::vector<BrokerAddress> parse_brokers(std::string_view text);

/// One broker after the other, with a growing pause after each attempt that failed.
class BrokerList {
 public:
  static constexpr Duration shortest = std::chrono::milliseconds{500};
  static constexpr Duration longest = std::chrono::seconds{10};
  /// A connection that is lost sooner has not helped: the pauses grow on.
  static constexpr Duration steady = std::chrono::seconds{10};

  explicit BrokerList(std::vector<BrokerAddress> all) : all_{std::move(all)} {}

  [[nodiscard]] BrokerAddress& current() { return all_[at_]; }
  /// A connection ended that had been up for so long.
  void lost_after(Duration up);
  /// Whether three connections in a row were lost soon, as they are where two clients with one name
  /// take turns.
  [[nodiscard]] bool is_unsteady() const { return lost_soon_ >= 3; }
  /// The pause before the next attempt, which goes to the next broker. `spread` from 0 to 1
  /// lengthens it by up to a half, so that a hundred bridges do not come back in the same moment.
  [[nodiscard]] Duration failed(double spread);

 private:
  std::vector<BrokerAddress> all_;
  std::size_t at_ = 0;
  Duration pause_ = shortest;
  int lost_soon_ = 0;
};

}  // namespace twc::tools
