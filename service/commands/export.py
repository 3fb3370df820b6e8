"""``nme-cds export``: the pathway as standard artefacts."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands.terminal import say
from service.export.files import BUNDLE, NUMBERS, write
from service.export.libraries import NumbersError, left_behind
from service.export.publication import Publication
from service.settings import SettingsError, load
from service.site import SiteFileError, load_site, pathway_of

PROBLEM = 2

app = typer.Typer(help="Write the pathway as standard artefacts: FHIR R4, CQL and ELM.", no_args_is_help=True)


@app.callback()
def _only_command() -> None:
    """Keeps the name of the one command."""


@app.command("fhir")
def fhir(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go; made where it is missing.")],
    canonical: Annotated[
        str, typer.Option(metavar="URL", help="The base address of the artefacts: yours, once you publish them.")
    ] = "",
) -> None:
    """Write the pathway as FHIR R4: plans, CQL and ELM, value sets, drafts, evidence, with your site's numbers.

    DIR/bundle.json is a transaction: POST it to a FHIR server or an artefact repository as it is, again after every
    change. The other files hold the same resources one by one; parameters.json holds the numbers in force, for
    $apply and $evaluate. The same pathway and site file give the same bytes.

    It needs neither Node nor a network. What the artefacts cannot do, and how HAPI takes them: docs/cql.md.
    """
    try:
        site = load_site(pathway_of(context.obj), load().site_file)
        written = site.pathway.written
        shipped = written.canonical if written else f"http://{site.pathway.id}.example"
        publication = Publication(site, canonical.rstrip("/") or shipped)
        number = write(publication, folder)
    except (SettingsError, SiteFileError, NumbersError, OSError) as error:
        say(str(error), err=True)
        raise typer.Exit(PROBLEM) from None
    say(f"{number} files in {folder}. Load {BUNDLE}; hand {NUMBERS} to $apply. Next step: docs/cql.md.")
    for note in _notes(publication):
        say(note, err=True)


def _notes(publication: Publication) -> list[str]:
    """What the artefacts do not hold."""
    notes = []
    if publication.site.pathway.written is None:
        notes.append("No predicates are written in CQL: each is a parameter the caller answers, and there is no ELM.")
    if kept := left_behind(publication):
        notes.append(f"Shipped in the CQL, not as your site sets them: {', '.join(kept)}.")
    if publication.site.local_phrases:
        notes.append("Your site's phrases are not in the artefacts: CQL reads no words (docs/cql.md).")
    return notes
