#!/bin/sh
# Makes .venv with a file's packages in it: PYTHON=python3 sh lab/venv.sh REQUIREMENTS STAMP
# STAMP is touched at the end, so that `make` calls this once for each change of the file.
set -eu

fail() {
  echo "$*" >&2
  exit 1
}

# What to install, in the words of the machine at hand.
remedy() {
  if command -v apt-get >/dev/null; then
    echo "sudo apt-get install $1"
  elif command -v dnf >/dev/null; then
    echo "sudo dnf install python3.12"
  elif command -v brew >/dev/null; then
    echo "brew install python@3.12"
  else
    echo "install Python 3.12 from your system's packages or from python.org"
  fi
}

check_python() {
  command -v "$PYTHON" >/dev/null ||
    fail "Python is missing: there is no $PYTHON. $(remedy 'python3 python3-venv')"
  version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])') ||
    fail "$PYTHON does not run. Name another one: make ... PYTHON=python3.12"
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or newer is needed, and $PYTHON is $version. Name a newer one (make ... PYTHON=python3.12), or: $(remedy 'python3.12 python3.12-venv')"
  "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$PYTHON cannot make virtual environments: its modules venv and ensurepip are missing. $(remedy "python$version-venv")"
}

usable() {
  .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && [ -x .venv/bin/pip ]
}

PYTHON=${PYTHON:-python3}
if ! usable; then
  check_python
  "$PYTHON" -m venv --clear .venv || fail "No virtual environment could be made in .venv, see above."
fi
echo "Installing the packages of $1 into .venv, this once." >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$1" ||
  fail "The packages of $1 could not be installed, see above. A package index or certificates of your own: PIP_INDEX_URL, PIP_CERT."
# The commands of Okta's tutorial, from any folder.
cat >.venv/bin/okta <<SCRIPT
#!/bin/sh
PYTHONPATH="$PWD\${PYTHONPATH:+:\$PYTHONPATH}" exec "$PWD/.venv/bin/python" -m lab.okta_cli "\$@"
SCRIPT
chmod +x .venv/bin/okta
touch "$2"
