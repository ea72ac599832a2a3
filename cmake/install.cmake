# SPDX-License-Identifier: MIT
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(
  TARGETS twc twc-sim
  EXPORT twc-targets
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

if(TWC_BUILD_SHARED)
  install(TARGETS twc-shared EXPORT twc-targets)
endif()

# libtwc links nothing, so the exported targets are all there is to find.
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/twc")
install(
  EXPORT twc-targets
  NAMESPACE twc::
  DESTINATION "${package_dir}")
install(FILES cmake/twc-config.cmake DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/twc-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/twc-config-version.cmake" DESTINATION "${package_dir}")

file(RELATIVE_PATH from_pc_to_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
foreach(pc IN ITEMS libtwc libtwc-sim)
  configure_file(cmake/${pc}.pc.in ${pc}.pc @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${pc}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()

if(TWC_BUILD_TOOLS)
  set(tools twc-sniff twc-fakemaster twc-fakeslave)
  if(TWC_BUILD_MQTT)
    list(APPEND tools twc-mqtt)
  endif()
  install(TARGETS ${tools})
  foreach(tool IN LISTS tools)
    install(FILES tools/man/${tool}.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
    # Found by the name of the program.
    install(
      FILES tools/completion/twc.bash
      DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
      RENAME ${tool})
  endforeach()
  install(FILES tools/completion/_twc DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
  install(FILES tools/man/twc-recipes.7 tools/man/twc-wiring.7
          DESTINATION "${CMAKE_INSTALL_MANDIR}/man7")
  # Where Wireshark and tshark look for dissectors and for programs that capture.
  install(FILES tools/wireshark/twc.lua DESTINATION "${CMAKE_INSTALL_LIBDIR}/wireshark/plugins")
  file(RELATIVE_PATH from_extcap_to_sniff
       "${CMAKE_INSTALL_FULL_LIBDIR}/wireshark/extcap" "${CMAKE_INSTALL_FULL_BINDIR}/twc-sniff")
  file(CREATE_LINK "${from_extcap_to_sniff}" "${PROJECT_BINARY_DIR}/extcap-link" SYMBOLIC)
  install(FILES "${PROJECT_BINARY_DIR}/extcap-link"
          DESTINATION "${CMAKE_INSTALL_LIBDIR}/wireshark/extcap"
          RENAME twc-sniff)
  set(units examples/service/twc-fakemaster@.service)
  if(TWC_BUILD_MQTT)
    list(APPEND units examples/service/twc-mqtt@.service)
  endif()
  # The units name the programs where a package puts them; elsewhere they are examples.
  if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    install(FILES ${units} DESTINATION lib/systemd/system)
  else()
    install(FILES ${units} DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples")
  endif()
  install(FILES examples/99-twc.rules DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples")
  install(
    DIRECTORY examples/service/ examples/recipes examples/fleet
    DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples"
    USE_SOURCE_PERMISSIONS
    PATTERN "*.service" EXCLUDE)
endif()

install(FILES CHANGELOG.md LICENSE README.md libtwc/PROTOCOL.md
        DESTINATION "${CMAKE_INSTALL_DOCDIR}")
