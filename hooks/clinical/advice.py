"""Recommendations as values, and what came of them for one patient.

A recommendation holds everything its card can say: the sentences of each part of the card, each with
its statements or sources and its condition, the orders it can draft, and what it never says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import cached_property

from hooks.clinical.criterion import ALWAYS, Criterion, Predicate
from hooks.clinical.evidence import Fact, Finding
from hooks.clinical.needs import predicates_of
from hooks.clinical.sentence import Line, Said, Sentence
from hooks.clinical.value import value


class Indicator(Enum):
    """CDS Hooks card indicator. ``critical`` does not exist here (pathway 3.4, section 8)."""

    INFO = "info"
    WARNING = "warning"


class Order(Enum):
    """The kind of draft a proposal makes."""

    SERVICE = "ServiceRequest"
    MEDICATION = "MedicationRequest"
    NUTRITION = "NutritionOrder"


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A patient-specific suggested order. It has no dose, frequency or duration, by type. Each is itself alone.

    It is made when ``when`` is YES and no active or draft order holds it already. ``one_of`` names
    the choice it is an alternative of. ``coding`` is (system, code, display) or None for an order
    named in words only. ``concepts`` are the value sets in which an existing order counts as this one.
    """

    id: str
    label: str
    description: str
    order: Order
    text: str
    coding: tuple[str, str, str] | None = None
    concepts: frozenset[str] = frozenset()
    one_of: str = ""
    when: Criterion = ALWAYS


@value(kw_only=True)
class Wording:
    """What a card can say, part by part (cards-2, "The form").

    Of ``summary`` and ``next`` the first line that holds is said; of the other parts every one, in order
    of weight, as far as the budget goes. ``carried`` is what another card says when it carries this one,
    ``differs`` what the sources line adds where the two texts differ.
    """

    summary: tuple[Line, ...] = ()
    next: tuple[Line, ...] = ()
    why: tuple[Line, ...] = ()
    careful: tuple[Line, ...] = ()
    also: tuple[Line, ...] = ()
    carried: tuple[Line, ...] = ()
    differs: tuple[Line, ...] = ()

    def then(self, other: "Wording") -> "Wording":
        """These lines first, then the other's."""
        if self is NOTHING or other is NOTHING:
            return other if self is NOTHING else self
        return Wording(**{part: (*getattr(self, part), *getattr(other, part)) for part in PARTS})

    def lines(self) -> tuple[Line, ...]:
        """Every line, part after part."""
        return tuple(line for part in PARTS for line in getattr(self, part))


PARTS = tuple(part.name for part in fields(Wording))
NOTHING = Wording()


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """One card template. ``id`` is K01 ... K22 of the specification, never reused.

    ``shows`` are the criteria whose entries are its evidence, ``looks_for`` those it tells as not found,
    ``statements`` the statements behind it that its why page shows beside those its lines name, ``texts`` the texts
    it speaks of as a whole, by how their statements' ids begin. ``outside`` is what its last line says instead, where
    it rests on no text.
    """

    id: str
    name: str
    says: Wording
    shows: tuple[Criterion, ...] = ()
    looks_for: tuple[Criterion, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    warning_when: Criterion | None = None
    never_says: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    outside: str = ""

    @cached_property
    def asks(self) -> tuple[Criterion, ...]:
        """The criteria its evidence is from, none twice."""
        return tuple(dict.fromkeys((*self.shows, *self.looks_for)))

    @cached_property
    def predicates(self) -> tuple[Predicate, ...]:
        """The predicates those rest on, none twice."""
        return tuple(dict.fromkeys(predicate for criterion in self.asks for predicate in predicates_of(criterion)))

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The numbers those use, by name, with their units."""
        return {p.name: p.told for predicate in self.predicates for p in predicate.parameters}

    def basis(self) -> tuple[str, ...]:
        """Every statement and source id behind the card, in order, without repeats."""
        ids = [i for line in self.says.lines() for i in line.basis]
        return tuple(dict.fromkeys([*ids, *self.statements]))


@value(kw_only=True)
class Evidence:
    """What one card rests on: entries used and not used, what was not found, what the lines rest on."""

    used: tuple[Fact, ...] = ()
    not_used: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict)


@value(kw_only=True)
class Advice:
    """Exactly what one card says about one patient.

    ``also_carries`` are the ids of the recommendations it carries besides its own, ``deletes`` the drafts
    it offers to remove: where each stands, and its name in the record.
    """

    recommendation: Recommendation
    indicator: Indicator
    summary: Sentence
    next: tuple[Said, ...] = ()
    why: tuple[Said, ...] = ()
    careful: tuple[Said, ...] = ()
    also: tuple[Said, ...] = ()
    differs: tuple[Said, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    deletes: tuple[tuple[str, str], ...] = ()
    also_carries: tuple[str, ...] = ()
    evidence: Evidence = Evidence()

    def said(self) -> tuple[Said, ...]:
        """Every sentence of the four parts."""
        return (*self.next, *self.why, *self.careful, *self.also)


@value(kw_only=True)
class Answer:
    """What a hook answers: the state, the overlays, every predicate, and the advice.

    ``applies`` are the ids of every recommendation that applies, in screen order, whether it has a card
    of its own or not. ``reason`` is the source of the condition the suggested orders are for, None without one.
    """

    state: str
    overlays: tuple[str, ...] = ()
    predicates: dict[str, Finding] = field(default_factory=dict)
    applies: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    reason: str | None = None
