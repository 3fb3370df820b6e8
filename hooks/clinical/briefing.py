"""What the cards of one response are made from, and the most they may hold."""

from dataclasses import dataclass

from hooks.clinical.criterion import Assessment, Criterion
from hooks.clinical.screen import Screen
from hooks.clinical.sentence import Places


@dataclass(frozen=True, slots=True)
class Limits:
    """The most one response holds."""

    cards: int
    words: int


CHART = Limits(cards=4, words=260)
ORDERS = Limits(cards=2, words=140)
"""What a clinician reads in ten seconds, on opening the chart and beside an order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Everything the cards of one response are made from."""

    assessment: Assessment
    places: Places
    screen: Screen
    limits: Limits
    state: str
    asks: tuple[Criterion, ...] = ()
