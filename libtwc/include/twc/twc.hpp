// SPDX-License-Identifier: MIT
#pragma once
/// The names of libtwc that programs use; the headers behind them bring the rest along. The
/// simulation, <twc/sim/...>, is a library of its own.

#include <twc/bus/finding.hpp>
#include <twc/bus/monitor.hpp>
#include <twc/link/node.hpp>
#include <twc/link/observer.hpp>
#include <twc/link/port.hpp>
#include <twc/link/wait.hpp>
#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>
#include <twc/node/master_config.hpp>
#include <twc/node/master_event.hpp>
#include <twc/node/slave.hpp>
#include <twc/node/unit_status.hpp>
#include <twc/types.hpp>
#include <twc/unit/energy.hpp>
#include <twc/unit/one_time_memory.hpp>
#include <twc/unit/serial_number.hpp>
#include <twc/unit/vin.hpp>
#include <twc/wire/decoder.hpp>
#include <twc/wire/event.hpp>
#include <twc/wire/frame.hpp>
#include <twc/wire/recover.hpp>
#include <twc/wire/slip.hpp>
