"""What a running process holds: memory and open files, read from /proc."""

from pathlib import Path

from tests.service.test_graceful_stop import Instance

GROWTH = 50 * 1024  # KiB of resident memory (E-18)


def resident(running: Instance) -> int:
    """KiB of memory."""
    lines = Path(f"/proc/{running.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def open_files(running: Instance) -> int:
    """Files and connections."""
    return len(list(Path(f"/proc/{running.process.pid}/fd").iterdir()))
