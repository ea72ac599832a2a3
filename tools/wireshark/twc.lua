-- SPDX-License-Identifier: MIT
-- Shows the bus of Tesla Wall Connectors (Gen 2) in Wireshark and tshark, with the fields that
-- "twc-sniff -F json" has: twc.limit_a, twc.state_name and so on. Runs with Lua 5.2 and 5.4.
--
-- Captures of link type USER0 (twc-sniff -w x.pcapng, or a live capture) are shown by themselves.
-- The TCP port of a converter: Analyze, "Decode As", TWC; or tshark -d tcp.port==8899,twc

set_plugin_info({version = "0.1.0", description = "Bus of Tesla Wall Connectors (Gen 2)"})

-- BEGIN of the lists of libtwc; a test compares them, see-tests "[lists]" prints them
local messages = {
  {codes = {0xFCE1}, fields = {
    {name = "src", type = "id"},
    {name = "sign", type = "hex", label = "sign"},
    {name = "", type = "amps", label = "claims", unless_zero = true},
  }},
  {codes = {0xFBE2}, fields = {
    {name = "src", type = "id"},
    {name = "sign", type = "hex", label = "sign"},
    {name = "", type = "amps", label = "claims", unless_zero = true},
  }},
  {codes = {0xFDE2}, fields = {
    {name = "src", type = "id"},
    {name = "sign", type = "hex", label = "sign"},
    {name = "max_a", type = "amps", label = "max"},
  }},
  {codes = {0xFBE0}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
    {name = "command", type = "command", names = {
        [0] = "none",
        [5] = "set_initial_limit",
        [6] = "raise",
        [7] = "lower",
        [8] = "stop_ack",
        [9] = "set_limit",
      }},
    {name = "limit_a", type = "amps", only = {5, 8, 9}},
    {name = "master_plugged", type = "flag", label = "master plugged"},
  }},
  {codes = {0xFBE0}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
    {name = "command", type = "byte", fixed = 2, names = {[2] = "error"}},
    {name = "error_bits", type = "byte"},
    {name = "", type = "byte", label = "and", unless_zero = true},
    {name = "master_plugged", type = "flag", label = "master plugged"},
  }},
  {codes = {0xFBE0}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
    {name = "command", type = "byte", label = "command", names = {}},
    {name = "", type = "word", label = "argument"},
    {name = "master_plugged", type = "flag", label = "master plugged"},
  }},
  {codes = {0xFDE0}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
    {name = "state", type = "byte", label = "state", names = {
        [0] = "ready",
        [1] = "charging",
        [2] = "error",
        [3] = "do_not_charge",
        [4] = "ready_to_charge",
        [5] = "busy",
        [6] = "raise_ack",
        [7] = "lower_ack",
        [8] = "starting",
        [9] = "set_limit_ack",
        [10] = "adjusted",
      }},
    {name = "limit_a", type = "amps", label = "limit"},
    {name = "actual_a", type = "amps", label = "draws"},
  }},
  {codes = {0xFBEB}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
  }},
  {codes = {0xFDEB}, fields = {
    {name = "src", type = "id"},
    {name = "energy_raw", type = "long", label = "energy"},
    {name = "voltage_v", type = "volts"},
    {name = "current_a", type = "half_amps"},
  }},
  {codes = {0xFBEC}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
  }},
  {codes = {0xFDEC}, fields = {
    {name = "src", type = "id"},
    {name = "version", type = "version", size = 4},
  }},
  {codes = {0xFBED}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
  }},
  {codes = {0xFDED}, fields = {
    {name = "src", type = "id"},
    {name = "serial", type = "text", size = 11},
  }},
  {codes = {0xFBEE, 0xFBEF, 0xFBF1}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
    {name = "part", type = "byte", label = "part", from_code = true},
  }},
  {codes = {0xFDEE, 0xFDEF, 0xFDF1}, fields = {
    {name = "src", type = "id"},
    {name = "part", type = "byte", label = "part", from_code = true},
    {name = "text", type = "text", size = 7},
  }},
  {codes = {0xFBB4}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
  }},
  {codes = {0xFDB4}, fields = {
    {name = "src", type = "id"},
    {name = "plug", type = "byte", label = "state", names = {
        [0] = "unplugged",
        [1] = "charging",
        [3] = "plugged",
      }},
  }},
  {codes = {0xFCB1}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
  }},
  {codes = {0xFCB2}, fields = {
    {name = "src", type = "id"},
    {name = "dst", type = "id"},
  }},
  {codes = {0xFDB1}, fields = {
    {name = "src", type = "id"},
  }},
  {codes = {0xFDB2}, fields = {
    {name = "src", type = "id"},
  }},
  {codes = {0xFB19}, fields = {
  }},
  {codes = {0xFD19}, fields = {
    {name = "serial", type = "text", size = 11},
  }},
  {codes = {0xFB1A}, fields = {
  }},
  {codes = {0xFD1A}, fields = {
    {name = "model", type = "text", size = 11},
  }},
  {codes = {0xFB1B}, fields = {
  }},
  {codes = {0xFD1B}, fields = {
    {name = "version", type = "version", size = 3},
  }},
  {codes = {0xFC1D}, fields = {
  }},
}
local codes = {
  [0xFB19] = {kind = "legacy_serial_request", heard = {13, 14, 16}, p1 = 14, p2 = 16},
  [0xFB1A] = {kind = "legacy_model_request", heard = {13, 14, 16}, p1 = 14, p2 = 16},
  [0xFB1B] = {kind = "legacy_firmware_request", heard = {13, 14, 16}, p1 = 14, p2 = 16},
  [0xFBB4] = {kind = "plug_state_request", heard = {13, 16}, p1 = 0, p2 = 16},
  [0xFBE0] = {kind = "master_heartbeat", heard = {14, 16}, p1 = 14, p2 = 16},
  [0xFBE2] = {kind = "master_linkready2", heard = {14, 16}, p1 = 14, p2 = 16},
  [0xFBE8] = {kind = "dangerous", heard = {14, 16}, p1 = 0, p2 = 0,
    danger = "crashes the unit"},
  [0xFBEB] = {kind = "meter_request", heard = {13, 15, 16}, p1 = 0, p2 = 16},
  [0xFBEC] = {kind = "firmware_request", heard = {13, 15, 16}, p1 = 0, p2 = 16},
  [0xFBED] = {kind = "serial_request", heard = {13, 15, 16}, p1 = 0, p2 = 16},
  [0xFBEE] = {kind = "vin_request", heard = {13, 15, 16}, p1 = 0, p2 = 16},
  [0xFBEF] = {kind = "vin_request", heard = {13, 15, 16}, p1 = 0, p2 = 16},
  [0xFBF1] = {kind = "vin_request", heard = {13, 15, 16}, p1 = 0, p2 = 16},
  [0xFC19] = {kind = "dangerous", heard = {14, 16}, p1 = 0, p2 = 0,
    danger = "writes the serial number into one-time memory: cannot be undone"},
  [0xFC1A] = {kind = "dangerous", heard = {14, 16}, p1 = 0, p2 = 0,
    danger = "writes the model into one-time memory: cannot be undone"},
  [0xFC1D] = {kind = "idle", heard = {14, 16}, p1 = 14, p2 = 0},
  [0xFCA1] = {kind = "dangerous", heard = {14, 16}, p1 = 0, p2 = 0,
    danger = "silences the unit for about 5 s"},
  [0xFCB1] = {kind = "start_charging", heard = {13, 16}, p1 = 0, p2 = 16},
  [0xFCB2] = {kind = "stop_charging", heard = {13, 16}, p1 = 0, p2 = 16},
  [0xFCE1] = {kind = "master_linkready1", heard = {14, 16}, p1 = 14, p2 = 16},
  [0xFCE5] = {kind = "dangerous", heard = {14, 16}, p1 = 0, p2 = 0,
    danger = "interrupts charging for about 3 s"},
  [0xFD19] = {kind = "legacy_serial", heard = {14}, p1 = 14, p2 = 14},
  [0xFD1A] = {kind = "legacy_model", heard = {14}, p1 = 14, p2 = 14},
  [0xFD1B] = {kind = "legacy_firmware", heard = {14}, p1 = 14, p2 = 14},
  [0xFDB1] = {kind = "start_charging_ack", heard = {16}, p1 = 0, p2 = 16},
  [0xFDB2] = {kind = "stop_charging_ack", heard = {16}, p1 = 0, p2 = 16},
  [0xFDB4] = {kind = "plug_state", heard = {16}, p1 = 0, p2 = 16},
  [0xFDE0] = {kind = "slave_heartbeat", heard = {14, 16}, p1 = 14, p2 = 16},
  [0xFDE2] = {kind = "slave_linkready", heard = {14, 16}, p1 = 14, p2 = 16},
  [0xFDEB] = {kind = "meter", heard = {16, 20}, p1 = 0, p2 = 20},
  [0xFDEC] = {kind = "firmware", heard = {16}, p1 = 0, p2 = 16},
  [0xFDED] = {kind = "serial", heard = {20}, p1 = 0, p2 = 20},
  [0xFDEE] = {kind = "vin", heard = {20}, p1 = 0, p2 = 20},
  [0xFDEF] = {kind = "vin", heard = {20}, p1 = 0, p2 = 20},
  [0xFDF1] = {kind = "vin", heard = {20}, p1 = 0, p2 = 20},
}
-- END of the lists of libtwc

