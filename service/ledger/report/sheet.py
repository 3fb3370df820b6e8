"""The report as CSV: one line a group, numbers unrounded."""

import csv
from collections.abc import Iterator
from io import StringIO

from service.ledger.report.figures import Figures, Proportion, Tally

HEAD = (
    *("grouped_by", "group", "calls", "calls_with_cards", "calls_refused"),
    *("cards", "answered", "accepted", "overridden"),
    *("acceptance", "acceptance_low", "acceptance_high", "override", "override_low", "override_high"),
    *("median_seconds_to_answer", "reasons"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(figures: Figures) -> str:
    """The table, with names a spreadsheet would take for formulas made harmless (D-23)."""
    file = StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(HEAD)
    table.writerows(_rows(figures))
    return file.getvalue()


def _rows(figures: Figures) -> Iterator[list[object]]:
    yield _row("all", figures.total)
    for name, tallies in figures.groups:
        for tally in tallies:
            yield _row(name.lower(), tally)


def _row(grouped_by: str, tally: Tally) -> list[object]:
    return [
        *(grouped_by, harmless(tally.name), *(tally.traffic or ("", "", ""))),
        *(tally.cards, tally.answered, tally.accepted, tally.overridden),
        *_limits(tally.acceptance),
        *_limits(tally.override),
        "" if tally.waited is None else tally.waited.total_seconds(),
        harmless("; ".join(f"{name}: {count}" for name, count in tally.reasons)),
    ]


def _limits(rate: Proportion | None) -> tuple[object, ...]:
    return ("", "", "") if rate is None else rate


def harmless(text: str) -> str:
    """The text, made no formula for a spreadsheet (D-23)."""
    return f"'{text}" if text.startswith(_FORMULA) else text
