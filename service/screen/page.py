"""The report of a screening as one page that stands alone: no script, no font, no picture from elsewhere."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from service.ledger.report.figures import Interval
from service.screen.damage import Damage
from service.screen.figures import Figures
from service.screen.pictures import Bar, bars, columns

MOST_BARS = 20
PER = 100_000

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2933; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #cbd2d9; }
table { border-collapse: collapse; display: block; overflow-x: auto; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid #e4e7eb; }
th { background: #f0f4f8; font-weight: 600; }
svg { max-width: 100%; height: auto; display: block; }
.big { font-size: 1.25rem; } .note { color: #52606d; font-size: .85rem; }
.warn { background: #fff7ed; border-left: 4px solid #b45309; padding: .4rem .8rem; margin: .5rem 0; }
"""
_AHEAD = (  # days before the diagnosis was recorded
    ("on the day it was recorded, or later", -(10**6), 0),
    ("1 to 30 days before", 1, 30),
    ("31 to 90 days before", 31, 90),
    ("91 days to a year before", 91, 365),
    ("one to two years before", 366, 730),
    ("more than two years before", 731, 10**6),
)
_NOT_THEN = (
    "As of a day in the past, the pathway sees what was recorded by that day: the recording date decides, else the "
    "date of the result, the order or the event. What bears no date is left out. Statuses are those of today: a record "
    "does not tell when a diagnosis was refuted or a drug stopped."
)


def html(figures: Figures, titles: Mapping[str, str]) -> str:
    """The page. ``titles`` are the words for states and cards."""
    named = {key: f"{key}  {title}" for key, title in titles.items()}
    parts = (
        f"<h1>Whom it would have spoken for</h1><p class=note>{escape(_about(figures))}</p>",
        f"<p class=big>{escape(_in_scope(figures))}</p>",
        *_warnings(figures),
        _bars("In scope, by state", figures.states, named),
        _bars("Cards it would have shown", figures.cards, named),
        *_companions(figures),
        *_growth(figures),
        *_ahead(figures),
        *_moves(figures),
        _bars("What is missing most, of those in scope", figures.missing, {}),
        _systems(figures),
        _damage(figures),
    )
    head = f'<meta charset="utf-8"><title>Whom it would have spoken for</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


def _about(figures: Figures) -> str:
    return (
        f"{figures.patients:,} patients, {figures.lines:,} lines read, judged on {figures.today}, pathway "
        f"{figures.version}. Every patient was judged by the function that answers the hook when a chart is opened."
    )


def _in_scope(figures: Figures) -> str:
    return f"In scope: {figures.in_scope:,} of {figures.patients:,} patients, {_rate(figures.rate(figures.in_scope))}."


def _rate(rate: Interval | None) -> str:
    if rate is None:
        return "no rate"
    share, low, high = (f"{value * PER:,.1f}" for value in rate)
    return f"{share} per 100,000 (95% CI {low} to {high})"


def _warnings(figures: Figures) -> Iterator[str]:
    lost = sum(kind.number for fault, kind in figures.damage.items() if fault.leaves_a_gap)
    if lost:
        yield f"<p class=warn>Lines or files that could not be read: {lost:,}. See the end, and damage.csv.</p>"
    if figures.in_scope > figures.patients / 1_000:
        yield "<p class=warn>More than one patient in a thousand: look at the codes a site mapped itself.</p>"


def _bars(title: str, counts: Counter[str], names: Mapping[str, str]) -> str:
    rows = [Bar(names.get(key, key), number, f"{number:,}") for key, number in counts.most_common(MOST_BARS)]
    return _section(title, bars(title, rows) if rows else "<p>Nobody.</p>" if names else "<p>Nothing.</p>")


def _companions(figures: Figures) -> Iterator[str]:
    rate = _rate(figures.rate(figures.with_companions))
    told = f"<p>{figures.with_companions:,} patients out of scope, {escape(rate)}.</p>"
    rows = [Bar(name, number, f"{number:,}") for name, number in figures.companions.most_common()]
    yield _section("Companions of NME without the name", told + (bars("Companions", rows) if rows else ""))


def _growth(figures: Figures) -> Iterator[str]:
    if figures.growth:
        rows = [Bar(str(one.day), one.number, f"{one.number:,}") for one in figures.growth]
        rows.append(Bar(str(figures.today), figures.in_scope, f"{figures.in_scope:,}"))
        picture = columns("In scope as of", rows)
        yield _section("In scope, as the record grew", f"{picture}<p class=note>{_NOT_THEN}</p>")


def _ahead(figures: Figures) -> Iterator[str]:
    if not figures.growth:
        return
    counts = [(name, sum(low <= days <= high for days in figures.ahead)) for name, low, high in _AHEAD]
    rest = f"{figures.unrecorded:,} have no such diagnosis with a date; {figures.undated:,} cannot be dated."
    rows = [Bar(name, number, f"{number:,}") for name, number in counts]
    title = "When it would have spoken first, against the recorded diagnosis"
    yield _section(title, f"{bars(title, rows)}<p class=note>{rest}</p>")


def _moves(figures: Figures) -> Iterator[str]:
    if figures.compared is None:
        return
    told = f"Compared with {figures.compared}: {figures.moves.total():,} patients move; moves.csv names them."
    lines = ((here, there, f"{number:,}") for (here, there), number in figures.moves.most_common())
    table = _table(("This run", "Compared", "Patients"), lines) if figures.moves else ""
    yield _section("Who moves", f"<p>{escape(told)}</p>{table}")


def _systems(figures: Figures) -> str:
    lines = ((name, f"{number:,}") for name, number in list(figures.systems.items())[:MOST_BARS])
    title = "Code systems that are not read"
    return _section(title, _table(("System", "Entries with no other"), lines) if figures.systems else "<p>None.</p>")


def _damage(figures: Figures) -> str:
    lines = (
        (fault.value, f"{kind.number:,}", "; ".join(map(_place, kind.first))) for fault, kind in figures.damage.items()
    )
    return _section(
        "What was wrong with the source",
        _table(("What", "Cases", "The first"), lines) if figures.damage else "<p>Nothing.</p>",
    )


def _place(one: Damage) -> str:
    return " ".join(filter(None, (one.file, f"line {one.line}" if one.line else "", one.kind, one.patient)))


def _section(title: str, body: str) -> str:
    return f"<h2>{escape(title)}</h2>{body}"


def _table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    body = "".join(f"<tr>{_cells('td', line)}</tr>" for line in lines)
    return f"<table><thead><tr>{_cells('th', head)}</tr></thead><tbody>{body}</tbody></table>"


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
