# SPDX-License-Identifier: MIT
# find_package(twc) and find_package(twc COMPONENTS twc sim): twc::twc is the library, twc::sim a bus in
# time only. twc::shared is there where the package has a shared library.
include("${CMAKE_CURRENT_LIST_DIR}/twc-targets.cmake")

foreach(component IN LISTS twc_FIND_COMPONENTS)
  if(TARGET twc::${component})
    set(twc_${component}_FOUND TRUE)
  else()
    set(twc_${component}_FOUND FALSE)
    if(twc_FIND_REQUIRED_${component})
      set(twc_FOUND FALSE)
      set(twc_NOT_FOUND_MESSAGE "libtwc has no component ${component}; it has twc and sim")
    endif()
  endif()
endforeach()
