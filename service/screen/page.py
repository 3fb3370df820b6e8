"""The report of a screening as one page that stands alone: no script, no font, no picture from elsewhere."""

from collections import Counter
from collections.abc import Iterator, Mapping

from service.ledger.report.figures import Proportion
from service.pages.render import note, picture, report, section, table, warning
from service.screen.damage import Damage
from service.screen.figures import Figures
from service.screen.pictures import Bar, bars, columns

TITLE = "Whom it would have spoken for"
MOST_BARS = 20
PER = 100_000

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
    return report(
        TITLE,
        _about(figures),
        section("In scope", _in_scope(figures), *_warnings(figures)),
        _bars("In scope, by state", figures.states, named),
        _bars("Recommendations that apply", figures.cards, named),
        *_companions(figures),
        *_growth(figures),
        *_ahead(figures),
        *_moves(figures),
        _bars("What is missing most, of those in scope", figures.missing, {}),
        _systems(figures),
        _damage(figures),
    )


def _about(figures: Figures) -> str:
    return (
        f"{figures.patients:,} patients, {figures.lines:,} lines read, judged on {figures.today}, pathway "
        f"{figures.version}. Every patient was judged by the function that answers the hook when a chart is opened."
    )


def _in_scope(figures: Figures) -> str:
    return f"In scope: {figures.in_scope:,} of {figures.patients:,} patients, {_rate(figures.rate(figures.in_scope))}."


def _rate(rate: Proportion | None) -> str:
    if rate is None:
        return "no rate"
    share, low, high = (f"{value * PER:,.1f}" for value in rate)
    return f"{share} per 100,000 (95% CI {low} to {high})"


def _warnings(figures: Figures) -> Iterator[str]:
    lost = sum(kind.number for fault, kind in figures.damage.items() if fault.leaves_a_gap)
    if lost:
        yield warning(f"Lines or files that could not be read: {lost:,}. See the end, and damage.csv.")
    if figures.in_scope > figures.patients / 1_000:
        yield warning("More than one patient in a thousand: look at the codes a site mapped itself.")


def _bars(title: str, counts: Counter[str], names: Mapping[str, str]) -> str:
    rows = [Bar(names.get(key, key), number, f"{number:,}") for key, number in counts.most_common(MOST_BARS)]
    return section(title, picture(bars(title, rows)) if rows else "Nobody." if names else "Nothing.")


def _companions(figures: Figures) -> Iterator[str]:
    if figures.with_companions is None:
        return
    rate = _rate(figures.rate(figures.with_companions))
    told = f"{figures.with_companions:,} patients out of scope, {rate}."
    rows = [Bar(name, number, f"{number:,}") for name, number in figures.companions.most_common()]
    yield section(
        "Companions of the disease, where it is not on record",
        told,
        *([picture(bars("Companions", rows))] if rows else []),
    )


def _growth(figures: Figures) -> Iterator[str]:
    if figures.growth:
        rows = [Bar(str(one.day), one.number, f"{one.number:,}") for one in figures.growth]
        rows.append(Bar(str(figures.today), figures.in_scope, f"{figures.in_scope:,}"))
        yield section("In scope, as the record grew", picture(columns("In scope as of", rows)), note(_NOT_THEN))


def _ahead(figures: Figures) -> Iterator[str]:
    if not figures.growth:
        return
    counts = [(name, sum(low <= days <= high for days in figures.ahead)) for name, low, high in _AHEAD]
    rest = f"{figures.unrecorded:,} have no such diagnosis with a date; {figures.undated:,} cannot be dated."
    rows = [Bar(name, number, f"{number:,}") for name, number in counts]
    title = "When it would have spoken first, against the recorded diagnosis"
    yield section(title, picture(bars(title, rows)), note(rest))


def _moves(figures: Figures) -> Iterator[str]:
    if figures.compared is None:
        return
    told = f"Compared with {figures.compared}: {figures.moves.total():,} patients move; moves.csv names them."
    lines = ((*way, f"{number:,}", ", ".join(figures.movers[way])) for way, number in figures.moves.most_common())
    moved = table(("This run", "Compared", "Patients", "The first"), lines)
    yield section("Who moves", told, *([moved] if figures.moves else []))


def _systems(figures: Figures) -> str:
    lines = ((name, f"{number:,}") for name, number in list(figures.systems.items())[:MOST_BARS])
    title = "Code systems that are not read"
    return section(title, table(("System", "Entries with no other"), lines) if figures.systems else "None.")


def _damage(figures: Figures) -> str:
    lines = (
        (fault.value, f"{kind.number:,}", "; ".join(map(_place, kind.first))) for fault, kind in figures.damage.items()
    )
    told = table(("What", "Cases", "The first"), lines) if figures.damage else "Nothing."
    return section("What was wrong with the source", told)


def _place(one: Damage) -> str:
    return " ".join(filter(None, (one.file, f"line {one.line}" if one.line else "", one.kind, one.patient)))
