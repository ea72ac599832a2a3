// SPDX-License-Identifier: MIT
#pragma once
/// A participant of a simulated bus: the verbs of a node.

#include <optional>

#include <twc/types.hpp>
#include <twc/wire/event.hpp>

namespace twc::sim {

/// The bus calls hear() with all that this one's receiver makes of the line, when its last byte has
/// arrived. poll() is called while the line is idle, and again after everything heard and at each
/// deadline; the frame that it gives goes on the line at once.
class Participant {
 public:
  Participant() = default;
  Participant(const Participant&) = delete;
  Participant& operator=(const Participant&) = delete;
  virtual ~Participant() = default;

  virtual void hear(Time now, const wire::Event& event) = 0;
  [[nodiscard]] virtual std::optional<wire::Frame> poll(Time now) = 0;
  [[nodiscard]] virtual std::optional<Time> deadline() const = 0;
  /// Before its deadline its poll() gives nothing and changes nothing: the bus asks for the
  /// deadline after everything heard, and polls when that has come.
  [[nodiscard]] virtual bool is_punctual() const { return false; }
};

/// A node of the library as a participant. Nodes are told good frames only.
template <typename Node>
class NodeOnBus : public Participant {
 public:
  explicit NodeOnBus(Node& node) : node_{node} {}

  void hear(Time now, const wire::Event& event) override {
    if (const auto* const frame = std::get_if<wire::Frame>(&event)) node_.hear(now, *frame);
  }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override { return node_.poll(now); }
  [[nodiscard]] std::optional<Time> deadline() const override { return node_.deadline(); }

 private:
  Node& node_;
};

}  // namespace twc::sim
