"""The PostgreSQL and the Valkey that tests talk to: what answers on this machine, else one of our own.

Where the machine has neither a server nor its program, the test is skipped with the way to install it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.stack import parts
from tests.stack.process import HOST, lend, together

POSTGRESQL_AT, VALKEY_AT = "NME_CDS_TEST_POSTGRESQL", "NME_CDS_TEST_VALKEY"
USUAL_POSTGRESQL, USUAL_VALKEY = 5432, 6379  # ports


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of a server, without a database."""
    there = os.environ.get(POSTGRESQL_AT)
    if there or parts.listens(USUAL_POSTGRESQL)():
        yield there or f"postgresql://root@{HOST}:{USUAL_POSTGRESQL}"
        return
    with _folder() as folder:
        part, url = parts.postgresql(folder)
        with together(part):
            yield url.rpartition("/")[0]


@contextmanager
def valkey_server() -> Iterator[str]:
    """The URL of a database of a server."""
    there = os.environ.get(VALKEY_AT)
    if there or parts.listens(USUAL_VALKEY)():
        yield there or f"redis://{HOST}:{USUAL_VALKEY}/9"
        return
    with _folder() as folder:
        part, url = parts.valkey(folder)
        with together(part):
            yield url


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="nme-cds-server-") as path:
        yield lend(Path(path))
