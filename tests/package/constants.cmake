# SPDX-License-Identifier: MIT
# Constants cannot be overwritten: nothing of libtwc lies in memory that can be written. g++ 12 puts
# an inline constexpr std::array there whose type is deduced.
#   cmake -D OBJDUMP=objdump -D "FILES=libtwc.a;twc-sniff" -P constants.cmake
cmake_minimum_required(VERSION 3.25)

foreach(file IN LISTS FILES)
  execute_process(COMMAND "${OBJDUMP}" -t "${file}" OUTPUT_VARIABLE symbols ERROR_QUIET
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]* O [^\n]*" objects "${symbols}")
  set(constants 0)
  set(writable)
  foreach(object IN LISTS objects)
    if(object MATCHES "DW\\.ref\\.") # the linker fills in these references of exceptions
      continue()
    endif()
    if(NOT object MATCHES " O ([^\t ]+)\t[0-9a-f]+ +(.*_ZN?[A-Z]*3twc.*)")
      continue()
    endif()
    set(section "${CMAKE_MATCH_1}")
    set(name "${CMAKE_MATCH_2}")
    if(section MATCHES "^\\.data\\.rel\\.ro" OR section MATCHES "^\\.rodata")
      math(EXPR constants "${constants} + 1")
    elseif(section MATCHES "^\\.data")
      list(APPEND writable "${name} in ${section}")
    endif()
  endforeach()
  if(constants LESS 5)
    message(SEND_ERROR "${file} has ${constants} constants only: has ${OBJDUMP} read it?")
  endif()
  if(writable)
    list(REMOVE_DUPLICATES writable)
    list(JOIN writable "\n  " writable)
    message(SEND_ERROR "${file}: these constants can be overwritten:\n  ${writable}")
  endif()
endforeach()
