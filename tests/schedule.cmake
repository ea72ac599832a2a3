# SPDX-License-Identifier: MIT
# The order in which ctest runs the tests, and how many at a time. The test presets run 20 at once.
#
# A test that waits for real time takes one of the 20 places. A test that computes takes five, so that
# four compute at a time, and runs at a lower priority: so the heartbeats of the others are on time.
# Tests with a COST begin first, the highest before the others, so that the longest do not end last.
set(waits COST 90)
set(waits_long COST 95)
set(computes PROCESSORS 5)
set(computes_long COST 92 PROCESSORS 5)

# CMake cuts the name of a test at a semicolon. The runner then finds no test of that name, and would
# pass.
set(found FAIL_REGULAR_EXPRESSION "No test cases matched")

set(niced nice -n 10 ${CMAKE_CROSSCOMPILING_EMULATOR})

# twc_discover_tests(PROGRAM [SPEC CLASS]...) runs each test of the program in a process of its own,
# those that match SPEC as tests of CLASS: waits, waits_long, computes or computes_long.
function(twc_discover_tests program)
  while(ARGN)
    list(POP_FRONT ARGN spec class)
    if(class MATCHES "computes")
      set_target_properties(${program} PROPERTIES CROSSCOMPILING_EMULATOR "${niced}")
    endif()
    catch_discover_tests(${program} TEST_SPEC "${spec}" PROPERTIES ${${class}} ${found})
  endwhile()
endfunction()

# twc_discover_computing_tests(PROGRAM [TAG]...) does the same with tests that compute. A sanitized
# program starts slowly: there one process runs all tests of a tag, and another one the tests without
# a tag.
function(twc_discover_computing_tests program)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Sanitized")
    twc_discover_tests(${program} "[long]" computes_long "~[long]" computes)
    return()
  endif()
  set_target_properties(${program} PROPERTIES CROSSCOMPILING_EMULATOR "${niced}")
  set(others "")
  foreach(tag IN LISTS ARGN)
    add_test(NAME "${program}: ${tag}" COMMAND ${program} "[${tag}]${others}")
    set_tests_properties("${program}: ${tag}" PROPERTIES ${computes_long})
    string(APPEND others "~[${tag}]")
  endforeach()
  add_test(NAME "${program}: others" COMMAND ${program} "${others}")
  set_tests_properties("${program}: others" PROPERTIES ${computes_long})
endfunction()
