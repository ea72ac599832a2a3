include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(
  TARGETS twc twc-sim
  EXPORT twc-targets
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

# libtwc links nothing, so the exported targets are all there is to find.
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/twc")
install(
  EXPORT twc-targets
  NAMESPACE twc::
  DESTINATION "${package_dir}"
  FILE twc-config.cmake)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/twc-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/twc-config-version.cmake" DESTINATION "${package_dir}")

file(RELATIVE_PATH from_pc_to_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file(cmake/libtwc.pc.in libtwc.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/libtwc.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

if(TWC_BUILD_TOOLS)
  install(TARGETS twc-sniff twc-fakemaster twc-fakeslave)
  install(FILES tools/man/twc-sniff.1 tools/man/twc-fakemaster.1 tools/man/twc-fakeslave.1
          DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
  # Found by the name of the program.
  foreach(tool IN ITEMS twc-sniff twc-fakemaster twc-fakeslave)
    install(
      FILES tools/completion/twc.bash
      DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
      RENAME ${tool})
  endforeach()
  install(FILES examples/twc-fakemaster.service examples/99-twc.rules
          DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples")
endif()

install(FILES CHANGELOG.md LICENSE README.md libtwc/PROTOCOL.md
        DESTINATION "${CMAKE_INSTALL_DOCDIR}")
