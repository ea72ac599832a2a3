// SPDX-License-Identifier: MIT
#pragma once
/// Frames with their checksums, and where each was seen. Those that were made up from the layouts
/// say so; the others were heard, from real units or from programs that talk to real units.

#include <array>
#include <string_view>

namespace twc::test {

struct Vector {
  std::string_view frame;
  std::string_view source;
};

inline constexpr std::array vectors{
  // clang-format off
    Vector{"FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1", "TMC 72830 page 3"},
    Vector{"FC E1 03 5D 39 00 00 00 00 00 00 00 00 7A", "TMC 72830 page 3"},
    Vector{"FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D", "TMC 72830 page 3"},
    Vector{"FC E1 77 77 77 00 00 00 00 00 00 00 00 46", "dracoventions/TWCManager, a program"},
    Vector{"FB E2 77 77 77 00 00 00 00 00 00 00 00 47", "dracoventions/TWCManager, a program"},
    Vector{"FC E1 79 73 76 00 00 00 00 00 00 00 00 00 00 43", "ukoda/TWCProtocolMonitor"},
    Vector{"FB E2 79 73 76 00 00 00 00 00 00 00 00 00 00 44", "ukoda/TWCProtocolMonitor"},
    Vector{"FC E1 32 AB 77 40 06 00 00 00 00 00 00 00 00 7B", "jnicolson/twc-controller#4, a program"},
    Vector{"FB E2 32 AB 77 40 06 00 00 00 00 00 00 00 00 7C", "jnicolson/twc-controller#4, a program"},
    Vector{"FD E2 34 95 8E 0C 80 00 00 00 00 00 00 00 00 C5", "ukoda/TWCProtocolMonitor"},
    Vector{"FD E2 34 95 5B 0C 80 00 00 00 00 00 00 00 00 92", "ukoda/TWCProtocolMonitor"},
    Vector{"FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8", "ukoda/TWCProtocolMonitor"},
    Vector{"FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11", "dracoventions/TWCManager#9"},
    Vector{"FD E2 40 85 1D 0C 80 00 00 00 00 00 00 00 00 50", "ngardiner/TWCManager#473"},
    Vector{"FD E2 24 31 2D 0C 80 00 00 00 00 00 00 00 00 F0", "ngardiner/TWCManager#473"},
    Vector{"FD E2 87 25 AE 0C 80 00 00 00 00 00 00 00 00 C8", "jnicolson/twc-controller#4"},
    Vector{"FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95", "ukoda/TWCProtocolMonitor"},
    Vector{"FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95", "ukoda/TWCProtocolMonitor"},
    Vector{"FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07", "ngardiner/TWCManager#453, a program"},
    Vector{"FB E0 77 77 02 BB 00 00 00 00 00 00 00 00 00 8B", "dracoventions/TWCManager#6, a program"},
    Vector{"FB E0 77 77 24 33 00 00 00 00 00 00 00 00 00 25", "ngardiner/TWCManager#186, a program"},
    Vector{"FB E0 77 77 40 85 09 0C 80 00 00 00 00 00 00 28", "ngardiner/TWCManager#473, a program"},
    Vector{"FB E0 77 77 02 2C 05 08 98 00 00 00 00 00 00 A1", "ngardiner/TWCManager#395, a program"},
    Vector{"FB E0 77 77 24 31 00 00 00 00 00 00 00 00 00 23", "ngardiner/TWCManager#473, a program"},
    Vector{"FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B", "ngardiner/TWCManager#453"},
    Vector{"FD E0 24 33 77 77 08 07 D0 00 86 00 00 00 00 8A", "ngardiner/TWCManager#186"},
    Vector{"FD E0 24 33 77 77 08 07 D0 00 B2 00 00 00 00 B6", "ngardiner/TWCManager#186"},
    Vector{"FD E0 24 33 77 77 08 07 D0 01 62 00 00 00 00 67", "ngardiner/TWCManager#186"},
    Vector{"FD E0 24 33 77 77 03 02 58 00 00 00 00 00 00 82", "ngardiner/TWCManager#186"},
    Vector{"FD E0 66 17 77 77 09 06 40 00 00 00 00 00 00 9A", "evcc, charger twc2"},
    Vector{"FD E0 02 2C 77 77 02 00 00 06 96 00 00 9A", "ngardiner/TWCManager#395"},
    Vector{"FD E0 02 2D 77 77 01 03 20 02 DB 00 00 FE", "a MicroPython controller"},
    Vector{"FD EB 79 73 00 00 00 0B 00 F3 00 00 00 00 00 00 00 00 00 D5", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EB 79 73 00 00 00 0B 00 F2 00 00 00 00 00 00 00 00 00 D4", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EB 79 73 00 00 00 0B 00 F1 00 00 00 00 00 00 00 00 00 D3", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EB 79 73 00 00 00 0B 00 F4 00 00 00 00 00 00 00 00 00 D6", "ukoda/TWCProtocolMonitor"},
    Vector{"FB EB 79 73 34 95 00 00 00 00 00 00 00 00 00 A0", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EB 34 95 00 00 1A 7E 00 F7 00 00 00 00 00 00 00 00 00 43", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EB 34 95 00 00 1A 7E 00 F6 00 00 00 00 00 00 00 00 00 42", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EB 25 87 00 00 03 9C 00 F6 00 F0 00 F6 00 00 00 00 00 12", "ngardiner/TWCManager#88"},
    Vector{"FD EB 25 87 00 00 03 9C 00 F4 00 F0 00 F5 00 00 00 00 00 0F", "ngardiner/TWCManager#87 (ID masked there; restored by checksum)"},
    Vector{"FD EB 60 61 00 A3 20 EC 00 F1 00 00 00 00 00 00 00 00 00 4C", "Wired-Square/twc-director"},
    Vector{"FB EC 79 73 34 95 00 00 00 00 00 00 00 00 00 A1", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EC 79 73 04 05 03 02 00 00 00 00 00 00 00 E6", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EC 34 95 04 05 0A 02 00 00 00 00 00 00 00 CA", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EC 60 90 04 05 03 02 00 00 00 00 00 00 00 EA", "ngardiner/TWCManager#298"},
    Vector{"FB EE 79 73 34 95 00 00 00 00 00 00 00 00 00 A3", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EE 79 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DA", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EE 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B7", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EE 60 90 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DE", "ngardiner/TWCManager#298"},
    Vector{"FB EF 79 73 34 95 00 00 00 00 00 00 00 00 00 A4", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EF 79 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DB", "ukoda/TWCProtocolMonitor"},
    Vector{"FD EF 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B8", "ukoda/TWCProtocolMonitor"},
    Vector{"FB F1 79 73 34 95 00 00 00 00 00 00 00 00 00 A6", "ukoda/TWCProtocolMonitor"},
    Vector{"FD F1 79 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DD", "ukoda/TWCProtocolMonitor"},
    Vector{"FD F1 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 BA", "ukoda/TWCProtocolMonitor"},
    Vector{"FB EE 77 77 20 19 00 00 00 00 00 00 00 00 15", "ngardiner/TWCManager#453, a program"},
    Vector{"FB EF 77 77 20 19 00 00 00 00 00 00 00 00 16", "ngardiner/TWCManager#453, a program"},
    Vector{"FB F1 77 77 20 19 00 00 00 00 00 00 00 00 18", "ngardiner/TWCManager#453, a program"},
    Vector{"FB EE 32 AB 87 25 00 00 00 00 00 00 77", "jnicolson/twc-controller#4, a program"},
    Vector{"FB EF 32 AB 87 25 00 00 00 00 00 00 78", "jnicolson/twc-controller#4, a program"},
    Vector{"FB E0 32 AB 87 25 00 00 00 00 00 00 00 00 00 69", "jnicolson/twc-controller#4, a program"},
    Vector{"FB ED 79 73 34 95 00 00 00 00 00 00 00 00 00 A2", "ukoda/TWCProtocolMonitor"},
    Vector{"FD ED 79 73 41 31 38 47 30 30 31 37 39 37 33 00 00 00 00 35", "ukoda/TWCProtocolMonitor"},
    Vector{"FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 05", "ukoda/TWCProtocolMonitor"},
    Vector{"FD B1 58 50 00 00 00 00 00 00 00 00 00 00 00 59", "ngardiner/TWCManager#107"},
    Vector{"FD B2 58 50 00 00 00 00 00 00 00 00 00 00 00 5A", "ngardiner/TWCManager#107 (ID masked there; restored by checksum)"},
    Vector{"FB E0 77 77 34 95 09 12 C0 00 00 00 00 00 00 72", "made up from the layouts"},
    Vector{"FD E2 77 77 77 1F 40 00 00 00 00 00 00 A6", "made up from the layouts"},
    Vector{"FB E0 77 77 34 95 05 06 40 00 00 00 00 00 00 E2", "made up from the layouts"},
    Vector{"FB E0 77 77 34 95 09 06 40 00 00 00 00 00 00 E6", "made up from the layouts"},
    Vector{"FB E0 77 77 34 95 06 00 00 00 00 00 00 00 00 9D", "made up from the layouts"},
    Vector{"FB E0 77 77 34 95 02 04 00 00 00 00 00 00 00 9D", "made up from the layouts"},
    Vector{"FB E0 77 77 03 2E 05 0F A0 00 00 00 00 B3", "made up from the layouts"},
    Vector{"FC B1 77 77 34 95 00 00 00 00 00 00 00 00 00 68", "made up from the layouts"},
    Vector{"FC B2 77 77 34 95 00 00 00 00 00 00 00 00 00 69", "made up from the layouts"},
    Vector{"FB 19 00 00 00 00 00 00 00 00 00 00 00 00 00 19", "made up from the layouts"},
    Vector{"FB 1A 00 00 00 00 00 00 00 00 00 00 00 00 00 1A", "made up from the layouts"},
    Vector{"FB 1B 00 00 00 00 00 00 00 00 00 00 00 00 00 1B", "made up from the layouts"},
    Vector{"FD 1A 45 56 57 32 54 33 32 48 4C 43 00 CE", "made up from the layouts"},
    Vector{"FB E0 77 77 58 50 09 11 30 00 00 00 00 00 00 C0", "made up from the layouts"},
  // clang-format on
};

}  // namespace twc::test
