"""``nme-cds screen``."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from service.screen.errors import ScreenError
from service.settings import SettingsError
from service.site import SiteFileError

PROBLEM, STOPPED = 2, 130
Engine: TypeAlias = Literal["local", "spark"]
File: TypeAlias = Path | None

Source = Annotated[
    str, typer.Argument(help="A folder of NDJSON files or of Bundles, or the address of a FHIR server or a Group.")
]
Out = Annotated[Path, typer.Option(help="The folder to write to. An unfinished run in it is gone on with.")]
KeyFile = Annotated[File, typer.Option(exists=True, help="Write pseudonyms made with this key.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; as many as there are cores.")]
Where = Annotated[Engine, typer.Option("--engine", help="Where to work: on this machine, or on a Spark cluster.")]
Master = Annotated[str | None, typer.Option(help="The Spark cluster's address, such as spark://host:7077.")]
AsOf = Annotated[str, typer.Option(help="Days, separated by commas: what was known then, and what was said.")]
Against = Annotated[File, typer.Option(exists=True, help="Who moves: another site file, or the folder of another run.")]
SignIn = Annotated[File, typer.Option(exists=True, help="How to sign in at the server: client id, key, in TOML.")]
TokenFile = Annotated[File, typer.Option(exists=True, help="The server's access token, read anew for every request.")]
KeepExport = Annotated[bool, typer.Option("--keep-export", help="Leave what was exported in the folder.")]
Restart = Annotated[bool, typer.Option("--restart", help="Begin anew, whatever the folder holds.")]
EveryChart = Annotated[
    bool, typer.Option("--every-chart", help="Judge without the scan, to check it: as slow as a hook a patient.")
]


def screen(
    context: typer.Context,
    source: Source,
    out: Out,
    key_file: KeyFile = None,
    workers: Workers = None,
    engine: Where = "local",
    master: Master = None,
    as_of: AsOf = "",
    against: Against = None,
    sign_in: SignIn = None,
    token_file: TokenFile = None,
    keep_export: KeepExport = False,
    restart: Restart = False,
    every_chart: EveryChart = False,
) -> None:
    """Judge every patient of a population as the hook would: for whom would it have spoken?"""
    from service.screen.access import Access  # noqa: PLC0415 - serve starts without them
    from service.screen.screening import Wishes, screened  # noqa: PLC0415

    if sign_in and token_file:
        raise typer.BadParameter("--sign-in gets tokens, --token-file holds one: give one of them.")
    wishes = Wishes(
        content=context.obj,
        source=source,
        out=out,
        key_file=key_file,
        workers=workers or os.cpu_count() or 1,
        master=_master(engine, master),
        as_of=_days(as_of),
        against=against,
        access=Access(sign_in, token_file),
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
    except KeyboardInterrupt:
        typer.echo("Stopped. The same command goes on where it was.", err=True)
        raise typer.Exit(STOPPED) from None


def _master(engine: Engine, master: str | None) -> str | None:
    if (engine == "spark") != (master is not None):
        raise typer.BadParameter("--engine spark and --master go together.", param_hint="--master")
    return master


def _days(text: str) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(day.strip()) for day in text.split(",") if day.strip())
    except ValueError:
        raise typer.BadParameter("Write days as 2025-01-01,2026-01-01.", param_hint="--as-of") from None
