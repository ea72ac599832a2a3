# SPDX-License-Identifier: MIT
# libtwc.a needs next to nothing from other libraries: no heap, no clock, no input or output. It prints
# nothing and throws nothing.
#   cmake -D ARCHIVE=libtwc.a -D NM=nm -D "LINKED=…" -P purity.cmake
cmake_minimum_required(VERSION 3.25)
# A hardened build guards the stack, and checks copies.
# clang names __gxx_personality_v0 wherever a call might unwind, whether or not one can.
set(allowed memcpy memmove memset memcmp memchr strlen __stack_chk_fail _GLOBAL_OFFSET_TABLE_
            __gxx_personality_v0 __memcpy_chk __memmove_chk __memset_chk)

if(LINKED)
  message(FATAL_ERROR "libtwc links ${LINKED}; it must link nothing")
endif()

execute_process(COMMAND "${NM}" -P "${ARCHIVE}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
set(wanted)
set(defined)
foreach(line IN LISTS lines)
  if(line MATCHES "^([^ ]+) ([Uw])")
    list(APPEND wanted "${CMAKE_MATCH_1}")
  elseif(line MATCHES "^([^ ]+) [A-Za-z]")
    list(APPEND defined "${CMAKE_MATCH_1}")
  endif()
endforeach()

list(LENGTH defined count)
if(count LESS 10)
  message(FATAL_ERROR "${ARCHIVE} defines ${count} symbols only: has ${NM} read it?")
endif()
list(REMOVE_ITEM wanted ${defined} ${allowed})
list(REMOVE_DUPLICATES wanted)
if(wanted)
  list(JOIN wanted "\n  " wanted)
  message(FATAL_ERROR "libtwc.a needs what it must not need:\n  ${wanted}")
endif()
