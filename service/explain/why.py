"""Why this state and these cards, and why not others: every condition in words, with what the record says to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hooks.clinical.consultation import Consultation
from hooks.clinical.criterion import ALWAYS, Criterion, Predicate
from hooks.clinical.evidence import Fact, Finding
from hooks.clinical.logic import AllOf
from hooks.clinical.truth import YES, Truth
from service.review.cards import card_title
from service.review.edition import Edition


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the record as a reader sees it: what it is, its date, where it stands, what is to be noted."""

    words: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A predicate with its answer: in words, the entries used and not used, what was looked for and not found."""

    id: str
    truth: str
    words: str
    used: tuple[Line, ...]
    not_used: tuple[Line, ...]
    missing: str
    is_supposed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition, and whether it holds for this patient."""

    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A state or a card with its condition, part by part."""

    title: str
    parts: tuple[Part, ...]


class Reasons:
    """What a consultation rests on, in the words of an edition. ``supposed`` predicates are hypothetical."""

    def __init__(self, consultation: Consultation, edition: Edition, supposed: Iterable[str] = ()) -> None:
        self._consultation, self._edition = consultation, edition
        self._supposed = frozenset(supposed)

    def predicates(self) -> list[Answered]:
        """Every predicate, those that are known first."""
        found = [self._answered(predicate) for predicate in self._consultation.pathway.predicates]
        return sorted(found, key=lambda answered: (answered.truth == Truth.UNKNOWN.value, not answered.used))

    def _answered(self, predicate: Predicate) -> Answered:
        finding = self._consultation.assessment.finding(predicate)
        return Answered(
            id=predicate.id,
            truth=finding.truth.value,
            words=said(predicate, finding.truth, self._edition),
            used=_lines(finding.facts),
            not_used=_lines(finding.unused),
            missing="" if finding.facts else self._missing(predicate, finding),
            is_supposed=predicate.id in self._supposed,
        )

    def _missing(self, predicate: Predicate, finding: Finding) -> str:
        return self._edition.plain(predicate.missing) if finding.truth is Truth.UNKNOWN else ""

    def state(self) -> Judged:
        """The patient's state with its condition."""
        state = self._consultation.state
        return self._judged(f"{state.id} {self._edition.plain(state.title)}", state.when)

    def states_passed(self) -> list[Judged]:
        """The states above the patient's own, each with what did not hold."""
        states = self._consultation.pathway.states
        above = states[: states.index(self._consultation.state)]
        return [self._judged(f"{s.id} {self._edition.plain(s.title)}", s.when) for s in above]

    def cards_not_brought(self) -> list[Judged]:
        """Cards this state could bring, by itself or by an overlay, each with what did not hold."""
        return [
            self._judged(title, condition)
            for title, condition in self._possible_cards()
            if not self._consultation.assessment.holds(condition)
        ]

    def _possible_cards(self) -> Iterator[tuple[str, Criterion]]:
        state = self._consultation.state
        yield from ((card_title(brings.recommendation), brings.when) for brings in state.cards)
        here = (added for added in self._consultation.pathway.added if state.id in added.states)
        yield from ((card_title(added.card), added.when) for added in here)

    def _judged(self, title: str, condition: Criterion) -> Judged:
        holds = self._consultation.assessment.holds
        parts = [part for part in _parts(condition) if part is not ALWAYS]
        return Judged(title, tuple(Part(self._edition.plain(self._edition.words(p)), holds(p)) for p in parts))


def said(predicate: Predicate, truth: Truth, edition: Edition) -> str:
    """The predicate's answer as a sentence."""
    words = predicate.said.get(truth) or (
        predicate.sentence if truth is YES else f"{predicate.sentence}: {truth.value}"
    )
    return edition.plain(words)


def _parts(condition: Criterion) -> tuple[Criterion, ...]:
    return (
        tuple(inner for part in condition.parts for inner in _parts(part))
        if isinstance(condition, AllOf)
        else (condition,)
    )


def _lines(facts: Iterable[Fact]) -> tuple[Line, ...]:
    return tuple(_line(fact) for fact in facts)


def _line(fact: Fact) -> Line:
    what = f"{fact.label}: {fact.value}" if fact.value else fact.label
    return Line(f"{what}, {fact.when or 'no date'}", fact.source, fact.note)
