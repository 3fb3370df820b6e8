"""``nme-cds review``: what a clinician reads, signs, and compares with what was signed."""

from pathlib import Path
from typing import Annotated

import typer

from service.review.edition import Edition
from service.review.sheet import Sheet, sheets
from service.review.signatures import Signatures, SignaturesError, Standing, Status, read
from service.review.signatures import sign as add_signature
from service.settings import Settings, SettingsError, load
from service.site import Site, SiteFileError, load_site, pathway_of

PROBLEM = 2

app = typer.Typer(help="Read, sign and compare the pathway.", no_args_is_help=True)

Part = Annotated[str, typer.Argument(help="A part: K04, states, mets, numbers ... 'status' lists them.")]
Parts = Annotated[list[str], typer.Argument(help="Parts, such as K04 states; 'status' lists them.")]


@app.command()
def write(context: typer.Context) -> None:
    """Write the review pages and the picture into this repository."""
    from service.review.document import write_review  # noqa: PLC0415 - the other commands start without it

    for path in write_review(Site(pathway_of(context.obj)), Path.cwd()):
        typer.echo(f"wrote {path}")


@app.command()
def show(context: typer.Context, part: Part) -> None:
    """Print the words of one part: what a signature covers."""
    _, site = _site(context.obj)
    typer.echo(_sheet(part, site).text, nl=False)


@app.command()
def status(
    context: typer.Context,
    brief: Annotated[bool, typer.Option("--brief", help="Without the differences.")] = False,
) -> None:
    """List what is signed, what changed since it was signed and how, and what is not signed."""
    settings, site = _site(context.obj)
    found = _signatures(settings, site).status(sheets(Edition(site)))
    for one in found:
        typer.echo("\n".join(_told(one, brief=brief)))
    unsigned = sum(one.standing is not Standing.SIGNED for one in found)
    typer.echo(f"{len(found) - unsigned} of {len(found)} parts are signed as they are now.")


@app.command()
def sign(
    context: typer.Context,
    parts: Parts,
    name: Annotated[str, typer.Option(help="Who signs.")],
    role: Annotated[str, typer.Option(help="As what: clinician, pharmacist, terminologist, safety officer ...")],
    comment: Annotated[str, typer.Option(help="What should be remembered of it.")] = "",
) -> None:
    """Sign parts as they are now. The words that are signed are kept beside the signatures."""
    settings, site = _site(context.obj)
    file = _signatures(settings, site).file
    if file is None:
        raise _fail("There is no file for signatures: set NME_CDS_SIGNATURES.")
    for sheet in [_sheet(part, site) for part in parts]:
        add_signature(file, sheet, name=name, role=role, day=settings.current_day(), comment=comment)
        typer.echo(f"{sheet.id} {sheet.title}: signed by {name}, {role}.")


Charts = Annotated[
    Path | None,
    typer.Option(help="A folder of hook requests or Bundles, as JSON, to put to the editions.", exists=True),
]


@app.command()
def save(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to keep it, as JSON.")],
    charts: Charts = None,
) -> None:
    """Keep what runs here, to compare another version or site with it later."""
    from service import compare  # noqa: PLC0415 - the other commands start without it

    settings, site = _site(context.obj)
    compare.write(compare.kept(settings, site, charts), file)
    typer.echo(f"wrote {file}")


EDITION = "'shipped', a site file (.toml), or what 'save' wrote (.json)"


@app.command()
def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help=EDITION)],
    new: Annotated[str, typer.Argument(help=EDITION)],
    charts: Charts = None,
) -> None:
    """Say what changes between two editions, in words, and which patients get other cards."""
    from service import compare  # noqa: PLC0415 - the other commands start without it

    def edition(named: str) -> compare.Kept:
        if named.endswith(".json"):
            return compare.read(Path(named))
        site = load_site(pathway_of(context.obj), None if named == "shipped" else Path(named))
        return compare.kept(load(), site, charts)

    try:
        for line in compare.compared(edition(old), edition(new)):
            typer.echo(line)
    except (compare.CompareError, SettingsError, SiteFileError) as error:
        raise _fail(str(error)) from None


def _site(content: str) -> tuple[Settings, Site]:
    try:
        settings = load()
        return settings, load_site(pathway_of(content), settings.site_file)
    except (SettingsError, SiteFileError) as error:
        raise _fail(str(error)) from None


def _signatures(settings: Settings, site: Site) -> Signatures:
    try:
        return read(settings.signatures or site.pathway.signatures)
    except SignaturesError as error:
        raise _fail(str(error)) from None


def _sheet(part: str, site: Site) -> Sheet:
    known = sheets(Edition(site))
    if part not in known:
        raise _fail(f"There is no part {part}. Known: {', '.join(known)}.")
    return known[part]


def _told(one: Status, *, brief: bool) -> list[str]:
    """One part, a line for each signature and each difference."""
    who = [f"    {s.date} {s.name}, {s.role}{f': {s.comment}' if s.comment else ''}" for s in one.signatures]
    lines = [] if brief else [f"    {line}" for line in one.difference]
    return [f"{one.standing.value:<20} {one.sheet.id:<12} {one.sheet.title} ({one.sheet.signer})", *who, *lines]


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(PROBLEM)
