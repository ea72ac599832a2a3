# SPDX-License-Identifier: MIT
# Installs what was built into an empty prefix and builds the examples against it, once found by CMake
# and once by pkg-config.
#   cmake -D SOURCE=… -D BUILD=… -D WORK=… -D COMPILER=… -D GENERATOR=… -D CAPTURE=… -D EXPECTED=…
#         -P install.cmake
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE failed OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(failed)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect_decoded program)
  run("${program}" "${CAPTURE}")
  if(NOT output MATCHES "${EXPECTED}")
    message(FATAL_ERROR "${program} ${CAPTURE} printed\n${output}\nand not ${EXPECTED}")
  endif()
endfunction()

# The examples built against an earlier install may stay: ninja builds them anew when a header changes
# or is gone.
set(prefix "${WORK}/prefix")
file(REMOVE_RECURSE "${prefix}")

run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}")

# Wireshark finds its dissector, and the program that captures for it.
file(GLOB_RECURSE dissector "${prefix}/*/wireshark/plugins/twc.lua")
file(GLOB_RECURSE extcap "${prefix}/*/wireshark/extcap/twc-sniff")
if(NOT dissector)
  message(FATAL_ERROR "twc.lua is not installed")
endif()
run("${extcap}" --extcap-interfaces)

run("${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${SOURCE}/examples" -B "${WORK}/by-cmake"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_PREFIX_PATH=${prefix}")
run("${CMAKE_COMMAND}" --build "${WORK}/by-cmake")
expect_decoded("${WORK}/by-cmake/decode_a_capture")

file(GLOB_RECURSE pc "${prefix}/libtwc.pc")
cmake_path(GET pc PARENT_PATH pc_dir)
set(ENV{PKG_CONFIG_PATH} "${pc_dir}")
run(pkg-config --cflags --libs libtwc)
separate_arguments(flags UNIX_COMMAND "${output}")
run("${COMPILER}" -std=c++20 "${SOURCE}/examples/decode_a_capture.cpp" ${flags} -o
    "${WORK}/by-pkg-config")
expect_decoded("${WORK}/by-pkg-config")

# as part of somebody's project it pulls in nothing but itself, and no package
file(
  WRITE "${WORK}/host/CMakeLists.txt"
  "cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
add_subdirectory(\"${SOURCE}\" libtwc)
add_executable(host \"${SOURCE}/examples/decode_a_capture.cpp\")
target_link_libraries(host PRIVATE twc::twc)
get_property(targets DIRECTORY \"${SOURCE}\" PROPERTY SUBDIRECTORIES)
if(NOT targets STREQUAL \"${SOURCE}/libtwc\")
  message(FATAL_ERROR \"add_subdirectory pulled in \${targets}\")
endif()
")
run("${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${WORK}/host" -B "${WORK}/by-subdirectory"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_DISABLE_FIND_PACKAGE_fmt=ON
    -DCMAKE_DISABLE_FIND_PACKAGE_CLI11=ON -DCMAKE_DISABLE_FIND_PACKAGE_Catch2=ON
    -DCMAKE_UNITY_BUILD=ON)
run("${CMAKE_COMMAND}" --build "${WORK}/by-subdirectory" --target host)
expect_decoded("${WORK}/by-subdirectory/host")
