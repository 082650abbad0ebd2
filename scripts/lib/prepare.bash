# Sourced by the scripts: goes to the project's directory and gets what they need.
#
#   prepare PROGRAM[:PACKAGE]...     libraries to build with are installed, programs to start are unpacked into .tools

project=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
cd "$project"
# shellcheck source=scripts/lib/apt.bash
source scripts/lib/apt.bash
# shellcheck source=scripts/lib/libraries.bash
source scripts/lib/libraries.bash
# shellcheck source=scripts/lib/programs.bash
source scripts/lib/programs.bash
# shellcheck source=scripts/lib/renderers.bash
source scripts/lib/renderers.bash
# shellcheck source=scripts/lib/containers.bash
source scripts/lib/containers.bash
# shellcheck source=scripts/lib/checkers.bash
source scripts/lib/checkers.bash
# shellcheck source=scripts/lib/wheels.bash
source scripts/lib/wheels.bash

# Every build has the same flags, or each script would build what the other has built already.
# shellcheck disable=SC2034
build_flags=(--explicit-target-dependency-import-check error)

prepare() {
  local program
  command -v swift >/dev/null || fail "Swift is not on the PATH: https://www.swift.org/install/linux/"
  prepare_libraries
  for program in "$@"; do prepare_program "$program"; done
  export GITOPS_TOOLS=$project/.tools/bin
}

# The project's own Swift files and the directories that hold them, as far as they are there.
swift_sources() {
  local path
  for path in Package.swift Sources Tests functions runner Benchmarks; do
    [ ! -e "$path" ] || echo "$path"
  done
}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}
