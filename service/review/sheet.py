"""What is signed: the pathway in parts, each as lines of words that hold everything of it.

A part is written by walking its value, field by field, so that nothing can be added to the content and
stay out of the signature. Each fact stands in one part: a card has its sentences, their conditions and
its drafts; the state table has the conditions of the states; a predicate its evidence table. Numbers are
written as they are in force, so a changed number changes every part that shows it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cached_property
from hashlib import sha256
from re import Pattern
from types import FunctionType

from hooks.clinical.advice import Recommendation
from hooks.clinical.codes import CodeSystem, ValueSetRow
from hooks.clinical.criterion import Always, Criterion, Predicate
from hooks.clinical.evidence import Parameter
from hooks.clinical.orders import OrderKind
from hooks.clinical.pathway import Pathway
from service.review.edition import Edition

CLINICIAN, PHARMACIST, TERMINOLOGIST, SAFETY = "clinician", "pharmacist", "terminologist", "safety officer"
CARDS = {"recommendations", "variants", "predicates", "sources"}
WHOLE = {"states", "overlays", "added", "orders", "limits", "screen"}
TABLES = {"parameters", "bounds", "codes", "value_sets", "systems", "reading"}
NO_CONTENT = {"signatures", "version", "examples", "home", "phases", "trends"}
APART = CARDS | WHOLE | TABLES | NO_CONTENT
"""The members of a pathway that have parts of their own, or are no content; all others are the frame's."""


@dataclass(frozen=True)
class Sheet:
    """One part to sign: its id, what it is, who should sign it, and its words."""

    id: str
    title: str
    signer: str
    lines: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The words, a line each."""
        return "\n".join(self.lines) + "\n"

    @cached_property
    def hash(self) -> str:
        """What a signature covers: SHA-256 of the words."""
        return sha256(self.text.encode()).hexdigest()


def sheets(edition: Edition) -> Mapping[str, Sheet]:
    """Every part of the pathway with a site's numbers and codes, by id."""
    return {sheet.id: sheet for sheet in _sheets(edition, edition.pathway)}


def _sheets(edition: Edition, pathway: Pathway) -> Iterator[Sheet]:
    write = Writer(edition)
    for card in pathway.recommendations.values():
        variant = pathway.variants.get(card.id)
        lines = [*write.fields(card), *(write.fields(variant, "by an order") if variant else ())]
        yield Sheet(card.id, card.name, CLINICIAN, (*lines, *_brought(card, edition)))
    for predicate in pathway.predicates:
        yield Sheet(predicate.id, edition.plain(predicate.sentence), CLINICIAN, tuple(write.fields(predicate)))
    parts = (
        (
            "states",
            "States, overlays and the cards they add",
            CLINICIAN,
            (*pathway.states, *pathway.overlays, *pathway.added),
        ),
        ("orders", "What is said about orders", PHARMACIST, (*pathway.orders.kinds, pathway.orders)),
        ("limits", "Data that limit the advice", CLINICIAN, (pathway.limits,)),
        ("screen", "How cards share the screen, and what fills their sentences", CLINICIAN, (pathway.screen,)),
        ("sources", "The source texts and what else is cited", CLINICIAN, (pathway.sources,)),
    )
    for id_, title, signer, values in parts:
        yield Sheet(id_, title, signer, tuple(line for value in values for line in write.whole(value)))
    yield Sheet("numbers", "Numbers", CLINICIAN, tuple(_numbers(edition, write)))
    codes = (*pathway.value_sets, *edition.site.local_codes)
    yield Sheet("codes", "Codes", TERMINOLOGIST, tuple(map(_code, codes)))
    yield Sheet("phrases", "Phrases and how a record is read", TERMINOLOGIST, tuple(_phrases(edition, write)))
    rest = ((f.name, getattr(pathway, f.name)) for f in fields(pathway) if f.name not in APART)
    yield Sheet("frame", "Around the cards", SAFETY, tuple(line for name, v in rest for line in write.value(name, v)))


def _brought(card: Recommendation, edition: Edition) -> Iterator[str]:
    """Where the card appears; the conditions of the states are theirs."""
    for state in edition.pathway.states:
        brought = (brings for brings in state.cards if brings.recommendation is card)
        yield from (f"in {state.id}: {edition.words(brings.when)}" for brings in brought)
    for added in edition.pathway.added:
        if added.card is card:
            yield f"added in {', '.join(sorted(added.states))}: {edition.words(added.when)}"


def _numbers(edition: Edition, write: "Writer") -> Iterator[str]:
    for number in edition.pathway.parameters:
        value = edition.site.overrides.get(number.name, number.value)
        yield f"{number.name}: {value:f} {number.unit}. {number.meaning}. From {number.source} ({number.spec})"
    yield from write.fields(edition.pathway.bounds, "a site")


def _phrases(edition: Edition, write: "Writer") -> Iterator[str]:
    rules = edition.site.reading
    for term in rules.phrasebook.terms:
        yield " ".join(filter(None, (getattr(term, field.name) for field in fields(term))))
    for name in (field.name for field in fields(rules) if field.name != "phrasebook"):
        yield from write.value(name, getattr(rules, name))


def _code(row: ValueSetRow) -> str:
    return f"{row.concept} {row.role} {row.system} {row.code} {row.display} {row.status} {row.how_verified}".strip()


class Writer:
    """Writes values as lines of words."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def whole(self, value: object) -> Iterator[str]:
        """A value that stands for itself: its id or kind before each of its lines."""
        name = getattr(value, "id", "")
        return self.fields(value, name)

    def fields(self, value: object, prefix: str = "") -> Iterator[str]:
        """Every member of a dataclass that holds something."""
        for field in fields(value):  # type: ignore[arg-type]
            yield from self.value(f"{prefix} {field.name}".strip(), getattr(value, field.name))

    def value(self, name: str, value: object) -> Iterator[str]:
        """One member."""
        short = self._short(value)
        if short is not None:
            yield from [f"{name}: {short}" if name else short] if short else ()
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                yield from self.value(f"{name} {self._short(key)}", inner)
        elif isinstance(value, Iterable):
            for inner in value:  # without numbers: one line more is one line of difference
                yield from self.value(name, inner)
        else:
            yield from self.fields(value, name)

    def _short(self, value: object) -> str | None:
        """The words of what fits on a line; None for what has members."""
        if isinstance(value, Criterion) and not isinstance(value, Predicate):
            return "" if isinstance(value, Always) else self._edition.plain(self._edition.words(value))
        match value:
            case str() if not isinstance(value, Enum):
                return " ".join(self._edition.plain(value).split())
            case Recommendation() | OrderKind() | Predicate():
                return value.id
            case set() | frozenset():
                return "; ".join(sorted(", ".join(self.value("", member)) for member in value))
            case tuple() if all(isinstance(member, str) for member in value):
                return "; ".join(map(self._edition.plain, value))
        return _plain(value)


def _plain(value: object) -> str | None:
    """What needs no edition."""
    match value:
        case None | False:
            return ""
        case Enum():
            return str(value.value)
        case Parameter() | CodeSystem():
            return value.name
        case Pattern():
            return str(value.pattern)
        case FunctionType():
            return value.__name__
    return None if is_dataclass(value) or isinstance(value, Iterable) else str(value)
