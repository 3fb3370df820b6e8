"""``nme-cds expand``: what lies beneath our SNOMED CT codes, written to a site's file once."""

import asyncio
import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from hooks.clinical.codes import INCLUDE, SNOMED_CT, CodeIndex
from service.commands.terminal import note, say
from service.outbound.address import Base, parse_base
from service.outbound.client import FHIRClient
from service.outbound.network_policy import NetworkPolicy
from service.outbound.terminology import TerminologyError, TerminologyServer
from service.settings import SettingsError, load
from service.site import ExpansionToMake, pathway_of

PROBLEM = 2
COLUMNS = ("ours", "beneath")
Server = Annotated[str, typer.Argument(help="The FHIR base of a terminology server, such as https://tx.example/fhir.")]
File = Annotated[Path, typer.Argument(help="The file to write; the site file names it as snomed_expansion.")]


def expand(context: typer.Context, server: Server, file: File) -> None:
    """Ask a terminology server, once, for the SNOMED CT codes beneath ours.

    With the file of its answers a diagnosis filed under a narrower code is recognised. No patient's data is sent, and
    nothing is asked while a call waits. Make the file again with each edition of SNOMED CT or version of the pathway.
    """
    try:
        settings = load()
        wanted = ExpansionToMake(server, file)
        count = make(wanted, pathway_of(context.obj).codes, settings.network_policy)
    except (SettingsError, TerminologyError) as error:
        note(str(error))
        raise typer.Exit(PROBLEM) from None
    say(f'wrote {count:,} codes to {file}. Next: snomed_expansion = "{file.name}" in the site file beside it.')


def make(wanted: ExpansionToMake, codes: CodeIndex, policy: NetworkPolicy) -> int:
    """Ask and write; answers how many codes. A file is there whole or not at all. Raises TerminologyError."""
    base = parse_base(wanted.server)
    if base is None or not base.may_be_listed:
        raise TerminologyError(f"{wanted.server!r} is no address of a FHIR server. Write https://HOST/PATH.")
    rows = sorted(asyncio.run(_all(base, _ours(codes), policy)))
    unfinished = wanted.file.with_name(f"{wanted.file.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
        unfinished.replace(wanted.file)
    except OSError as error:
        raise TerminologyError(f"{wanted.file}: {error.strerror}.") from None
    return len(rows)


def _ours(codes: CodeIndex) -> list[str]:
    return sorted({row.code for row in codes.rows if row.system == SNOMED_CT.uri and row.role == INCLUDE})


async def _all(base: Base, ours: Iterable[str], policy: NetworkPolicy) -> set[tuple[str, str]]:
    client = FHIRClient(policy)
    server = TerminologyServer(base, client)
    try:
        return {
            (code, found)
            for code in track([*ours], "Codes asked for", console=Console(stderr=True), transient=True)
            for found in await server.beneath(code)
        }
    finally:
        await client.aclose()
