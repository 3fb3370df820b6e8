"""``nme-cds screen``."""

import os
from pathlib import Path
from typing import Annotated

import typer

from service.settings import SettingsError, load
from service.site import SiteFileError, load_site

PROBLEM = 2


def screen(
    source: Annotated[str, typer.Argument(help="A folder of NDJSON files or of Bundles.")],
    out: Annotated[Path, typer.Option(help="The folder to write to. An unfinished run in it is gone on with.")],
    key_file: Annotated[Path | None, typer.Option(exists=True, help="Write pseudonyms made with this key.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; as many as there are cores.")] = None,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew, whatever the folder holds.")] = False,
) -> None:
    """Judge every patient of a population as the hook would: for whom would it have spoken?"""
    from service.screen.engine import Here, Processes  # noqa: PLC0415 - serve starts without all this
    from service.screen.screening import Screening, progress
    from service.screen.setup import Setup
    from service.screen.source import SourceError
    from service.screen.tables import KeyFileError, naming
    from service.screen.work import OtherRunError, Work
    from rich.console import Console

    try:
        settings = load()
        load_site(settings.site_file)
        setup = Setup(
            today=settings.current_day(),
            time_zone=str(settings.time_zone),
            max_cards=settings.max_cards,
            site_files=(str(settings.site_file or ""),),
        )
        screening = Screening(root=Path(source), out=out, setup=setup, naming=naming(key_file))
        if restart:
            Work.forget(out)
        many = workers or os.cpu_count() or 1
        with progress(Console(stderr=True)) as told:
            written = screening.run(Processes(many) if many > 1 else Here(), told)
    except (SettingsError, SiteFileError, SourceError, KeyFileError, OtherRunError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(PROBLEM) from None
    for file in written:
        typer.echo(f"wrote {file}")