for _, message in ipairs(messages) do
  for _, code in ipairs(message.codes) do
    codes[code].messages = codes[code].messages or {}
    table.insert(codes[code].messages, message)
  end
end

local twc = Proto("twc", "Tesla Wall Connector bus")

-- Ids, codes and checksums are text, so that people write them in a filter as everywhere:
-- twc.src == "2019".
local f = {
  ok = ProtoField.bool("twc.ok", "Good frame"),
  error = ProtoField.string("twc.error", "Error"),
  dir = ProtoField.string("twc.dir", "Direction"),
  code = ProtoField.string("twc.code", "Code"),
  kind = ProtoField.string("twc.kind", "Kind"),
  protocol = ProtoField.uint8("twc.protocol", "Protocol of the unit"),
  src = ProtoField.string("twc.src", "Sender"),
  dst = ProtoField.string("twc.dst", "Receiver"),
  raw = ProtoField.bytes("twc.raw", "Body"),
  recovered = ProtoField.bool("twc.recovered", "Recovered from a damaged stretch"),
  ["end"] = ProtoField.string("twc.end", "End byte"),
  bytes = ProtoField.uint32("twc.bytes", "Bytes"),
  expected = ProtoField.string("twc.expected", "Expected checksum"),
  actual = ProtoField.string("twc.actual", "Actual checksum"),
  sign = ProtoField.string("twc.sign", "Sign"),
  max_a = ProtoField.double("twc.max_a", "Rating (A)"),
  command = ProtoField.uint8("twc.command", "Command"),
  command_name = ProtoField.string("twc.command_name", "Command"),
  state = ProtoField.uint8("twc.state", "State"),
  state_name = ProtoField.string("twc.state_name", "State"),
  limit_a = ProtoField.double("twc.limit_a", "Limit (A)"),
  actual_a = ProtoField.double("twc.actual_a", "Drawn (A)"),
  error_bits = ProtoField.uint8("twc.error_bits", "Error bits", base.DEC),
  master_plugged = ProtoField.bool("twc.master_plugged", "Master plugged"),
  energy_raw = ProtoField.uint32("twc.energy_raw", "Energy counter"),
  voltage_v = ProtoField.uint16("twc.voltage_v", "Voltage (V)"),
  current_a = ProtoField.double("twc.current_a", "Current (A)"),
  version = ProtoField.string("twc.version", "Firmware"),
  serial = ProtoField.string("twc.serial", "Serial number"),
  part = ProtoField.uint8("twc.part", "Part of the VIN"),
  text = ProtoField.string("twc.text", "Text"),
  plug = ProtoField.uint8("twc.plug", "Plug"),
  plug_name = ProtoField.string("twc.plug_name", "Plug"),
  model = ProtoField.string("twc.model", "Model"),
  danger = ProtoField.string("twc.danger", "Danger"),
  -- Fields that only Wireshark has, and JSON has not.
  request_in = ProtoField.framenum("twc.request_in", "Request in", base.NONE,
                                   frametype.REQUEST),
  answer_in = ProtoField.framenum("twc.answer_in", "Answer in", base.NONE, frametype.RESPONSE),
  latency = ProtoField.relative_time("twc.latency", "Latency"),
}
twc.fields = f

