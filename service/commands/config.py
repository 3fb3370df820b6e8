"""``nme-cds config``: the settings in effect."""

from collections.abc import Iterator

import typer
from sqlalchemy import make_url

from service.settings import PREFIX, Settings, SettingsError, load

PROBLEM = 2
SECRET = "********"  # noqa: S105 - what stands for one


def config() -> None:
    """Print every setting in effect, secrets hidden; a line that begins with # was not set."""
    try:
        settings = load()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(PROBLEM) from None
    typer.echo("\n".join(lines(settings)))


def lines(settings: Settings) -> Iterator[str]:
    """One line a setting, in the form of an env file."""
    for name in Settings.model_fields:
        mark = "" if name in settings.model_fields_set else "# "
        yield f"{mark}{PREFIX}{name.upper()}={_shown(name, getattr(settings, name))}"


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    if name == "pseudonym_key":
        return SECRET
    if name in {"ledger_url", "replay_url"} and "://" in str(value):
        return make_url(str(value)).render_as_string(hide_password=True)
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
