// SPDX-License-Identifier: MIT
#include <twc/link/node.hpp>
#include <twc/node/master.hpp>
#include <twc/node/slave.hpp>

#include "link/bench.hpp"

namespace twc::test::on_link {
namespace {

static_assert(link::Node<node::Master>);
static_assert(link::Node<node::Slave>);
static_assert(link::Node<link::Listener>);
static_assert(!link::Node<int>);

TEST_CASE("node: a reference passes all verbs on, and those that a node lacks do nothing",
          "[link]") {
  Speaker speaker;
  speaker.frames = {linkready};
  speaker.due = at(5s);
  const link::NodeRef all{speaker};
  all.hear(at(0s), heartbeat);
  all.hear_damage(at(0s));
  all.link_up(at(0s));
  all.link_down(at(0s));
  CHECK(speaker.heard == std::vector{heartbeat});
  CHECK(speaker.damage == 1);
  CHECK(speaker.ups == 1);
  CHECK(speaker.downs == 1);
  CHECK(all.deadline() == at(5s));
  CHECK(all.poll(at(5s)) == linkready);
  CHECK_FALSE(all.needs_consent());

  link::Listener listener;
  const link::NodeRef least{listener};
  least.hear_damage(at(0s));
  least.link_up(at(0s));
  least.link_down(at(0s));
  CHECK_FALSE(least.poll(at(0s)));
  CHECK_FALSE(least.deadline());
}

TEST_CASE("node: a reference is chosen at run time, without heap and without inheritance",
          "[link]") {
  node::Slave slave{{}};
  link::Listener listener;
  const bool plays = GENERATE(true, false);
  const link::NodeRef chosen = plays ? link::NodeRef{slave} : link::NodeRef{listener};
  CHECK(chosen.deadline().has_value() == plays);
  CHECK(sizeof(link::NodeRef) == 2 * sizeof(void*));
}

}  // namespace
}  // namespace twc::test::on_link