local ef = {
  damaged = ProtoExpert.new("twc.damaged", "Damaged frame", expert.group.CHECKSUM,
                            expert.severity.ERROR),
  recovered = ProtoExpert.new("twc.pieced_together", "Recovered frame", expert.group.SEQUENCE,
                              expert.severity.WARN),
  dangerous = ProtoExpert.new("twc.dangerous", "Dangerous frame", expert.group.SECURITY,
                              expert.severity.ERROR),
}
twc.experts = ef

local packet_comment = Field.new("frame.comment")
local packet_direction = Field.new("frame.packet_flags_direction")

-- Bytes are tables of numbers from here on.

local slip_end, slip_esc = 0xC0, 0xDB
-- The sizes of a body, and how many wire bytes of a stretch are looked at.
local shortest, longest, kept = 13, 20, 64

local function slice(bytes, first, size)
  local out = {}
  for at = first, math.min(first + size - 1, #bytes) do out[#out + 1] = bytes[at] end
  return out
end

local function in_hex(bytes)
  local out = {}
  for at, byte in ipairs(bytes) do out[at] = string.format("%02X", byte) end
  return table.concat(out)
end

-- Gives the wire bytes of a body, and their number.
local function escape(body)
  local out = {}
  for _, byte in ipairs(body) do
    if byte == slip_end then
      out[#out + 1], out[#out + 2] = slip_esc, 0xDC
    elseif byte == slip_esc then
      out[#out + 1], out[#out + 2] = slip_esc, 0xDD
    else
      out[#out + 1] = byte
    end
  end
  return out, #out
end

-- Gives the body of wire bytes, and whether an escape in them is wrong. The bytes of a wrong escape
-- stay as they are.
local function unescape(wire)
  local out, bad, at = {}, false, 1
  while at <= math.min(#wire, kept) do
    local byte, following = wire[at], wire[at + 1]
    if at == kept then following = nil end
    if byte == slip_esc and (following == 0xDC or following == 0xDD) then
      out[#out + 1] = following == 0xDC and slip_end or slip_esc
      at = at + 2
    else
      bad = bad or byte == slip_esc
      out[#out + 1] = byte
      at = at + 1
    end
  end
  return out, bad
end

local function begins_frame(byte)
  return byte ~= nil and byte >= 0xFB and byte <= 0xFD
end

-- The sum of the body without its first byte and its last, which is the checksum on the wire.
local function checksum(body)
  local sum = 0
  for at = 2, #body - 1 do sum = sum + body[at] end
  return sum % 256
end

local function code_of(body)
  return (body[1] or 0) * 256 + (body[2] or 0)
end

local function is_heard(list, size)
  for _, one in ipairs(list) do
    if one == size then return true end
  end
  return false
end

local function is_frame(body)
  if #body < shortest or #body > longest or not begins_frame(body[1]) then return false end
  if checksum(body) ~= body[#body] then return false end
  if #body == 14 or #body == 16 or #body == 20 then return true end
  local row = codes[code_of(body)]
  return (#body == 13 or #body == 15) and row ~= nil and is_heard(row.heard, #body)
end

-- Judges a stretch: the wire bytes between two delimiters. `count` is how many bytes it had. Gives
-- a verdict: good, noise, or an error.
local function judge(wire, count)
  local body, bad_escape = unescape(wire)
  if #body < shortest then return {noise = true, body = body, wire = wire} end
  if count <= kept and not bad_escape and is_frame(body) then
    return {good = true, body = body, wire = wire}
  end
  local fault = "checksum"
  if #body > longest then
    fault = "overlong"
  elseif bad_escape then
    fault = "escape"
  elseif begins_frame(body[1]) and checksum(body) == body[#body] then
    fault = "length"
  end
  return {error = fault, body = body, wire = wire, count = count}
end

-- Judges a stretch whose end is missing.
local function judge_cut_short(wire, count)
  local body = unescape(wire)
  if (count > 1 and begins_frame(wire[1])) or #body >= shortest then
    return {error = "truncated", body = body, wire = wire, count = count}
  end
  return {noise = true, body = body, wire = wire}
end

-- Judges a packet that holds a body, of which `missing` bytes were not captured. Some programs
-- leave the escapes in it.
local function judge_body(body, missing)
  local wire, count = escape(body)
  if missing > 0 or #body < shortest then return judge_cut_short(wire, count + missing) end
  local verdict = judge(wire, count)
  if verdict.good then return verdict end
  local as_it_stands = judge(body, #body)
  if as_it_stands.good then return as_it_stands end
  return verdict
end

-- Gives as many unescaped bytes from `first` on as a frame can have, and for each of them how many
-- wire bytes end with it.
local function front_of(wire, first)
  local bytes, ends, at = {}, {}, first
  while #bytes < longest and at <= math.min(#wire, kept) do
    local byte = wire[at]
    at = at + 1
    if byte == slip_esc then
      local following = wire[at]
      at = at + 1
      if following ~= 0xDC and following ~= 0xDD then break end
      byte = following == 0xDC and slip_end or slip_esc
    end
    bytes[#bytes + 1] = byte
    ends[#ends + 1] = at - first
  end
  return bytes, ends
end

-- A zero byte that ends a frame or follows it may pad a longer frame that is damaged inside.
local function may_be_part_of_longer(bytes, size, lengths)
  for longer = size + 1, #bytes do
    local has_zero = false
    for at = size, longer - 1 do has_zero = has_zero or bytes[at] == 0 end
    if is_heard(lengths, longer) and has_zero then return true end
  end
  return false
end

local function frame_at_front(wire, first)
  if not begins_frame(wire[first]) then return nil end
  local bytes, ends = front_of(wire, first)
  local row = codes[code_of(bytes)]
  if row == nil then return nil end
  for size = shortest, #bytes do
    local body = slice(bytes, 1, size)
    if is_heard(row.heard, size) and is_frame(body) and
        not may_be_part_of_longer(bytes, size, row.heard) then
      return body, ends[size]
    end
  end
  return nil
end

-- Finds the whole frames in a damaged stretch.
local function recover(verdict)
  local wire, found, at = verdict.wire, {}, 1
  local bytes, ends = front_of(wire, 1)
  local row = codes[code_of(bytes)]
  local count = verdict.count or #wire
  local is_one = row ~= nil and is_heard(row.heard, #bytes) and ends[#bytes] == count
  if is_one and not frame_at_front(wire, 1) then return found end
  local size = math.min(#wire, kept)
  while at + shortest - 1 <= size do
    local body, eaten = frame_at_front(wire, at)
    if body then found[#found + 1] = body end
    at = at + (eaten or 1)
  end
  return found
end

-- Facts that link packets are kept by packet number: Wireshark shows packets in any order.

local waiting, answers, requests, directions, last_sent = {}, {}, {}, {}, {}
local ended, is_behind = {}, {}

function twc.init()
  waiting, answers, requests, directions, last_sent = {}, {}, {}, {}, {}
  ended, is_behind = {}, {}
end

-- A repetition within this many seconds is the same request. A later answer answers no request.
local window = 0.5

local function ask(unit, answer, pinfo)
  local before = waiting[unit]
  local now = pinfo.abs_ts
  local is_again = before and before.answer == answer and now > before.when and
                       now - before.when <= window
  if not is_again then
    waiting[unit] = {answer = answer, when = now, number = pinfo.number}
  end
end

local function hear(unit, code, pinfo)
  local request = waiting[unit]
  if not request or request.answer ~= code then return end
  waiting[unit] = nil
  local took = pinfo.abs_ts - request.when
  if took < 0 or took > window then return end
  local seconds = math.floor(took)
  local parts = math.floor((took - seconds) * 1e6 + 0.5) * 1000
  if parts >= 1e9 then seconds, parts = seconds + 1, parts - 1000000000 end
  answers[request.number] = pinfo.number
  requests[pinfo.number .. "/" .. unit] = {number = request.number, seconds = seconds,
                                           parts = parts}
end

-- Questions without an id are put to all.
local function pair(told, code, pinfo)
  local first = math.floor(code / 256)
  local answer = first == 0xFC and code - 0xFC00 + 0xFD00 or code + 0x0200
  local is_question = first == 0xFB or code == 0xFCB1 or code == 0xFCB2
  local answer_row = codes[answer]
  if is_question and answer_row and answer_row.kind ~= "slave_linkready" then
    ask(told.dst or "all", answer, pinfo)
  elseif first == 0xFD then
    hear(told.src or "all", code, pinfo)
  end
end

-- The bytes of a frame: a part of the packet, or a view of their own where escapes stand between.

local function bytes_of(tvb)
  local out = {}
  for at = 0, tvb:len() - 1 do out[at + 1] = tvb(at, 1):uint() end
  return out
end

-- `place` is where the stretch begins in `tvb`, or nil.
local function view_of(tvb, place, body, wire)
  if place and #body == #wire then return tvb, place end
  return ByteArray.new(in_hex(body)):tvb("Unescaped frame"), 0
end

local function to_utf8(bytes)
  local out = {}
  for _, byte in ipairs(bytes) do
    if byte == 0 or byte == 0xFF then break end
    if byte < 0x80 then
      out[#out + 1] = string.char(byte)
    else
      out[#out + 1] = string.char(0xC0 + math.floor(byte / 64), 0x80 + byte % 64)
    end
  end
  return table.concat(out)
end

local function number_of(bytes)
  local value = 0
  for _, byte in ipairs(bytes) do value = value * 256 + byte end
  return value
end

local function amps(value)
  return string.format("%.2f A", value)
end

-- For each type of a field: how many bytes it has, and what it adds to the tree. Gives the words for
-- the line of the packet.
local types = {
  id = {size = 2, show = function(tree, field, range, bytes)
    tree:add(f[field.name], range, in_hex(bytes))
  end},
  hex = {size = 1, show = function(tree, field, range, bytes)
    tree:add(f[field.name], range, in_hex(bytes))
    return in_hex(bytes)
  end},
  amps = {size = 2, show = function(tree, field, range, bytes)
    local value = number_of(bytes) / 100
    if f[field.name] then tree:add(f[field.name], range, value) end
    return amps(value)
  end},
  byte = {size = 1, show = function(tree, field, range, bytes)
    if f[field.name] then tree:add(f[field.name], range, bytes[1]) end
    if field.names then
      local name = field.names[bytes[1]] or "unknown"
      tree:add(f[field.name .. "_name"], range, name)
      if name ~= "unknown" then return name, true end
    end
    return in_hex(bytes)
  end},
  word = {size = 2, show = function(_, _, _, bytes) return in_hex(bytes) end},
  long = {size = 4, show = function(tree, field, range, bytes)
    tree:add(f[field.name], range, number_of(bytes))
    return tostring(number_of(bytes))
  end},
  flag = {size = 1, show = function(tree, field, range, bytes)
    tree:add(f[field.name], range, bytes[1] ~= 0)
    return bytes[1] ~= 0 and "" or nil
  end},
  text = {show = function(tree, field, range, bytes)
    local text = to_utf8(bytes)
    tree:add(f[field.name], range, text)
    return text == "" and "blank" or text
  end},
  version = {show = function(tree, field, range, bytes)
    local text = table.concat(bytes, ".")
    tree:add(f[field.name], range, text)
    return text
  end},
  volts = {size = 6, show = function(tree, field, range, bytes)
    local words = {}
    for phase = 0, 2 do
      local value = number_of(slice(bytes, 1 + 2 * phase, 2))
      tree:add(f[field.name], range(2 * phase, 2), value)
      words[#words + 1] = tostring(value)
    end
    return table.concat(words, "/") .. " V"
  end},
  half_amps = {size = 3, optional = true, show = function(tree, field, range, bytes)
    local words = {}
    for phase = 0, 2 do
      local value = bytes[1 + phase] / 2
      tree:add(f[field.name], range(phase, 1), value)
      words[#words + 1] = string.format("%.2f", value)
    end
    return table.concat(words, "/") .. " A"
  end},
}

-- Several messages may share a code: the byte of the command tells them apart.
local function message_of(row, body)
  local command = body[7] or 0
  local message
  for _, candidate in ipairs(row.messages) do
    message = candidate
    for _, field in ipairs(candidate.fields) do
      if field.fixed and field.fixed ~= command then message = nil end
      if field.type == "command" and not field.names[command] then message = nil end
    end
    if message then return message end
  end
  return nil
end

types.command = types.byte

local function is_told(field, body)
  if not field.only then return true end
  return is_heard(field.only, body[7])
end

-- Adds the fields of a message. Gives its ids, and the words for the columns of the packet.
local function show_fields(tree, view, place, body, message, which)
  local told, words, at = {}, {}, 3
  for _, field in ipairs(message.fields) do
    local kind = types[field.type]
    local size = field.size or kind.size
    local bytes = slice(body, at, math.min(size, math.max(#body - at, 0)))
    while #bytes < size and not kind.optional do bytes[#bytes + 1] = 0 end
    if field.from_code then
      tree:add(f[field.name], which)
      words[#words + 1] = field.label .. " " .. which
    elseif #bytes == size then
      local length = math.min(size, #body - at + 1)
      local range = view(place + at - 1, math.max(length, 0))
      local word, is_name
      if is_told(field, body) then word, is_name = kind.show(tree, field, range, bytes) end
      if field.type == "id" then
        told[field.name] = in_hex(bytes)
      elseif word and not (field.unless_zero and number_of(bytes) == 0) then
        local label = is_name and "" or field.label or ""
        words[#words + 1] = label .. ((label ~= "" and word ~= "") and " " or "") .. word
      end
      at = at + size
    end
  end
  return told, table.concat(words, "  ")
end

local function place_in(list, value)
  for at, one in ipairs(list) do
    if one == value then return at end
  end
  return 1
end

local function add_pair(tree, told, pinfo)
  local request = requests[pinfo.number .. "/" .. (told.src or "all")]
  if request then
    tree:add(f.request_in, request.number):set_generated()
    tree:add(f.latency, NSTime.new(request.seconds, request.parts)):set_generated()
  end
  local answer = answers[pinfo.number]
  if answer then tree:add(f.answer_in, answer):set_generated() end
end

local function warn_of_danger(tree, row, body)
  local confirms_a_write = row.kind == "legacy_serial" and body[3] == 1 and body[4] == 0
  if row.kind == "dangerous" then
    tree:add_proto_expert_info(ef.dangerous, "Dangerous: " .. row.danger)
  elseif confirms_a_write then
    tree:add_proto_expert_info(ef.dangerous, "A unit confirms that its memory was written")
  end
end

-- Shows a good or a recovered frame. Gives its ids, its kind and the words about it.
local function show_frame(tree, view, place, body, direction, is_recovered, pinfo)
  local code = code_of(body)
  local row = codes[code]
  local kind = row and row.kind or "unknown"
  tree:append_text(", " .. kind)
  tree:add(f.ok, true)
  if direction then tree:add(f.dir, direction) end
  tree:add(f.code, view(place, 2), in_hex(slice(body, 1, 2)))
  tree:add(f.kind, view(place, 2), kind)
  tree:add(f.raw, view(place, #body))
  if is_recovered then
    tree:add(f.recovered, true)
    tree:add_proto_expert_info(ef.recovered, "Recovered from a damaged stretch")
  end
  if not row then return {}, kind, in_hex(body) end
  warn_of_danger(tree, row, body)
  if row.kind == "dangerous" then
    tree:add(f.danger, row.danger)
    return {}, kind, row.danger
  end
  if not is_heard(row.heard, #body) then return {}, kind, "unusual length " .. #body end
  if body[1] == 0xFD and row.p1 ~= row.p2 then
    tree:add(f.protocol, #body == row.p1 and 1 or 2)
  end
  local message = message_of(row, body)
  local told, words = show_fields(tree, view, place, body, message,
                                  place_in(message.codes, code))
  if not is_recovered then
    if not pinfo.visited then pair(told, code, pinfo) end
    add_pair(tree, told, pinfo)
  end
  return told, kind, words
end

-- Shows a damaged stretch. Gives the words for the columns of the packet.
local function show_damaged(tree, view, place, verdict, direction)
  tree:append_text(", bad " .. verdict.error)
  local body = verdict.body
  tree:add(f.ok, false)
  tree:add(f.error, verdict.error)
  if direction then tree:add(f.dir, direction) end
  if #body > 0 then tree:add(f.raw, view(place, #body)) end
  if verdict.error == "overlong" then tree:add(f.bytes, verdict.count) end
  local words = "bad " .. verdict.error
  if verdict.error == "checksum" then
    local want, got = string.format("%02X", checksum(body)), in_hex({body[#body]})
    tree:add(f.expected, view(place + #body - 1, 1), want)
    tree:add(f.actual, view(place + #body - 1, 1), got)
    words = words .. "  got " .. got .. " want " .. want
  end
  tree:add_proto_expert_info(ef.damaged, "Damaged frame: " .. words)
  return words
end

local function set_columns(pinfo, told, words)
  pinfo.cols.protocol = "TWC"
  if told.src then
    pinfo.cols.src = told.src
    pinfo.cols.dst = told.dst or "*"
  end
  local before = tostring(pinfo.cols.info)
  pinfo.cols.info:append((before ~= "" and before ~= "(info)" and "; " or "") .. words)
end

local function line_of(told, kind, words)
  local to = told.src and (told.src .. " > " .. (told.dst or "*") .. "  ") or ""
  return to .. kind .. (words ~= "" and "  " .. words or "")
end

-- Shows one stretch. Gives the subtree of a good frame: an end byte may be added to it.
local function show_verdict(verdict, tvb, place, size, direction, pinfo, tree)
  local range = place and tvb(place, size) or tvb()
  local item = tree:add(twc, range)
  if verdict.noise then
    item:append_text(", noise")
    set_columns(pinfo, {}, "noise")
    return nil
  end
  local view, from = view_of(tvb, place, verdict.body, verdict.wire)
  if verdict.good then
    local told, kind, words = show_frame(item, view, from, verdict.body, direction, false, pinfo)
    set_columns(pinfo, told, line_of(told, kind, words))
    return item
  end
  set_columns(pinfo, {}, show_damaged(item, view, from, verdict, direction))
  return nil
end

local function show_recovered(verdict, direction, pinfo, tree, tvb)
  if verdict.good then return end
  for _, body in ipairs(recover(verdict)) do
    local view = ByteArray.new(in_hex(body)):tvb("Recovered frame")
    local item = tree:add(twc, tvb())
    local told, kind, words = show_frame(item, view, 0, body, direction, true, pinfo)
    set_columns(pinfo, told, line_of(told, kind, words) .. "  [recovered]")
  end
end

-- Shows a row of stretches with their delimiters. `direct` gives the direction of a frame.
-- `follows_frame` says that a frame stood right before the row. Gives the place where a
-- stretch begins that has no end yet, or nil, and whether a frame ends the row.
local function show_stream(tvb, bytes, direct, follows_frame, pinfo, tree)
  local first, last, is_after = 1, nil, follows_frame
  for at = 1, #bytes + 1 do
    if at > #bytes or bytes[at] == slip_end then
      local size = at - first
      if size == 1 and is_after then
        local item = last or tree:add(twc, tvb(first - 1, 1), "End byte of the frame before")
        item:add(f["end"], tvb(first - 1, 1), in_hex({bytes[first]}))
      elseif at > #bytes then
        if size > 0 then return first - 1, false end
        return nil, is_after
      elseif size > 0 then
        local verdict = judge(slice(bytes, first, size), size)
        local direction = direct(verdict)
        last = show_verdict(verdict, tvb, first - 1, size, direction, pinfo, tree)
        show_recovered(verdict, direction, pinfo, tree, tvb)
      end
      is_after = size > 1 and last ~= nil
      first = at + 1
    end
  end
  return nil, false
end

-- A packet of a capture holds a body, or wire bytes with their delimiters.

local direction_names = {[1] = "rx", [2] = "tx"}

local function begins_with(text, front)
  return text:sub(1, #front) == front
end

local function told_of_packet()
  local comment, way = packet_comment(), packet_direction()
  local text = comment and tostring(comment.value) or ""
  local direction = way and direction_names[tonumber(tostring(way.value))]
  if begins_with(text, "echo") then direction = "echo" end
  return direction, begins_with(text, "recovered")
end

local function show_packet(tvb, pinfo, tree)
  local direction, is_recovered = told_of_packet()
  local bytes = bytes_of(tvb)
  if is_recovered then
    local item = tree:add(twc, tvb(), "Tesla Wall Connector bus, recovered: it stands in the " ..
                              "damaged packet before")
    item:add_proto_expert_info(ef.recovered)
    pinfo.cols.info = "recovered from the damaged packet before"
  elseif bytes[1] == slip_end then
    show_stream(tvb, bytes, function() return direction end, false, pinfo, tree)
  else
    local verdict = judge_body(bytes, tvb:reported_len() - tvb:len())
    show_verdict(verdict, tvb, 0, tvb:len(), direction, pinfo, tree)
    show_recovered(verdict, direction, pinfo, tree, tvb)
  end
end

-- At the TCP port of a converter the bytes of the client are sent, and those of the server are
-- received. A frame that comes back right after it was sent is an echo.

local tcp_stream = Field.new("tcp.stream")

local function direction_in(conversation, is_sent, verdict)
  local body = verdict.good and in_hex(verdict.body) or nil
  local direction = is_sent and "tx" or "rx"
  if not is_sent and body and last_sent[conversation] == body then direction = "echo" end
  last_sent[conversation] = is_sent and body or nil
  return direction
end

local function show_segment(tvb, pinfo, tree)
  local bytes = bytes_of(tvb)
  local number = tcp_stream()
  local conversation = number and number.value or 0
  local is_sent = pinfo.dst_port == pinfo.match_uint
  local stretch = 0
  local flow = conversation .. (is_sent and "/tx" or "/rx")
  if is_behind[pinfo.number] == nil then is_behind[pinfo.number] = ended[flow] or false end
  local rest, is_after = show_stream(tvb, bytes, function(verdict)
    if verdict.noise then return nil end
    stretch = stretch + 1
    local key = pinfo.number .. "/" .. stretch .. "/" .. in_hex(verdict.body)
    directions[key] = directions[key] or direction_in(conversation, is_sent, verdict)
    return directions[key]
  end, is_behind[pinfo.number], pinfo, tree)
  if not pinfo.visited then ended[flow] = is_after end
  if rest and #bytes - rest <= kept then
    pinfo.desegment_offset = math.max(rest - 1, 0)
    pinfo.desegment_len = DESEGMENT_ONE_MORE_SEGMENT
  end
end

local tcp = 2

function twc.dissector(tvb, pinfo, tree)
  if tvb:len() == 0 then return 0 end
  pinfo.cols.protocol = "TWC"
  pinfo.cols.info = ""
  if pinfo.port_type == tcp then
    show_segment(tvb, pinfo, tree)
  else
    show_packet(tvb, pinfo, tree)
  end
  return tvb:len()
end

DissectorTable.get("wtap_encap"):add(wtap.USER0, twc)
DissectorTable.get("tcp.port"):add_for_decode_as(twc)
