"""The report as one page that stands alone: no script, no font, no picture from elsewhere."""

from collections.abc import Iterable, Sequence
from html import escape

from service.ledger.report import plots
from service.ledger.report.figures import Figures, Tally
from service.ledger.report.table import CALLS, HEAD, calls, row, span, warning

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2933; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #cbd2d9; }
table { border-collapse: collapse; display: block; overflow-x: auto; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; text-align: left; white-space: nowrap; border-bottom: 1px solid #e4e7eb; }
th { background: #f0f4f8; font-weight: 600; }
svg { max-width: 100%; height: auto; display: block; }
.warn { background: #fff7ed; border-left: 4px solid #b45309; padding: .4rem .8rem; margin: .5rem 0; }
.key { font-size: .85rem; } .key span { margin-right: 1.2em; }
.key b { display: inline-block; width: .8em; height: .8em; margin-right: .4em; }
.note { color: #52606d; font-size: .85rem; }
"""
_NOTE = (
    "A card nobody reported on is unanswered, not dismissed: some clients report nothing, and ignored cards are "
    "never reported. Rates count answered cards; of several reports on a card the latest counts. CI: Wilson "
    "score interval. Calls are counted by whole days, UTC, since the ledger's second version. Time to answer runs "
    "from the card to the first report, by the client's clock."
)


def html(figures: Figures) -> str:
    """The page."""
    parts = (
        f"<h1>Cards and what became of them</h1><p class=note>{escape(span(figures))}</p>",
        _warnings(figures),
        _section("Calls", _rows(("", *CALLS), calls(figures))),
        _section("Cards", _table("", (figures.total,))),
        _section("Cards by recommendation", _KEY + plots.outcomes(figures.recommendations)),
        _section("Overridden, of those answered", plots.override_rates(figures.recommendations)),
        *(_section(f"By {name.lower()}", _table(name, tallies)) for name, tallies in figures.groups),
        _section("Reasons for overriding", _reasons(figures.recommendations)),
        f"<p class=note>{_NOTE}</p>",
        f"<p class=note>Events on cards this service did not give to that client: {figures.unmatched}.</p>",
    )
    head = f'<meta charset="utf-8"><title>Cards and what became of them</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


_KEY = "<p class=key>" + "".join(
    f'<span><b style="background:{colour}"></b>{name}</span>'
    for colour, name in ((plots.ACCEPTED, "accepted"), (plots.OVERRIDDEN, "overridden"), (plots.SILENT, "not answered"))
)


def _warnings(figures: Figures) -> str:
    lines = "".join(f"<p class=warn>{escape(warning(tally))}</p>" for tally in figures.warnings)
    none = f"No recommendation with {figures.least_answers} answers or more was overridden more than half the time."
    return _section("To look at", lines or f"<p>{none}</p>")


def _section(title: str, body: str) -> str:
    return f"<h2>{escape(title)}</h2>{body}"


def _table(name: str, tallies: Iterable[Tally]) -> str:
    return _rows((name, *HEAD), ((tally.name, *row(tally)) for tally in tallies))


def _reasons(tallies: Sequence[Tally]) -> str:
    lines = ((tally.name, reason, str(count)) for tally in tallies for reason, count in tally.reasons)
    return _rows(("Recommendation", "Reason", "Cards"), lines)


def _rows(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    body = "".join(f"<tr>{_cells('td', line)}</tr>" for line in lines)
    return f"<table><thead><tr>{_cells('th', head)}</tr></thead><tbody>{body}</tbody></table>"


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
