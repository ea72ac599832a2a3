# SPDX-License-Identifier: MIT
# Each public enumeration prints, and each enumerator has a word: to_string() stands beside it. FB, FC
# and FD have names in wire/function.hpp.
#   cmake -D SOURCE=dir -P words.cmake
cmake_minimum_required(VERSION 3.25)

set(enumerations 0)
file(GLOB_RECURSE headers "${SOURCE}/libtwc/include/*.hpp")
list(FILTER headers EXCLUDE REGEX "/twc/sim/") # a library for tests
foreach(header IN LISTS headers)
  file(READ "${header}" text)
  string(REGEX MATCHALL "\nenum class [A-Za-z]+" found "${text}")
  foreach(one IN LISTS found)
    math(EXPR enumerations "${enumerations} + 1")
    string(REGEX REPLACE "\nenum class " "" name "${one}")
    if(NOT text MATCHES " to_string\\(${name} ")
      message(SEND_ERROR "${header}: ${name} has no to_string() beside it")
    endif()
  endforeach()
endforeach()
if(enumerations LESS 20)
  message(SEND_ERROR "found ${enumerations} public enumerations only")
endif()

file(GLOB_RECURSE sources "${SOURCE}/libtwc/*.?pp" "${SOURCE}/tools/*.?pp")
list(FILTER sources EXCLUDE REGEX "/wire/function.hpp")
foreach(source IN LISTS sources)
  file(STRINGS "${source}" lines REGEX "= ?0xF[BCD][^0-9A-F]")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "enum class EndByte")
      message(SEND_ERROR "${source}: ${line}: expected wire::FrameKind")
    endif()
  endforeach()
endforeach()
