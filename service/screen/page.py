"""The report of a screening as one page that stands alone: no script, no font, no picture from elsewhere."""

from collections import Counter
from collections.abc import Iterator, Mapping
from statistics import median

from markupsafe import Markup

from service.ledger.report.figures import Proportion
from service.pages.render import Bar, bars, note, report, section, table, warning
from service.screen.damage import Damage
from service.screen.figures import Figures
from service.screen.moves import Side

TITLE = "Whom it would have spoken for"
MOST = 20  # lines of a picture or a table
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
        _patients("In scope, by state", figures, figures.states, named),
        _patients("Recommendations that apply", figures, figures.cards, named),
        *_companions(figures),
        *_growth(figures),
        *_ahead(figures),
        *_moves(figures, named),
        _missing(figures),
        _systems(figures),
        _damage(figures),
    )


def _about(figures: Figures) -> str:
    return (
        f"{figures.title}, version {figures.version}, {_site(figures.site)}. {figures.source}: {figures.patients:,} "
        f"patients, {figures.lines:,} lines, judged on {figures.today}. Every patient was judged by the function that "
        "answers the hook when a chart is opened."
    )


def _site(file: str) -> str:
    return f"with {file}" if file else "without a site file"


def _in_scope(figures: Figures) -> str:
    rate = _rate(figures.rate(figures.in_scope))
    return (
        f"In scope: {figures.in_scope:,} of {figures.patients:,} patients, {rate}. "
        "Each has a line in patients.csv: open their charts with a clinician."
    )


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


def _patients(title: str, figures: Figures, counts: Counter[str], names: Mapping[str, str]) -> str:
    return section(title, bars(_of_all(figures, counts, names)) if counts else "Nobody.")


def _of_all(figures: Figures, counts: Counter[str], names: Mapping[str, str]) -> list[Bar]:
    """How many patients, and of 100,000 of the population."""
    found = ((names.get(key, key), number, figures.rate(number)) for key, number in counts.most_common(MOST))
    return [Bar(name, n, f"{n:,}, {rate.share * PER:,.1f} per 100,000") for name, n, rate in found if rate]


def _missing(figures: Figures) -> str:
    found = figures.missing.most_common(MOST)
    rows = [Bar(name, number, f"{number:,}, {number / figures.in_scope:.0%}") for name, number in found]
    return section("What is missing most, of those in scope", bars(rows) if rows else "Nothing.")


def _companions(figures: Figures) -> Iterator[str]:
    if figures.with_companions is None:
        return
    rate = _rate(figures.rate(figures.with_companions))
    told = f"{_counted(figures.with_companions)} out of scope, {rate}."
    rows = _of_all(figures, figures.companions, {})
    yield section("Companions of the disease, where it is not on record", told, *([bars(rows)] if rows else []))


def _counted(patients: int) -> str:
    return f"{patients:,} patient{'' if patients == 1 else 's'}"


def _growth(figures: Figures) -> Iterator[str]:
    if figures.growth:
        numbers = [*((one.day, one.number) for one in figures.growth), (figures.today, figures.in_scope)]
        rows = [Bar(str(day), number, f"{number:,}") for day, number in numbers]
        yield section("In scope, as the record grew", bars(rows), note(_NOT_THEN))


def _ahead(figures: Figures) -> Iterator[str]:
    if not figures.growth:
        return
    counts = [(name, sum(low <= days <= high for days in figures.ahead)) for name, low, high in _AHEAD]
    rest = f"{figures.unrecorded:,} have no such diagnosis with a date; {figures.undated:,} cannot be dated."
    rows = [Bar(name, number, f"{number:,}") for name, number in counts]
    title = "When it would have spoken first, against the recorded diagnosis"
    yield section(title, _days_earlier(figures.ahead), bars(rows), note(f"{rest} earlier.csv has a line for each."))


def _days_earlier(ahead: list[int]) -> str:
    early = [days for days in ahead if days > 0]
    told = f"Of {_counted(len(ahead))} with a dated diagnosis, it would have spoken earlier for {len(early):,}"
    return f"{told}: by {median(early):,.0f} days in the median, {max(early):,} at most." if early else f"{told}."


def _moves(figures: Figures, names: Mapping[str, str]) -> Iterator[str]:
    if figures.compared is None:
        return
    told = f"Compared with {figures.compared}: {figures.moves.total():,} patients move; moves.csv names them."
    lines = (
        (_side(here, names), _side(there, names), f"{number:,}", ", ".join(figures.movers[here, there]))
        for (here, there), number in figures.moves.most_common(MOST)
    )
    moved = table(("This run", "Compared", "Patients", "The first"), lines)
    yield section("Who moves", told, *([moved] if figures.moves else []), *_more(len(figures.moves)))


def _side(side: Side, names: Mapping[str, str]) -> Markup:
    return Markup("{}<br>{}").format(names.get(side.state, side.state), side.cards)


def _more(lines: int) -> Iterator[str]:
    if lines > MOST:
        yield note(f"{lines - MOST:,} other moves are in moves.csv.")


def _systems(figures: Figures) -> str:
    lines = ((name, f"{number:,}") for name, number in list(figures.systems.items())[:MOST])
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
