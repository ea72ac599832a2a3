// SPDX-License-Identifier: MIT
#pragma once
/// The verbs of a node, and NodeRef: a reference to any node, without inheritance and without heap.

#include <concepts>
#include <optional>

#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::link {

template <typename T>
concept HearsFrames = requires(T& node, Time now, const wire::Frame& frame) {
  node.hear(now, frame);
};

template <typename T>
concept IsPolled = requires(T& node, Time now) {
  { node.poll(now) } -> std::convertible_to<std::optional<wire::Frame>>;
};

template <typename T>
concept HasDeadline = requires(const T& node) {
  { node.deadline() } -> std::convertible_to<std::optional<Time>>;
};

/// A node has three verbs. node::Master and node::Slave have them, and so may anything else.
///
///     void hear(Time now, const wire::Frame& frame);  // a good frame, when its last byte has come
///     std::optional<wire::Frame> poll(Time now);      // the frame to send now, if any
///     std::optional<Time> deadline() const;           // when to poll again if nothing is heard
///
/// A node that wants to know more has any of these as well:
///
///     void hear_damage(Time now);         // noise or a damaged frame: the line was in use
///     void link_up(Time now);             // the line is there
///     void link_down(Time now);           // the line is gone; nothing under way counts any more
///     bool needs_consent() const;         // it may give frames that stop or mute a unit
template <typename T>
concept Node = HearsFrames<T> && IsPolled<T> && HasDeadline<T>;

/// Refers to a node, which has to outlive it. Copying it copies the reference.
class NodeRef {
 public:
  template <typename T>
  requires(!std::same_as<T, NodeRef> && !std::same_as<T, const NodeRef>)
      // NOLINTNEXTLINE(google-explicit-constructor): a Port is made of the node itself
      NodeRef(T& node)
      : node_{&node}, verbs_{verbs_for<T>()} {}

  void hear(Time now, const wire::Frame& frame) const { verbs_->hear(node_, now, frame); }
  void hear_damage(Time now) const { verbs_->hear_damage(node_, now); }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) const { return verbs_->poll(node_, now); }
  [[nodiscard]] std::optional<Time> deadline() const { return verbs_->deadline(node_); }
  void link_up(Time now) const { verbs_->link_up(node_, now); }
  void link_down(Time now) const { verbs_->link_down(node_, now); }
  [[nodiscard]] bool needs_consent() const { return verbs_->needs_consent(node_); }

 private:
  struct Verbs {
    void (*hear)(void*, Time, const wire::Frame&);
    void (*hear_damage)(void*, Time);
    std::optional<wire::Frame> (*poll)(void*, Time);
    std::optional<Time> (*deadline)(const void*);
    void (*link_up)(void*, Time);
    void (*link_down)(void*, Time);
    bool (*needs_consent)(const void*);
  };

  template <typename T>
  static constexpr const Verbs* verbs_for() {
    static_assert(HearsFrames<T>,
                  "a node needs: void hear(twc::Time now, const twc::wire::Frame& frame)");
    static_assert(IsPolled<T>, "a node needs: std::optional<twc::wire::Frame> poll(twc::Time now)");
    static_assert(HasDeadline<T>, "a node needs: std::optional<twc::Time> deadline() const");
    if constexpr (Node<T>) return &verbs_of<T>;
    return nullptr;
  }

  /// Forgets the type: this table is the only place that knows it.
  template <typename T>
  static constexpr Verbs verbs_of{
      .hear = [](void* node, Time now,
                 const wire::Frame& frame) { static_cast<T*>(node)->hear(now, frame); },
      .hear_damage =
          [](void* node, Time now) {
            if constexpr (requires(T & one) { one.hear_damage(now); }) {
              static_cast<T*>(node)->hear_damage(now);
            }
          },
      .poll = [](void* node, Time now) -> std::optional<wire::Frame> {
        return static_cast<T*>(node)->poll(now);
      },
      .deadline = [](const void* node) -> std::optional<Time> {
        return static_cast<const T*>(node)->deadline();
      },
      .link_up =
          [](void* node, Time now) {
            if constexpr (requires(T & one) { one.link_up(now); }) {
              static_cast<T*>(node)->link_up(now);
            }
          },
      .link_down =
          [](void* node, Time now) {
            if constexpr (requires(T & one) { one.link_down(now); }) {
              static_cast<T*>(node)->link_down(now);
            }
          },
      .needs_consent =
          [](const void* node) {
            if constexpr (requires(const T& one) { one.needs_consent(); }) {
              return static_cast<const T*>(node)->needs_consent();
            } else {
              return false;
            }
          },
  };

  void* node_;
  const Verbs* verbs_;
};

/// A node that only listens: what it hears, the observer of its Port sees.
struct Listener {
  void hear(Time /*now*/, const wire::Frame& /*frame*/) {}
  [[nodiscard]] std::optional<wire::Frame> poll(Time /*now*/) { return std::nullopt; }
  [[nodiscard]] std::optional<Time> deadline() const { return std::nullopt; }
};

}  // namespace twc::link
