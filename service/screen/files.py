"""Files only their owner may read: they hold who has which disease."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = 0o600


def private(file: Path) -> None:
    """Make an empty file only its owner may read, or make an existing one so."""
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, OWNER_ONLY))
    file.chmod(OWNER_ONLY)


def folder(path: Path) -> None:
    """Make a folder only its owner may enter; one that exists stays as it is."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def replaced(file: Path) -> Iterator[Path]:
    """A private file to write to, put in the place of ``file`` when it is whole."""
    unfinished = file.with_name(f"{file.name}.part")
    private(unfinished)
    yield unfinished
    unfinished.replace(file)
