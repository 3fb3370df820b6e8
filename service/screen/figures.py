"""A finished run in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from service.ledger.report.figures import Proportion, wilson
from service.screen.damage import Damage, Fault
from service.screen.judge import Judged
from service.screen.moves import Move, Side
from service.screen.results import Results

EXAMPLES = 5  # cases of a kind of damage, or patients who make a move, that the report names


@dataclass(slots=True)
class Growth:
    """One day of those replayed: patients in scope by state."""

    day: date
    states: Counter[str] = field(default_factory=Counter)

    @property
    def number(self) -> int:
        """Patients in scope."""
        return self.states.total()


@dataclass(slots=True)
class Kind:
    """A kind of damage: how often, and the first cases."""

    number: int = 0
    first: list[Damage] = field(default_factory=list)


@dataclass(slots=True)
class Figures:
    """What the report shows.

    ``title`` and ``version`` are the pathway's, ``site`` is the site file if there is one, ``source`` what was read.
    ``patients`` counts the Patient resources, ``ahead`` are the days by which the pathway would have spoken before
    the condition was recorded, ``unrecorded`` counts those it speaks of who have no such condition. ``movers`` are the
    first of those who make each of the ``moves``. ``with_companions`` is None for a disease that names none.
    """

    title: str
    version: str
    site: str
    source: str
    today: date
    patients: int
    lines: int
    compared: str | None = None
    states: Counter[str] = field(default_factory=Counter)
    cards: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    companions: Counter[str] = field(default_factory=Counter)
    with_companions: int | None = None
    ahead: list[int] = field(default_factory=list)
    unrecorded: int = 0
    undated: int = 0
    growth: list[Growth] = field(default_factory=list)
    systems: dict[str, int] = field(default_factory=dict)
    damage: dict[Fault, Kind] = field(default_factory=dict)
    moves: Counter[tuple[Side, Side]] = field(default_factory=Counter)
    movers: dict[tuple[Side, Side], list[str]] = field(default_factory=dict)

    @property
    def in_scope(self) -> int:
        """Patients in scope today."""
        return self.states.total()

    def rate(self, number: int) -> Proportion | None:
        """A number of patients as a share of all, with its 95 % limits."""
        return wilson(number, max(self.patients, number))


def figures(results: Results, source: str, compared: str | None, moves: Iterable[Move]) -> Figures:
    """Count everything, in one pass over those who were found.

    ``source`` names what was read, ``compared`` what the moves are against.
    """
    work, pathway = results.work, results.setup.pathway
    found = Figures(
        title=pathway.texts.title,
        version=pathway.version,
        site=results.setup.site_files[0],
        source=source,
        today=work.today,
        patients=work.persons(),
        lines=work.lines(),
        compared=compared,
        systems=work.systems(),
    )
    found.growth = [Growth(day) for day in results.setup.earlier]
    found.with_companions = None if pathway.companions is None else 0
    for _, judged in results.everyone():
        _count(found, judged)
    for one in results.damage():
        _add(found.damage.setdefault(one.fault, Kind()), one)
    for move in moves:
        _add_move(found, move)
    return found


def _count(found: Figures, judged: Judged) -> None:
    for growth in found.growth:
        verdict = judged.earlier[growth.day]
        if verdict.in_scope:
            growth.states[verdict.state] += 1
    found.companions.update(judged.companions)
    if found.with_companions is not None:
        found.with_companions += bool(judged.companions)
    if judged.now.in_scope:
        found.states[judged.now.state] += 1
        found.cards.update(judged.now.cards)
        found.missing.update(judged.now.missing)
        _count_ahead(found, judged)


def _count_ahead(found: Figures, judged: Judged) -> None:
    if not found.growth:
        return
    if judged.ahead is not None:
        found.ahead.append(judged.ahead)
    elif judged.diagnosed is None:
        found.unrecorded += 1
    else:
        found.undated += 1


def _add_move(found: Figures, move: Move) -> None:
    way = (move.here, move.there)
    found.moves[way] += 1
    if found.moves[way] <= EXAMPLES:
        found.movers.setdefault(way, []).append(move.patient)


def _add(kind: Kind, one: Damage) -> None:
    kind.number += 1
    if len(kind.first) < EXAMPLES:
        kind.first.append(one)
