# apt, so that it asks nothing, says nothing unless it fails, and gives up in the end.

apt_options=(
  -qq
  -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30
  -o DPkg::Lock::Timeout=300 # another apt may be at work, as on a machine that has just started
)

# Runs a command; shows what it printed only if it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" </dev/null >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

# apt_as_root [sudo] update|install ...
apt_as_root() {
  local sudo=()
  if [ "$1" = sudo ]; then
    sudo=(sudo)
    shift
  fi
  quietly "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive timeout 1200 apt-get "${apt_options[@]}" "$@"
}

# apt_install [sudo] PACKAGE ... installs with the lists that are there, and with new ones if those are too old.
apt_install() {
  local sudo=()
  if [ "$1" = sudo ]; then
    sudo=(sudo)
    shift
  fi
  quietly apt-get "${apt_options[@]}" install --simulate --no-install-recommends "$@" 2>/dev/null &&
    apt_as_root "${sudo[@]}" install --yes --no-install-recommends "$@" 2>/dev/null && return
  apt_as_root "${sudo[@]}" update && apt_as_root "${sudo[@]}" install --yes --no-install-recommends "$@"
}

# apt_unprivileged COMMAND ... runs without being root, and as root without the warning that the user _apt cannot
# write here.
apt_unprivileged() {
  timeout 600 apt-get "${apt_options[@]}" -o APT::Sandbox::User="$(id -un)" "$@" </dev/null
}

# Prints the options, one a line, for package lists of the project's own in .tools. The machine may have none, or old
# ones, and only root may renew those.
apt_own_lists() {
  local apt=$project/.tools/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  printf '%s\n' -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
}
