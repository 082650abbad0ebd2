# Programs that only the tests and the demo start. They are unpacked into .tools and not installed: installing a server
# starts it on the user's machine.

# prepare_program PROGRAM[:PACKAGE]; without the package its name is the program's
prepare_program() {
  local program=${1%%:*} package=${1#*:}
  has_program "$program" || [ -x ".tools/bin/$program" ] || unpack_program "$program" "$package"
}

# A user's PATH often lacks the directories for servers.
has_program() {
  PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null
}

# unpack_program PROGRAM PACKAGE
unpack_program() {
  local program packages=()
  say "Unpacking $1 into .tools"
  unpack_package "$2"
  program=$(find ".tools/packages/$2" -path "*bin/$1" | head -n 1)
  [ -n "$program" ] || fail "The package $2 has no program $1."
  mapfile -t packages < <(unpacked_with "$2")
  mkdir -p .tools/bin
  write_wrapper "$program" "$(library_path "${packages[@]}")" >".tools/bin/$1.new"
  chmod +x ".tools/bin/$1.new"
  mv ".tools/bin/$1.new" ".tools/bin/$1"
}

# Debian's Alertmanager reads its templates from /usr/share, where those of an unpacked package are not. This copy of it reads
# them from where it was unpacked: a path of the same length, so that nothing else in the program moves.
prepare_alertmanager() {
  local name=prometheus-alertmanager directory=.tools/packages/prometheus-alertmanager
  has_program "$name" || [ -x ".tools/bin/$name" ] && return
  say "Unpacking $name into .tools"
  unpack_package "$name"
  sed -i 's|/usr/share/prometheus/alertmanager|usr/share/prometheus/alertmanager/|g' "$directory/usr/bin/$name"
  mkdir -p .tools/bin
  {
    echo '#!/bin/sh'
    echo "cd \"\${0%/*}/../packages/$name\" && exec usr/bin/$name \"\$@\""
  } >".tools/bin/$name.new"
  chmod +x ".tools/bin/$name.new"
  mv ".tools/bin/$name.new" ".tools/bin/$name"
}

# A script that starts an unpacked program with its libraries, and finds both beside itself: the project can be moved.
write_wrapper() {
  echo '#!/bin/sh'
  echo 'tools=${0%/*}/..'
  [ -z "$2" ] || echo "export LD_LIBRARY_PATH=\"$2\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}\""
  echo "exec \"\$tools/${1#.tools/}\" \"\$@\""
}

# Fetches a package and the libraries that it needs and the system lacks; each has a directory of its own.
unpack_package() {
  local directory=.tools/packages/$1 new name
  if [ ! -d "$directory" ]; then
    new=$(mktemp -d -p "$(mkdir -p .tools/packages && echo .tools/packages)")
    (cd "$new" && download "$1") || fail "The package $1 could not be fetched."
    dpkg-deb -f "$new"/*.deb Depends >"$new/depends"
    dpkg-deb -x "$new"/*.deb "$new"
    rm "$new"/*.deb
    chmod 755 "$new"
    mv "$new" "$directory"
  fi
  while read -r name; do
    is_installed "$name" || unpack_package "$name"
  done < <(library_dependencies "$1")
}

# The names of the libraries in an unpacked package's `Depends`: of alternatives the first, without version.
library_dependencies() {
  tr ',' '\n' <".tools/packages/$1/depends" | sed -n 's/^ *\(lib[^ |(:]*\).*/\1/p'
}

# The libraries that were unpacked for a package, directly or not.
unpacked_with() {
  local name
  for name in $(library_dependencies "$1"); do
    [ ! -d ".tools/packages/$name" ] || { echo "$name" && unpacked_with "$name"; }
  done
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | head -n 1)" = installed ]
}

# The directories of shared libraries in these packages, for the wrapper: $tools/packages/...:$tools/packages/...
library_path() {
  local name
  for name in "$@"; do
    find ".tools/packages/$name" -name '*.so.*' -printf '%h\n'
  done | sort -u | sed 's/^\.tools/$tools/' | paste -s -d :
}

# Fetches a package into the current directory: by the system's lists, else by the project's own, renewed if need be.
download() {
  local own=()
  apt_unprivileged download "$1" >/dev/null 2>&1 && return
  mapfile -t own < <(apt_own_lists)
  apt_unprivileged "${own[@]}" download "$1" >/dev/null 2>&1 && return
  quietly apt_unprivileged "${own[@]}" update && quietly apt_unprivileged "${own[@]}" download "$1"
}
