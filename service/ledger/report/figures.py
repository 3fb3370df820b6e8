"""From cards and events to counts, rates and their uncertainty. No I/O.

A card nobody reported on is unanswered, never dismissed: clients stay silent for many reasons
(A-97, C-AT1). Of several events on a card the latest counts.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Z95 = 1.959963984540054  # the standard normal's 97.5 % point: two-sided 95 %
NO_REASON = "no reason given"


class Proportion(NamedTuple):
    """A proportion with its 95 % limits."""

    share: float
    low: float
    high: float


def wilson(hits: int, of: int) -> Proportion | None:
    """The Wilson score interval, honest with few answers; None without any."""
    if of == 0:
        return None
    share = hits / of
    middle = (share + Z95**2 / (2 * of)) / (1 + Z95**2 / of)
    half = Z95 / (1 + Z95**2 / of) * (share * (1 - share) / of + Z95**2 / (4 * of**2)) ** 0.5
    return Proportion(share, max(middle - half, 0.0), min(middle + half, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The latest event on a card, and when the first one came."""

    accepted: bool
    reason: str
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCard:
    """One card given, and what came of it; None while nobody reported."""

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
class Calls:
    """How many calls of one client, month and version ended so: with cards, without, refused."""

    client: str
    month: str
    version: str
    outcome: str
    number: int


class CallTotals(NamedTuple):
    """Answered calls, those of them that brought cards, and calls refused."""

    answered: int
    with_cards: int
    refused: int

    @property
    def share(self) -> Proportion | None:
        """With cards, of answered."""
        return wilson(self.with_cards, self.answered)


def traffic(calls: Iterable[Calls]) -> CallTotals:
    """These calls added up."""
    ended: Counter[str] = Counter()
    for some in calls:
        ended[some.outcome] += some.number
    return CallTotals(ended["cards"] + ended["no cards"], ended["cards"], ended["refused"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A group of cards in numbers, with the calls that could have brought them.

    ``traffic`` is None of a recommendation: any call could have brought it. ``waited`` is the
    median from card to first feedback.
    """

    name: str
    traffic: CallTotals | None
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
    def acceptance(self) -> Proportion | None:
        """Accepted of answered."""
        return wilson(self.accepted, self.answered)

    @property
    def override(self) -> Proportion | None:
        """Overridden of answered."""
        return wilson(self.overridden, self.answered)


def tally(name: str, cards: Iterable[GivenCard], calls: Iterable[Calls] | None = None) -> Tally:
    """The numbers of these cards and calls. A clock of the client that runs behind ours counts as no wait at all."""
    cards = tuple(cards)
    pairs = [(card, card.answered) for card in cards if card.answered]
    waits = [max((answered.first_at - card.issued_at).total_seconds(), 0) for card, answered in pairs]
    overridden = [answered for _, answered in pairs if not answered.accepted]
    return Tally(
        name=name,
        traffic=None if calls is None else traffic(calls),
        cards=len(cards),
        accepted=len(pairs) - len(overridden),
        overridden=len(overridden),
        waited=timedelta(seconds=median(waits)) if waits else None,
        reasons=tuple(Counter(answered.reason for answered in overridden).most_common()),
    )


def by_recommendation(cards: Iterable[GivenCard]) -> tuple[Tally, ...]:
    """One tally a recommendation, in the order of their ids."""
    groups = _grouped(lambda card: card.recommendation, cards)
    return tuple(tally(name, groups[name]) for name in sorted(groups))


def by(
    key: Callable[[GivenCard | Calls], str], cards: Iterable[GivenCard], calls: Iterable[Calls]
) -> tuple[Tally, ...]:
    """One tally a group, in the order of their names; a group may have calls and no cards."""
    given, called = _grouped(key, cards), _grouped(key, calls)
    return tuple(tally(name, given[name], called[name]) for name in sorted({*given, *called}))


def _grouped(key: Callable[[T], str], items: Iterable[T]) -> defaultdict[str, list[T]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


class Kept(NamedTuple):
    """What the ledger tells of a time span. ``unmatched`` counts events on cards nobody knows."""

    cards: Sequence[GivenCard]
    calls: Sequence[Calls]
    unmatched: int


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


def figures(kept: Kept, since: datetime | None, until: datetime, least_answers: int) -> Figures:
    """The figures of what was kept between ``since`` and ``until``."""
    return Figures(
        since=since,
        until=until,
        total=tally("All", kept.cards, kept.calls),
        recommendations=by_recommendation(kept.cards),
        clients=by(lambda item: item.client, kept.cards, kept.calls),
        months=by(lambda item: item.month, kept.cards, kept.calls),
        versions=by(lambda item: item.version, kept.cards, kept.calls),
        unmatched=kept.unmatched,
        least_answers=least_answers,
    )
