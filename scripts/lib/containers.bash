# What the tests of container images need: programs that build and run images, and a release binary to put into one.

# Installs the programs that are missing where that asks nobody. Unlike servers they start nothing by being installed,
# and they cannot be unpacked into .tools: they want their configuration in /etc.
prepare_containers() {
  local program missing=()
  for program in buildah podman runc; do
    has_program "$program" || missing+=("$program")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" = 0 ]; then
    say "Installing ${missing[*]}"
    apt_install "${missing[@]}" && return
  fi
  say "Container images are not tested: ${missing[*]} cannot be had here without being root"
  return 1
}

# Builds the programs that the images of the tests hold, and says where they are.
prepare_release() {
  local program flags=("${build_flags[@]}" -c release --static-swift-stdlib)
  say "Building the programs for container images"
  for program in image-updater runner; do swift build --product "$program" "${flags[@]}"; done
  GITOPS_RELEASE=$(swift build --show-bin-path "${flags[@]}")
  export GITOPS_RELEASE
}
