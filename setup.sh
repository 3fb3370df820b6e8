#!/bin/sh
# Makes .venv with the locked packages. Called by ./demo and ./check; safe to call again.
set -eu
cd "$(dirname "$0")"
lock="$1"

for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python="$candidate"
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "Python 3.11 or newer is needed. Debian: apt install python3 python3-venv. macOS: brew install python." >&2
    exit 1
fi

if [ ! -x .venv/bin/python ]; then
    "$python" -m venv .venv || {
        echo "Python's venv module is needed. Debian: apt install python3-venv. Then run this again." >&2
        rm -rf .venv
        exit 1
    }
fi

build=requirements-build.lock # what installs this package itself, and no deployment needs
stamp=.venv/installed-$(cat "$lock" "$build" | cksum | tr ' ' -)
if [ ! -f "$stamp" ]; then
    echo "Installing the locked packages (once) ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" -r "$build"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    touch "$stamp"
fi
