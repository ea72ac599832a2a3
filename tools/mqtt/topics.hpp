// SPDX-License-Identifier: MIT
#pragma once
/// The names of topics, and what may stand in them.

#include <string>
#include <string_view>
#include <vector>

namespace twc::tools {

/// Whether `name` consists of letters, digits, `_` and `-` only: Home Assistant takes no others.
[[nodiscard]] bool is_topic_name(std::string_view name);

/// Whether `name` is the id of a unit: four hex digits.
[[nodiscard]] bool is_unit_id(std::string_view name);

/// `name` with an underscore in the place of what may not stand in a topic.
[[nodiscard]] std::string as_topic_name(std::string_view name);

/// The name of a bus after the socket of its master: "garage" for /run/twc/garage.sock.
[[nodiscard]] std::string bus_name_of(std::string_view socket_path);

/// Why a socket without a name of its own is not served, for people.
[[nodiscard]] std::string nameless(std::string_view socket_path);
[[nodiscard]] std::string topics_taken(std::string_view source, std::string_view bus);

/// The last will of the bridge goes here.
[[nodiscard]] std::string bridge_availability(std::string_view prefix, std::string_view bridge);

/// The topics of one bus.
class Topics {
 public:
  Topics(std::string_view prefix, std::string_view bus)
      : root_{std::string{prefix} + '/' + std::string{bus} + '/'} {}

  [[nodiscard]] std::string bus(std::string_view leaf) const { return root_ + std::string{leaf}; }
  [[nodiscard]] std::string unit(std::string_view id, std::string_view leaf) const {
    return root_ + std::string{id} + '/' + std::string{leaf};
  }
  /// "twc/garage/"
  [[nodiscard]] const std::string& root() const { return root_; }
  /// The topics that the bridge has to hear.
  [[nodiscard]] std::vector<std::string> subscriptions() const;

 private:
  std::string root_;
};

}  // namespace twc::tools
