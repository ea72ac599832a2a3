# SPDX-License-Identifier: MIT
# The order in which ctest runs the tests, and how many at a time. The test presets run 20 at once.
#
# A test that waits for real time takes one of the 20 places. A test that computes takes five, so
# that four compute at a time, and runs at a lower priority: so the heartbeats of the others are on
# time. Tests with a COST begin first, the highest before the others, so that the longest do not end
# last.
set(waits COST 90)
set(waits_long COST 95)
set(computes PROCESSORS 5)
set(computes_long COST 92 PROCESSORS 5)
set(lower_priority CROSSCOMPILING_EMULATOR "nice\;-n\;10")

# CMake cuts the name of a test at a semicolon. The runner then finds no test of that name, and would
# pass.
set(found FAIL_REGULAR_EXPRESSION "No test cases matched")

# twc_discover_tests(NAME TAG...) runs each test of the program NAME in a process of its own. A
# sanitized program starts slowly: there one process runs all tests of a tag, and another one the
# tests without a tag.
function(twc_discover_tests name)
  set_target_properties(${name} PROPERTIES ${lower_priority})
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Sanitized")
    catch_discover_tests(${name} TEST_SPEC "[long]" PROPERTIES ${computes_long} ${found})
    catch_discover_tests(${name} TEST_SPEC "~[long]" PROPERTIES ${computes} ${found})
    return()
  endif()
  set(others "")
  foreach(tag IN LISTS ARGN ITEMS others)
    set(spec "[${tag}]${others}")
    if(tag STREQUAL "others")
      set(spec "${others}")
    endif()
    add_test(NAME "${name}: ${tag}" COMMAND ${name} "${spec}")
    set_tests_properties("${name}: ${tag}" PROPERTIES ${computes_long})
    string(APPEND others "~[${tag}]")
  endforeach()
endfunction()
