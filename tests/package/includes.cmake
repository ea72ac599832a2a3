# Public headers name only the standard library and each other, and point one way: unit to msg to
# wire. All of them are installed, and twc.hpp has all of them.
#   cmake -D HEADERS=dir -D "INSTALLED=…" -P includes.cmake
cmake_minimum_required(VERSION 3.25)
file(GLOB_RECURSE headers RELATIVE "${HEADERS}" "${HEADERS}/*.hpp")
list(LENGTH headers count)
if(count LESS 20)
  message(FATAL_ERROR "only ${count} headers in ${HEADERS}")
endif()

set(not_for_twc "twc/msg/|twc/unit/")
set(not_for_wire "twc/msg/|twc/unit/")
set(not_for_msg "twc/unit/")

foreach(header IN LISTS headers)
  if(NOT "${HEADERS}/${header}" IN_LIST INSTALLED)
    message(SEND_ERROR "${header} is not in the target's header set: it would not be installed")
  endif()
  cmake_path(GET header PARENT_PATH layer)
  cmake_path(GET layer FILENAME layer)
  file(STRINGS "${HEADERS}/${header}" lines REGEX "^ *# *include")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^#include <([a-z_]+|twc/[a-z_/0-9]+\\.hpp)>$")
      message(SEND_ERROR "${header}: ${line}")
    elseif(NOT header STREQUAL "twc/twc.hpp" AND DEFINED not_for_${layer}
           AND line MATCHES "${not_for_${layer}}")
      message(SEND_ERROR "${header}: ${line} points the wrong way")
    endif()
  endforeach()
endforeach()

file(READ "${HEADERS}/twc/twc.hpp" all)
foreach(header IN LISTS headers)
  string(FIND "${all}" "#include <${header}>\n" found)
  if(found EQUAL -1 AND NOT header STREQUAL "twc/twc.hpp")
    message(SEND_ERROR "twc.hpp lacks ${header}")
  endif()
endforeach()
