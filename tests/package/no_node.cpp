// SPDX-License-Identifier: MIT
/// Does not compile: a thing that is no node, given to a Port.

#include <twc/link/port.hpp>

struct Deaf {
  std::optional<twc::wire::Frame> poll(twc::Time now);
  std::optional<twc::Time> deadline() const;
};

void try_it(Deaf& deaf) {
  const twc::link::Port port{deaf, {}, twc::Time{}};
}
