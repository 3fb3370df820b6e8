"""``nme-cds screen``."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from service.screen.errors import ScreenError
from service.settings import SettingsError
from service.site import SiteFileError

PROBLEM = 2
Engine: TypeAlias = Literal["local", "spark"]


def screen(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(help="A folder of NDJSON files or of Bundles, or the address of a FHIR server or a Group."),
    ],
    out: Annotated[Path, typer.Option(help="The folder to write to. An unfinished run in it is gone on with.")],
    key_file: Annotated[Path | None, typer.Option(exists=True, help="Write pseudonyms made with this key.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; as many as there are cores.")] = None,
    engine: Annotated[Engine, typer.Option(help="Where to work: on this machine, or on a Spark cluster.")] = "local",
    master: Annotated[str | None, typer.Option(help="The Spark cluster's address, such as spark://host:7077.")] = None,
    as_of: Annotated[str, typer.Option(help="Days, separated by commas: what was known then, and what was said.")] = "",
    against: Annotated[
        Path | None, typer.Option(exists=True, help="Who moves: another site file, or the folder of another run.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(exists=True, help="The server's access token, read anew for every request.")
    ] = None,
    keep_export: Annotated[bool, typer.Option("--keep-export", help="Leave what was exported in the folder.")] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew, whatever the folder holds.")] = False,
    every_chart: Annotated[
        bool, typer.Option("--every-chart", help="Judge without the scan, to check it: as slow as a hook a patient.")
    ] = False,
) -> None:
    """Judge every patient of a population as the hook would: for whom would it have spoken?"""
    from service.screen.screening import Wishes, screened  # noqa: PLC0415 - serve starts without it

    wishes = Wishes(
        content=context.obj,
        source=source,
        out=out,
        key_file=key_file,
        workers=workers or os.cpu_count() or 1,
        master=_master(engine, master),
        as_of=_days(as_of),
        against=against,
        token_file=token_file,
        keep_export=keep_export,
        restart=restart,
        every_chart=every_chart,
    )
    try:
        for file in screened(wishes):
            typer.echo(f"wrote {file}")
    except (SettingsError, SiteFileError, ScreenError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(PROBLEM) from None


def _master(engine: Engine, master: str | None) -> str | None:
    if (engine == "spark") != (master is not None):
        raise typer.BadParameter("--engine spark and --master go together.", param_hint="--master")
    return master


def _days(text: str) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(day.strip()) for day in text.split(",") if day.strip())
    except ValueError:
        raise typer.BadParameter("Write days as 2025-01-01,2026-01-01.", param_hint="--as-of") from None
