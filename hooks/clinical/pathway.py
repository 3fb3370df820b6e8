"""One value that holds all of a disease: what ``service`` needs to serve it and to show it for approval."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from hooks.clinical.advice import Proposal, Recommendation
from hooks.clinical.bounds import NO_BOUNDS, Bounds
from hooks.clinical.codes import CodeIndex, CodeSystem, ValueSetRow
from hooks.clinical.companions import Companions
from hooks.clinical.criterion import ALWAYS, Assessment, Criterion, Predicate
from hooks.clinical.evidence import Need, Parameter
from hooks.clinical.library import Contents
from hooks.clinical.limits import DataLimits
from hooks.clinical.needs import needs
from hooks.clinical.orders import OrderTable
from hooks.clinical.reading import NO_WORDS, ReadingRules
from hooks.clinical.screen import Screen
from hooks.clinical.service import Answers, HookService
from hooks.clinical.texts import Texts
from hooks.clinical.units import Analyte
from hooks.clinical.written import Written


@dataclass(frozen=True, slots=True)
class Brings:
    """A card a state brings, and the condition under which it does."""

    recommendation: Recommendation
    when: Criterion = ALWAYS


@dataclass(frozen=True, slots=True)
class State:
    """A row of the state table (pathway 3.2).

    ``asks`` are the questions whose answer would change the branch: every card of the state
    names the ones that are open. ``alone``: the patient is not in scope, and no overlay stands beside it.
    """

    id: str
    title: str
    when: Criterion
    cards: tuple[Brings, ...] = ()
    asks: tuple[Predicate, ...] = ()
    alone: bool = False
    must_not_say: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """A row of the overlay table (pathway 3.3). An overlay may bring no card of its own.

    ``only_in`` restricts it to states, empty means beside any.
    """

    id: str
    title: str
    when: Criterion
    only_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phase:
    """States that stand together on the map of the pathway, under a heading."""

    title: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A measured substance whose course is drawn: its name, the concepts of its results, and its scale."""

    name: str
    concepts: frozenset[str]
    analyte: Callable[[Assessment], Analyte]


@dataclass(frozen=True, slots=True)
class WiderScope:
    """Concepts that can matter too where a site's number is above zero; with ``orders`` on order hooks only."""

    switch: Parameter
    concepts: frozenset[str]
    orders: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A card that overlays add to states, the overlays it goes with, and when (pathway 3.3)."""

    card: Recommendation
    overlays: tuple[str, ...]
    states: frozenset[str]
    when: Criterion


def first_match(states: tuple[State, ...], assessment: Assessment) -> State:
    """The patient's one state. Raises LookupError when the table has no closing row."""
    for state in states:
        if assessment.holds(state.when):
            return state
    raise LookupError("the state table has no row for this case")


