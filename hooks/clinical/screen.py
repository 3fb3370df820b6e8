"""How a pathway's cards stand on the screen: order, shared cards, what gives way (cards-2, "The form")."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hooks.clinical.criterion import ALWAYS, Criterion


@dataclass(frozen=True, slots=True)
class Carry:
    """One card for two recommendations: ``lead`` carries ``other`` when ``when`` is YES, in ``states`` or in any."""

    lead: str
    other: str
    states: frozenset[str] = frozenset()
    when: Criterion = ALWAYS


@dataclass(frozen=True, slots=True)
class GivesWay:
    """A recommendation the first card carries when the response is over its budget, unless ``unless`` is YES."""

    id: str
    unless: Criterion | None = None


@dataclass(frozen=True, slots=True)
class OnlyDrafts:
    """While ``when`` is YES only these proposals may be drafted in the whole response.

    ``preface`` then leads what comes next on every card but ``spares``: it is for whoever those proposals ask.
    """

    when: Criterion
    proposals: frozenset[str]
    preface: str = ""
    spares: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """``places`` name the criteria whose entries fill the sentences. ``first`` come before everything, ``support``
    after all other information, ``data`` before the other warnings when it is one and last when it is not.
    ``keeps`` are never left out, nor is a warning.
    """

    places: Mapping[str, Criterion] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    support: str = ""
    data: str = ""
    carries: tuple[Carry, ...] = ()
    gives_way: tuple[GivesWay, ...] = ()
    keeps: frozenset[str] = frozenset()
    only_drafts: tuple[OnlyDrafts, ...] = ()
