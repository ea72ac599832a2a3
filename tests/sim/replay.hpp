// SPDX-License-Identifier: MIT
#pragma once
/// Traces of masters, replayed into an auditor.

#include <string>

#include <twc/sim/auditor.hpp>

namespace twc::test {

/// Replays the trace `name` of tests/sim/traces. Fails the test that calls it where a line cannot
/// be read. The README there describes a trace.
void replay(const std::string& name, sim::Auditor& auditor);

}  // namespace twc::test
