"""``nme-cds explain``."""

import sys
from typing import Annotated

import typer

from service.asking import Json, given
from service.call import PathwayService
from service.commands.clean_console import CleanConsole
from service.commands.terminal import say
from service.explain.answered import STANDARD_INPUT, ExplainError, content_of, explained
from service.explain.machine_form import as_json
from service.explain.text import WIDTH, show
from service.fhir.validate import faults, sent_resources
from service.settings import SettingsError, load
from service.site import SiteFileError, load_site, pathway_of

PROBLEM = 2


def explain(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A hook request or a FHIR Bundle as JSON; - reads standard input.")] = (
        STANDARD_INPUT
    ),
    why: Annotated[bool, typer.Option("--why", help="Also every question with its facts.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Also what was passed over, and what is unknown.")] = False,
    as_machine: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    validate: Annotated[bool, typer.Option("--validate", help="First check its resources against FHIR R4B.")] = False,
) -> None:
    """Show one patient's state and cards in words, and why."""
    try:
        settings = load()
        site = load_site(pathway_of(context.obj), settings.site_file)
        content = content_of(file)
        found = explained(content, file, PathwayService(settings, site))
    except (SettingsError, SiteFileError, ExplainError) as error:
        say(str(error), err=True)
        raise typer.Exit(PROBLEM) from None
    if validate:
        _say_what_is_invalid(given(content))
    if as_machine:
        sys.stdout.buffer.write(as_json(found, site.pathway.version) + b"\n")
    else:
        show(found, site, CleanConsole(width=WIDTH), why=why, everything=everything)


def _say_what_is_invalid(record: Json) -> None:
    found = list(faults(sent_resources(record)))
    for fault in found:
        say(f"{fault.resource}: {fault.member} {fault.why}", err=True)
    say(f"{len(found)} faults against FHIR R4B.", err=True)
