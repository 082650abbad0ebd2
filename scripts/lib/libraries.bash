# What a build needs besides Swift. These packages are installed: the compiler looks for them in the system.

# The packages that are missing, judged by what the build looks for: a libcurl of another kind, or a libgit2 that
# somebody built, is as good.
missing_libraries() {
  missing_module libgit2 libgit2-dev
  missing_module libcurl libcurl4-openssl-dev
  missing_module yaml-0.1 libyaml-dev
  missing_module libnats libnats-dev
  missing_module zlib zlib1g-dev
  missing_module re2 libre2-dev
  command -v pkg-config >/dev/null || echo pkg-config
  [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates # to fetch Swift packages
  missing_for_linking
  missing_for_swift
}

missing_module() {
  if ! command -v pkg-config >/dev/null || ! pkg-config --exists "$1"; then echo "$2"; fi
}

# Swift links with the C library's start files and libstdc++, which are in packages with a version in the name. `g++`
# brings the ones of this release.
missing_for_linking() {
  local pattern
  command -v ld >/dev/null || { echo g++ && return; }
  for pattern in /usr/include/stdio.h '/usr/lib/gcc/*/*/crtbeginS.o' '/usr/include/c++/*/string'; do
    compgen -G "$pattern" >/dev/null || { echo g++ && return; }
  done
}

# Libraries that the programs of a toolchain are linked with and an unpacked archive does not bring.
missing_for_swift() {
  local directory
  directory=$(dirname "$(readlink -f "$(command -v swift)")")
  ldd "$directory"/swift-{build,frontend,format} 2>/dev/null | sed -n 's/^\s*\(\S*\) => not found$/\1/p' | sort -u |
    while read -r library; do
      case $library in
      libncurses.so.6 | libtinfo.so.6) echo libncurses6 ;;
      libsqlite3.so.0) echo libsqlite3-0 ;;
      libxml2.so.2) echo libxml2 ;;
      libuuid.so.1) echo libuuid1 ;;
      libcurl.so.4) ;; # comes with the library above
      esac
    done
}

prepare_libraries() {
  local packages=()
  mapfile -t packages < <(missing_libraries | sort -u)
  [ ${#packages[@]} -gt 0 ] || return 0
  install_packages "${packages[@]}"
}

install_packages() {
  local packages=("$@") sudo=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail_for_libraries "${packages[@]}"
    sudo=(sudo)
  fi
  say "Installing ${packages[*]}"
  apt_install "${sudo[@]}" "${packages[@]}" ||
    fail_for_libraries "${packages[@]}"
}

fail_for_libraries() {
  say "To build, this machine needs a few packages more. Please run as root, and then this script again:"
  say ""
  say "    apt-get update && apt-get install --yes --no-install-recommends $*"
  exit 1
}
