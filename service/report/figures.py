"""From cards and events to counts, rates and their uncertainty. No I/O.

A card nobody reported on is unanswered, never dismissed: clients stay silent for many reasons
(A-97, C-AT1). Of several events on a card the latest counts.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

Z95 = 1.959963984540054  # the standard normal's 97.5 % point: two-sided 95 %
NO_REASON = "no reason given"


class Interval(NamedTuple):
    """A proportion with its 95 % limits."""

    share: float
    low: float
    high: float


def wilson(hits: int, of: int) -> Interval | None:
    """The Wilson score interval, honest with few answers; None without any."""
    if of == 0:
        return None
    share = hits / of
    middle = (share + Z95**2 / (2 * of)) / (1 + Z95**2 / of)
    half = Z95 / (1 + Z95**2 / of) * (share * (1 - share) / of + Z95**2 / (4 * of**2)) ** 0.5
    return Interval(share, max(middle - half, 0.0), min(middle + half, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The latest event on a card, and when the first one came."""

    accepted: bool
    reason: str
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCard:
    """One card given, and what came of it; None while nobody reported."""

    call: str
    client: str
    recommendation: str
    version: str
    issued_at: datetime
    answered: Answered | None = None

    @property
    def month(self) -> str:
        """The calendar month it was given in, UTC."""
        return f"{self.issued_at:%Y-%m}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A group of cards in numbers. ``waited`` is the median from card to first feedback."""

    name: str
    calls: int
    cards: int
    accepted: int
    overridden: int
    waited: timedelta | None
    reasons: tuple[tuple[str, int], ...]

    @property
    def answered(self) -> int:
        """Cards with feedback."""
        return self.accepted + self.overridden

    @property
    def acceptance(self) -> Interval | None:
        """Accepted of answered."""
        return wilson(self.accepted, self.answered)

    @property
    def override(self) -> Interval | None:
        """Overridden of answered."""
        return wilson(self.overridden, self.answered)


def tally(name: str, cards: Iterable[GivenCard]) -> Tally:
    """The numbers of these cards. A clock of the client that runs behind ours counts as no wait at all."""
    cards = tuple(cards)
    pairs = [(card, card.answered) for card in cards if card.answered]
    waits = [max((answered.first_at - card.issued_at).total_seconds(), 0) for card, answered in pairs]
    overridden = [answered for _, answered in pairs if not answered.accepted]
    return Tally(
        name=name,
        calls=len({card.call for card in cards}),
        cards=len(cards),
        accepted=len(pairs) - len(overridden),
        overridden=len(overridden),
        waited=timedelta(seconds=median(waits)) if waits else None,
        reasons=tuple(Counter(answered.reason for answered in overridden).most_common()),
    )


def by(key: Callable[[GivenCard], str], cards: Iterable[GivenCard]) -> tuple[Tally, ...]:
    """One tally a group, in the order of their names."""
    groups: defaultdict[str, list[GivenCard]] = defaultdict(list)
    for card in cards:
        groups[key(card)].append(card)
    return tuple(tally(name, groups[name]) for name in sorted(groups))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything a report shows. ``unmatched`` counts events on cards nobody knows."""

    since: datetime | None
    until: datetime
    total: Tally
    recommendations: tuple[Tally, ...]
    clients: tuple[Tally, ...]
    months: tuple[Tally, ...]
    versions: tuple[Tally, ...]
    unmatched: int
    least_answers: int

    @property
    def groups(self) -> tuple[tuple[str, tuple[Tally, ...]], ...]:
        """Each way of grouping with its name."""
        return (
            ("Recommendation", self.recommendations),
            ("Client", self.clients),
            ("Month", self.months),
            ("Version", self.versions),
        )

    @property
    def warnings(self) -> tuple[Tally, ...]:
        """Recommendations overridden more than half the time, given enough answers to say so."""
        enough = (t for t in self.recommendations if t.answered >= self.least_answers)
        return tuple(t for t in enough if t.overridden * 2 > t.answered)


def figures(
    cards: Iterable[GivenCard], unmatched: int, since: datetime | None, until: datetime, least_answers: int
) -> Figures:
    """The figures of these cards, given between ``since`` and ``until``."""
    cards = tuple(cards)
    return Figures(
        since=since,
        until=until,
        total=tally("All cards", cards),
        recommendations=by(lambda card: card.recommendation, cards),
        clients=by(lambda card: card.client, cards),
        months=by(lambda card: card.month, cards),
        versions=by(lambda card: card.version, cards),
        unmatched=unmatched,
        least_answers=least_answers,
    )
