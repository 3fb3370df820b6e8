"""The same rows for every form of the report."""

from collections.abc import Iterator
from datetime import timedelta

from service.ledger.report.figures import Figures, Proportion, Tally

RARE = 0.01  # below it a share needs decimals: one call in twenty million would be 0 %
CALLS = ("Calls answered", "With cards", "Refused")
HEAD = ("Cards", "Answered", "Accepted", "Overridden", "Median time to answer")


def row(tally: Tally) -> tuple[str, ...]:
    """A tally below HEAD."""
    return (
        str(tally.cards),
        str(tally.answered),
        share(tally.accepted, tally.acceptance),
        share(tally.overridden, tally.override),
        duration(tally.waited),
    )


def calls(figures: Figures) -> Iterator[tuple[str, ...]]:
    """Lines below CALLS: what they are about, and the calls. Any call could have brought any recommendation."""
    tallies = (figures.total, *figures.clients, *figures.months, *figures.versions)
    for name, traffic in ((tally.name, tally.traffic) for tally in tallies):
        if traffic is not None:
            answered, refused = f"{traffic.answered:,}", f"{traffic.refused:,}"
            yield name, answered, share(traffic.with_cards, traffic.share), refused


def share(count: int, rate: Proportion | None) -> str:
    """Such as ``3 (30 %, 95 % CI 11-60)``."""
    if rate is None:
        return "-"
    places = 4 if rate.high < RARE else 0
    limits = f"{rate.low * 100:.{places}f}-{rate.high * 100:.{places}f}"
    return f"{count} ({rate.share:.{places}%}, 95% CI {limits})"


def duration(time: timedelta | None) -> str:
    """In the unit a reader would choose."""
    if time is None:
        return "-"
    seconds = time.total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def span(figures: Figures) -> str:
    """The days the report is about, in words."""
    since = "the beginning" if figures.since is None else f"{figures.since:%Y-%m-%d}"
    return f"Cards given from {since} until {figures.until:%Y-%m-%d %H:%M} UTC"


def warning(tally: Tally) -> str:
    """A recommendation to look at, in a sentence."""
    reasons = ", ".join(f"{name} {count}" for name, count in tally.reasons[:3])
    return f"{tally.name} was overridden {tally.overridden} of {tally.answered} times: {reasons}."
