"""Recommendations as values, and what came of them for one patient.

A recommendation reads like its row in the specification: when it fires, what it shows from
the record, what the sources say (each sentence with its statement ids), what comes from
elsewhere (each sentence with its source), which orders it can draft, what it never says.
"""

from dataclasses import dataclass, field
from enum import Enum

from hooks.clinical.criterion import ALWAYS, Criterion
from hooks.clinical.evidence import Fact, Finding


class Indicator(Enum):
    """CDS Hooks card indicator. ``critical`` does not exist here (pathway 3.4, section 8)."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence with its statements (S1.nn, S2.nn), shown when ``when`` is YES.

    Without ``basis`` it is wording of ours about the record.
    """

    text: str
    basis: tuple[str, ...] = ()
    when: Criterion = ALWAYS


def say(text: str, *basis: str, when: Criterion = ALWAYS) -> Say:
    """A sentence, its statement or source ids, and when it is said."""
    return Say(text, basis, when)


class Order(Enum):
    """The kind of draft a proposal makes."""

    SERVICE = "ServiceRequest"
    MEDICATION = "MedicationRequest"
    NUTRITION = "NutritionOrder"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A patient-specific suggested order. It has no dose, frequency or duration, by type.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One card template. ``id`` is K01 ... K21 of the specification, never reused."""

    id: str
    name: str
    summary: tuple[Say, ...]
    says: tuple[Say, ...] = ()
    elsewhere: tuple[Say, ...] = ()
    shows: tuple[Criterion, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    warning_when: Criterion | None = None
    never_says: tuple[str, ...] = ()
    also_carries: tuple[str, ...] = ()

    def basis(self) -> tuple[str, ...]:
        """Every statement id the card can carry, in order, without repeats."""
        ids = [i for line in (*self.summary, *self.says) for i in line.basis]
        return tuple(dict.fromkeys([*ids, *self.also_carries]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A fired recommendation: exactly what one card says about one patient.

    ``open`` names the unanswered questions that would change the branch (pathway 3.1), ``unread``
    the data types that were not read or only in part, ``not_offered`` those the server does not have,
    ``left_out`` the cards a site's maximum cut off after this one (decisions 2).
    """

    recommendation: Recommendation
    indicator: Indicator
    summary: str
    recorded: tuple[Fact, ...] = ()
    not_found: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    not_offered: tuple[str, ...] = ()
    not_used: tuple[Fact, ...] = ()
    says: tuple[Say, ...] = ()
    elsewhere: tuple[Say, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    about: tuple[str, ...] = ()
    deletes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a hook answers: the state, the overlays, every predicate, and the advice.

    ``reason`` is the source of the condition the suggested orders are for, None without one.
    """

    state: str
    overlays: tuple[str, ...] = ()
    predicates: dict[str, Finding] = field(default_factory=dict)
    advice: tuple[Advice, ...] = ()
    reason: str | None = None
