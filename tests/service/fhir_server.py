"""The FHIR server of ``tests/fhir_server``: Medplum's router and in-memory repository in node."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1] / "fhir_server"
SECONDS = 120.0  # to install its packages
COMPLETE = HOME / "node_modules" / ".package-lock.json"  # npm writes it last


def installed() -> Path:
    """The folder to start it in, its packages installed on first use. Skips the test where that cannot be."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("no node and npm on this machine. On Debian: apt-get install nodejs npm")
    with (HOME / "package.json").open() as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)  # tests run side by side
        if not COMPLETE.exists():
            command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
            done = subprocess.run(command, cwd=HOME, check=False, timeout=SECONDS, capture_output=True)  # noqa: S603
            if done.returncode:
                pytest.skip("the packages of the FHIR server could not be installed: npm ci in tests/fhir_server")
    return HOME