@dataclass(frozen=True, kw_only=True, eq=False)
class Pathway:
    """A disease: its texts, its tables, its codes, its rules for reading, and where each of them comes from.

    ``id`` names the pathway in the response's extension, ``dated`` is the day of its ``version``. ``states`` are read
    from the top. ``undecided`` are the
    states without a branch, ``out_of_scope`` (one of them) the state that is never answered. ``scope`` are the
    concepts of which one has to occur in the record before anything else can matter; ``scope_when_unread`` are
    those that do so only when the problem list could not be read, ``wider_scope``
    those a site can add. ``drafts_for`` are the predicates whose
    condition suggested orders are for, the first that has one. ``on_request`` are cards only some clients ask for,
    ``variants`` what a card says instead when an order brings it, by its id. ``examples`` is the folder of the
    invented patients to try it with, if it has some (service/demo/patients.py says what is in it). ``phases`` lay
    the states out on the map, ``trends`` are what a timeline draws. ``companions`` are reported when a population is
    screened. ``signatures`` is the file that says who approved which part of it, ``home`` the folder its files are in.
    ``assessments`` are the health status assessments it can use, by what they are called, as concepts. ``written``
    are its predicates a second time, in CQL; ``beneath`` is a table of codes (system, code, display) beneath its
    header codes, for expansions.
    """

    id: str
    version: str
    dated: date
    texts: Texts
    services: tuple[HookService, ...]
    states: tuple[State, ...]
    out_of_scope: str
    undecided: frozenset[str]
    overlays: tuple[Overlay, ...] = ()
    added: tuple[Added, ...] = ()
    predicates: tuple[Predicate, ...]
    recommendations: Mapping[str, Recommendation]
    variants: Mapping[str, Recommendation]
    on_request: tuple[Recommendation, ...] = ()
    orders: OrderTable
    limits: DataLimits
    screen: Screen
    drafts_for: tuple[Predicate, ...]
    sources: Contents
    parameters: tuple[Parameter, ...]
    bounds: Bounds = NO_BOUNDS
    codes: CodeIndex
    value_sets: tuple[ValueSetRow, ...]
    systems: tuple[CodeSystem, ...]
    reading: ReadingRules = NO_WORDS
    scope: frozenset[str]
    scope_when_unread: frozenset[str] = frozenset()
    companions: Companions | None = None
    wider_scope: tuple[WiderScope, ...] = ()
    examples: Path | None = None
    phases: tuple[Phase, ...] = ()
    trends: tuple[Trend, ...] = ()
    signatures: Path | None = None
    home: Path | None = None
    written: Written | None = None
    beneath: Path | None = None
    assessments: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def parameters_by_name(self) -> Mapping[str, Parameter]:
        """Every number by its name."""
        return {parameter.name: parameter for parameter in self.parameters}

    def scope_of(self, service: HookService, overrides: Mapping[str, Decimal]) -> frozenset[str]:
        """The concepts of which one has to occur before a call of this service can matter, with a site's numbers."""
        orders = service.answers is Answers.ORDERS
        wider = [w for w in self.wider_scope if overrides.get(w.switch.name, w.switch.value) > 0]
        return self.scope.union(*(w.concepts for w in wider if orders or not w.orders))

    @cached_property
    def needs(self) -> frozenset[Need]:
        """What data the pathway looks at, gathered from the criteria themselves."""
        return frozenset().union(*(needs(criterion) for criterion in self._criteria()))

    @cached_property
    def newest_only(self) -> frozenset[str]:
        """Of these concepts nobody looks at a result older than the newest that has a number."""
        asked = {need for criterion in self._every_criterion() for need in needs(criterion)}
        every = [need for need in asked if need.resource_type == "Observation" and not need.newest]
        if not all(need.concepts for need in every):  # somebody looks at whatever there is
            return frozenset()
        drawn = (trend.concepts for trend in self.trends)
        return self.codes.known_concepts.difference(*(need.concepts for need in every), *drawn)

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """Every order a card can suggest."""
        cards = (*self.recommendations.values(), *self.variants.values())
        return tuple(dict.fromkeys(proposal for card in cards for proposal in card.proposals))

    @cached_property
    def in_scope(self) -> frozenset[str]:
        """The ids of the states in scope."""
        return frozenset(state.id for state in self.states if not state.alone) - {self.out_of_scope}

    def _criteria(self) -> Iterator[Criterion]:
        yield from self.predicates
        yield from (overlay.when for overlay in self.overlays)
        yield from (state.when for state in self.states)
        for card in self.recommendations.values():
            yield from self.criteria_of(card)

    def _every_criterion(self) -> Iterator[Criterion]:
        """Those, and whatever else asks the record."""
        yield from self._criteria()
        yield from self.screen.places.values()
        yield from (issue.when for issue in self.limits.issues)
        yield from (added.when for added in self.added)
        yield from (row.when for row in self.orders.rows)
        yield from (line.when for row in self.orders.rows for line in (*row.says.lines(), *row.then.lines()))

    def criteria_of(self, card: Recommendation) -> Iterator[Criterion]:
        """Every condition by which a card is shown, worded and given drafts."""
        for form in filter(None, (card, self.variants.get(card.id))):
            yield from _of_card(form)
        yield from (brings.when for state in self.states for brings in state.cards if brings.recommendation is card)
        yield from (added.when for added in self.added if added.card is card)
        if card.proposals:
            yield from (only.when for only in self.screen.only_drafts)

    def needs_of(self, card: Recommendation) -> frozenset[Need]:
        """What data one card looks at."""
        return frozenset().union(*(needs(criterion) for criterion in self.criteria_of(card)))


def _of_card(card: Recommendation) -> Iterator[Criterion]:
    yield from (*card.shows, *card.looks_for)
    yield from (line.when for line in card.says.lines())
    yield from (proposal.when for proposal in card.proposals)
