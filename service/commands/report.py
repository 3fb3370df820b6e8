"""``nme-cds report``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.commands.ledger import on_store
from service.ledger.report.figures import Figures, figures
from service.ledger.report.page import html as page
from service.ledger.report.reading import kept
from service.ledger.report.sheet import as_csv

LEAST_ANSWERS = 10  # before an override rate is worth a warning

_Day = typer.Option(formats=["%Y-%m-%d"], help="A day, UTC; cards given from it on.")


def report(
    since: Annotated[datetime | None, _Day] = None,
    html: Annotated[Path | None, typer.Option(help="Write one self-contained page with plots.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the numbers as CSV.")] = None,
    least_answers: Annotated[int, typer.Option(min=1, help="Answers a warning needs.")] = LEAST_ANSWERS,
) -> None:
    """Show what became of the cards: rates with intervals, reasons, time to answer, what to look at."""
    found = _figures(since and since.replace(tzinfo=UTC), datetime.now(UTC), least_answers)
    if html:
        html.write_text(page(found), encoding="utf-8")
    if csv:
        csv.write_text(as_csv(found), encoding="utf-8")
    if not html and not csv:
        _print(found)


def _print(found: Figures) -> None:
    from service.commands.clean_console import CleanConsole  # noqa: PLC0415 - serve starts without it
    from service.ledger.report.text import show  # noqa: PLC0415 - serve starts without it

    show(found, CleanConsole())


def _figures(since: datetime | None, until: datetime, least_answers: int) -> Figures:
    return figures(on_store(lambda store: kept(store, since, until)), since, until, least_answers)
