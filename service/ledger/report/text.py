"""The report on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.ledger.report.figures import Figures, Tally
from service.ledger.report.table import CALLS, HEAD, calls, row, span, warning


def show(figures: Figures, console: Console) -> None:
    """Print the report."""
    console.print(span(figures))
    console.print(_calls(figures))
    console.print(_table("Total", (figures.total,)))
    for name, tallies in figures.groups:
        console.print(_table(name, tallies))
    console.print(_reasons(figures.total))
    for tally in figures.warnings:
        console.print(f"[bold red]Look at[/] {escape(warning(tally))}")
    if figures.unmatched:
        console.print(f"Events on cards this service did not give to that client: {figures.unmatched}.")


def _table(name: str, tallies: tuple[Tally, ...]) -> Table:
    table = Table(name, *HEAD)
    for tally in tallies:
        table.add_row(escape(tally.name), *row(tally))
    return table


def _calls(figures: Figures) -> Table:
    table = Table("", *CALLS)
    for name, *numbers in calls(figures):
        table.add_row(escape(name), *numbers)
    return table


def _reasons(total: Tally) -> Table:
    table = Table("Reason for overriding", "Cards")
    for name, count in total.reasons:
        table.add_row(escape(name), str(count))
    return table
