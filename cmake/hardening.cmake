# SPDX-License-Identifier: MIT
# Flags that turn a fault in an optimised program into a clean end instead of a way in: a guard on
# the stack, checked copies, big stacks touched page by page, indirect jumps that land where they
# should, addresses that nobody can foresee, and tables that are read-only once the program runs.
# tests/package/hardening_test.sh reads the programs.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)

option(TWC_HARDEN "Harden optimised builds of the library and the tools" ${PROJECT_IS_TOP_LEVEL})

if(TWC_HARDEN)
  check_pie_supported(LANGUAGES CXX)
  # Packages of distributions are built as None, with the flags of the distribution.
  set(optimised $<CONFIG:Release,RelWithDebInfo,MinSizeRel,None>)
  set(CMAKE_REQUIRED_FLAGS -Werror) # clang takes flags of other processors, and warns
  foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
                        -mbranch-protection=standard)
    string(MAKE_C_IDENTIFIER "TWC_HAS${flag}" known)
    check_cxx_compiler_flag("${flag}" ${known})
    if(${known})
      add_compile_options($<${optimised}:${flag}>)
    endif()
  endforeach()
  unset(CMAKE_REQUIRED_FLAGS)
  # Debian's own build flags define it, too.
  add_compile_options($<${optimised}:-U_FORTIFY_SOURCE> $<${optimised}:-D_FORTIFY_SOURCE=2>)
  foreach(flag IN ITEMS -Wl,-z,relro -Wl,-z,now)
    string(MAKE_C_IDENTIFIER "TWC_HAS${flag}" known)
    check_linker_flag(CXX "${flag}" ${known})
    if(${known})
      add_link_options($<${optimised}:${flag}>)
    endif()
  endforeach()
endif()
