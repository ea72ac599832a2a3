#pragma once
/// All of libtwc. The simulation, <twc/sim/...>, is a library of its own.

#include <twc/bus/echo.hpp>
#include <twc/bus/roster.hpp>
#include <twc/msg/contactor.hpp>
#include <twc/msg/heartbeat.hpp>
#include <twc/msg/identity.hpp>
#include <twc/msg/legacy.hpp>
#include <twc/msg/link_ready.hpp>
#include <twc/msg/message.hpp>
#include <twc/msg/meter.hpp>
#include <twc/types.hpp>
#include <twc/unit/energy.hpp>
#include <twc/unit/one_time_memory.hpp>
#include <twc/unit/serial_number.hpp>
#include <twc/unit/vin.hpp>
#include <twc/wire/checksum.hpp>
#include <twc/wire/cursor.hpp>
#include <twc/wire/decoder.hpp>
#include <twc/wire/event.hpp>
#include <twc/wire/frame.hpp>
#include <twc/wire/function.hpp>
#include <twc/wire/judge.hpp>
#include <twc/wire/recover.hpp>
#include <twc/wire/slip.hpp>
#include <twc/wire/stretch.hpp>
#include <twc/wire/swar.hpp>
