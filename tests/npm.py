"""npm packages that tests need, installed on first use into the folder whose package.json names them."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

SECONDS = 300.0  # to install the packages of a folder


def installed(folder: Path) -> Path:
    """The folder, its packages installed. Skips the test where that cannot be."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("no node and npm on this machine. On Debian: apt-get install nodejs npm")
    with (folder / "package.json").open() as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)  # tests run side by side
        if not (folder / "node_modules" / ".package-lock.json").exists():  # npm writes it last
            command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
            done = subprocess.run(command, cwd=folder, check=False, timeout=SECONDS, capture_output=True)  # noqa: S603
            if done.returncode:
                pytest.skip(f"packages could not be installed: npm ci in {folder}")
    return folder
