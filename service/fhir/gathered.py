"""What the client told, by resource type, and what could not be had.

``answers`` reads the prefetch; whatever else can answer a key (a search on the client's FHIR
server) adds its answers to the same mapping before ``gathered`` puts them together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar, cast

import msgspec

from hooks.clinical.case import Availability
from hooks.clinical.codes import CodeIndex
from hooks.clinical.reading import ReadingRules
from service.fhir.concepts import drug_names, labels, words
from service.fhir.datatypes import CodeableConcept, Part
from service.fhir.items import Unread
from service.fhir.models import Condition, DiagnosticReport, Known, Observation, Procedure, kind_of
from service.fhir.pathology import LONGEST_CONCLUSION
from service.fhir.read import Answer, read

R = TypeVar("R", bound=Known)
TOLD = (Availability.GIVEN, Availability.PARTIAL)
NOT_ANSWERED = Answer(Availability.NOT_GIVEN)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Every readable resource, and what became of each key and each resource type.

    ``full_urls`` holds the resources of entries that have a fullUrl, for references by it.
    """

    resources: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)
    full_urls: Mapping[str, Known] = field(default_factory=dict)
    by_key: Mapping[str, Availability] = field(default_factory=dict)
    availability: Mapping[str, Availability] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """The resources of one type, in the order told."""
        return cast("tuple[R, ...]", self.resources.get(kind.__name__, ()))

    def told(self, *kinds: type[Part]) -> bool:
        """Has anything been told about one of the types, if only that there is none?"""
        return any(self.availability.get(k.__name__) in TOLD or self.resources.get(k.__name__) for k in kinds)

    def concepts(self, codes: CodeIndex, reading: ReadingRules) -> frozenset[str]:
        """Every concept a code or a name in the record belongs to, whatever the resource's status.

        A cheap scan that answers "nothing in scope" without building a case.
        """
        return frozenset(chain.from_iterable(self.concepts_in_turn(codes, reading)))

    def concepts_in_turn(self, codes: CodeIndex, reading: ReadingRules) -> Iterator[Iterable[str]]:
        """The same piece by piece, codes before words: who looks for one of them may stop at the first."""
        for resources in self.resources.values():
            found = every_concept((label for r in resources for label in labels(r)), codes)
            yield found
            yield (reading.with_site[concept][1] for concept in found if concept in reading.with_site)
        yield from self._in_words(reading)

    def _in_words(self, reading: ReadingRules) -> Iterator[Iterable[str]]:
        book = reading.phrasebook
        for condition in self.of(Condition):
            yield book.named(words(condition.code), reading.conditions)
        for procedure in self.of(Procedure):
            yield book.named(words(procedure.code), reading.acts)
        told = (r.conclusion for r in self.of(DiagnosticReport)), (o.value_string for o in self.of(Observation))
        for text in chain(*told):
            yield book.spoken((text,), reading.reports, LONGEST_CONCLUSION) if text else ()
        for kind, found in self.resources.items():
            if kind.startswith("Medication"):
                yield book.named((name for r in found for name in drug_names(r)), reading.medications)


def every_concept(labels_: Iterable[CodeableConcept], codes: CodeIndex) -> frozenset[str]:
    """The concepts of all the labels, each different code looked up once."""
    pairs = {(c.system, c.code) for label in labels_ for c in label.coding}
    return frozenset().union(*(codes.concepts(system, code) for system, code in pairs))


def gather(prefetch: Mapping[str, msgspec.Raw], keys: Mapping[str, str]) -> Gathered:
    """Read the prefetch: ``keys`` maps each prefetch key to its FHIR resource type.

    Keys nobody asked for are ignored (conformance A-29). Never raises.
    """
    return gathered(answers(prefetch, keys), keys)


def answers(prefetch: Mapping[str, msgspec.Raw], keys: Mapping[str, str]) -> dict[str, Answer]:
    """The answers the prefetch holds; a key that is absent has none."""
    return {key: read(prefetch[key], kind) for key, kind in keys.items() if key in prefetch}


def gathered(found: Mapping[str, Answer], keys: Mapping[str, str]) -> Gathered:
    """Put the answers together. A key without an answer is "not given"."""
    resources: dict[str, list[Known]] = {}
    full_urls: dict[str, Known] = {}
    for answer in found.values():
        for entry in answer.entries:
            if entry.resource is not None:
                resources.setdefault(kind_of(entry.resource), []).append(entry.resource)
                if entry.full_url:
                    full_urls[entry.full_url] = entry.resource
    by_key = {key: found.get(key, NOT_ANSWERED).availability for key in keys}
    return Gathered(
        resources={kind: tuple(items) for kind, items in resources.items()},
        full_urls=full_urls,
        by_key=by_key,
        availability=_by_type(by_key, keys),
        unread=tuple(unread for answer in found.values() for unread in answer.unread),
    )


def _by_type(by_key: Mapping[str, Availability], keys: Mapping[str, str]) -> dict[str, Availability]:
    states: dict[str, set[Availability]] = {}
    for key, kind in keys.items():
        states.setdefault(kind, set()).add(by_key[key])
    return {kind: _combined(seen) for kind, seen in states.items()}


def _combined(states: Iterable[Availability]) -> Availability:
    """One availability for several keys of one type: only complete if every key is."""
    seen = set(states)
    if len(seen) == 1:
        return seen.pop()
    if seen & set(TOLD):
        return Availability.PARTIAL
    return Availability.UNAVAILABLE if Availability.UNAVAILABLE in seen else Availability.NOT_GIVEN
