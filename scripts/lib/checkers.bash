# Checkers of generated manifests, which are programs in Python.

# prepare_checker PROGRAM: of the package of that name on PyPI, in .tools with all that it needs. Without it, the tests
# that want it say that they were left out.
prepare_checker() {
  local directory=.tools/python/$1
  has_program "$1" || [ -x ".tools/bin/$1" ] && return
  say "Fetching $1 into .tools"
  rm -rf "$directory"
  mkdir -p .tools/bin
  if command -v python3 >/dev/null &&
    quietly with_pip timeout 300 python3 -m pip --disable-pip-version-check install --quiet --target "$directory" "$1"; then
    # The program's own script names the Python that it was installed with, and so finds everything else.
    printf '%s\n' '#!/bin/sh' "export PYTHONPATH=\"\${0%/*}/../python/$1\"" \
      "exec python3 \"\$PYTHONPATH/bin/$1\" \"\$@\"" >".tools/bin/$1"
    chmod +x ".tools/bin/$1"
  else
    say "The package $1 of PyPI could not be fetched: what it checks is not checked"
  fi
}
