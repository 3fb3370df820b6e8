"""The tables' version: what this software expects, what a database has, and the way up and down.

Alembic is loaded where there is a way to go: nearly every start finds the tables as they should be.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).with_name("migrations")
_KEPT = table("alembic_version", column("version_num"))


class NewerError(Exception):
    """The tables are newer than this software: it knows no way from there."""


def expected() -> str:
    """The revision this software was written for: the last of its migrations, which are named by their revisions."""
    last = max(file.name for file in (_MIGRATIONS / "versions").glob("v*.py"))
    return last.removeprefix("v").partition("_")[0]


def present(connection: Connection) -> str | None:
    """The database's revision, None for an empty one."""
    if not inspect(connection).has_table(_KEPT.name):
        return None
    revision: str | None = connection.scalar(select(_KEPT.c.version_num))
    return revision


def upgrade(connection: Connection) -> None:
    """Bring the tables up to what this software expects. Raises NewerError."""
    if present(connection) == expected():
        return
    from alembic import command  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    try:
        command.upgrade(_config(connection), "head")
    except CommandError:
        raise NewerError from None


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Take the tables back to an older revision. What they hold beyond it is lost."""
    from alembic import command  # noqa: PLC0415

    command.downgrade(_config(connection), revision)


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
