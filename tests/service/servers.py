"""The PostgreSQL and the Valkey that tests talk to: what answers on this machine, else one of our own.

Where the machine has neither a server nor its program, the test is skipped with the way to install it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.stack import parts
from tests.stack.process import HOST, Part, lend, together

POSTGRESQL_AT, VALKEY_AT = "NME_CDS_TEST_POSTGRESQL", "NME_CDS_TEST_VALKEY"
USUAL_POSTGRESQL, USUAL_VALKEY = 5432, 6379  # ports


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of a server, without a database."""
    there = _there(POSTGRESQL_AT, USUAL_POSTGRESQL, f"postgresql://root@{HOST}:{USUAL_POSTGRESQL}")
    with nullcontext(there) if there else _own(parts.postgresql) as url:
        yield url if there else url.rpartition("/")[0]


@contextmanager
def valkey_server() -> Iterator[str]:
    """The URL of a database of a server."""
    there = _there(VALKEY_AT, USUAL_VALKEY, f"redis://{HOST}:{USUAL_VALKEY}/9")
    with nullcontext(there) if there else _own(parts.valkey) as url:
        yield url


def _there(named: str, port: int, usual: str) -> str | None:
    """The server that is named, or that answers at the usual port."""
    return os.environ.get(named) or (usual if parts.listens(port)() else None)


@contextmanager
def _own(made: Callable[[Path], tuple[Part, str]]) -> Iterator[str]:
    """The URL of one that runs as long as this lasts."""
    with TemporaryDirectory(prefix="nme-cds-server-") as folder:
        part, url = made(lend(Path(folder)))
        with together(part):
            yield url
