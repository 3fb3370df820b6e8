"""What the commands say."""

import os

import typer

from service.observe import events
from service.observe.log import JSON, start_logging
from service.observe.terminal import clean
from service.settings import PREFIX


def say(text: str, *, err: bool = False) -> None:
    """Print it, without what a terminal would obey."""
    typer.echo(clean(text), err=err)


def note(text: str) -> None:
    """Say it on standard error: as a line of the log when JSON was chosen for that, else in plain words."""
    if os.environ.get(f"{PREFIX}LOG_FORMAT") == JSON:
        start_logging("INFO", JSON)
        events.NOTE(problem=text)
    else:
        say(text, err=True)
