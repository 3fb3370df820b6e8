"""Where the ledger is kept, as a database URL."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

OFF = "none"
DEFAULT = "sqlite+aiosqlite:///var/nme-cds-ledger.sqlite"
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


def ledger_url(text: str) -> URL | None:
    """The URL with its driver, None for ``none``. Raises ValueError, without the text: it may hold a password."""
    if text == OFF:
        return None
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("this is not a database URL") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None or not url.database or url.database == ":memory:":
        raise ValueError("this is not the URL of a SQLite file or a PostgreSQL database")
    return url.set(drivername=driver)


def is_sqlite(url: URL) -> bool:
    """An embedded database: a file of this machine, which we create and bring up to date ourselves."""
    return url.get_backend_name() == "sqlite"


def make_room(url: URL) -> None:
    """Create the folder of a SQLite file. Raises OSError."""
    if is_sqlite(url) and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
