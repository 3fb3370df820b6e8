"""The tables' version: what this software expects, what a database has, and the way up and down."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_MIGRATIONS = Path(__file__).with_name("migrations")


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def expected() -> str:
    """The revision this software was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def present(connection: Connection) -> str | None:
    """The database's revision, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Bring the tables up to what this software expects."""
    command.upgrade(_config(connection), "head")


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Take the tables back to an older revision. What they hold beyond it is lost."""
    command.downgrade(_config(connection), revision)
