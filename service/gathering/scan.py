"""A first look at a search answer: what the resources in it are about, and nothing else.

Reading a code as bytes and each different one once costs a third of reading every resource, and
nearly every call ends here (design, "Hot path"). Whatever is not plain is left to ``read``.
"""

from collections.abc import Iterator
from itertools import chain
from typing import TypeAlias

import msgspec

from service.fhir.datatypes import CodeableConcept, Part
from service.fhir.models import Link
from service.fhir.read import UNREADABLE, has_token

ABSENT = msgspec.Raw(b"null")


class ScannedComponent(Part, frozen=True):
    code: CodeableConcept | None = None


class ScannedObservation(Part, frozen=True, tag_field="resourceType", tag="Observation"):
    code: msgspec.Raw = ABSENT
    component: tuple[ScannedComponent, ...] = ()


class ScannedCondition(Part, frozen=True, tag_field="resourceType", tag="Condition"):
    code: msgspec.Raw = ABSENT


class ScannedReport(Part, frozen=True, tag_field="resourceType", tag="DiagnosticReport"):
    code: msgspec.Raw = ABSENT
    conclusion_code: tuple[CodeableConcept, ...] = ()


class ScannedProcedure(Part, frozen=True, tag_field="resourceType", tag="Procedure"):
    code: msgspec.Raw = ABSENT


Scanned: TypeAlias = ScannedObservation | ScannedCondition | ScannedReport | ScannedProcedure


class ScannedEntry(Part, frozen=True):
    resource: Scanned


class ScannedBundle(Part, frozen=True, tag_field="resourceType", tag="Bundle"):
    entry: tuple[ScannedEntry, ...] = ()
    link: tuple[Link, ...] = ()


_bundle = msgspec.json.Decoder(ScannedBundle | None)
_code = msgspec.json.Decoder(CodeableConcept | None)


def scanned_labels(raw: msgspec.Raw) -> list[CodeableConcept] | None:
    """What the resources of a whole, plain search answer are about, each different code once.

    None when the answer has to be read properly to know: of several pages, with resources of
    other types in it, or of another shape.
    """
    try:
        bundle = _bundle.decode(raw)
        resources = [entry.resource for entry in bundle.entry] if bundle else []
        written = {bytes(resource.code) for resource in resources}
        labels = [_code.decode(code) for code in written]
    except UNREADABLE:
        return None
    if bundle and any(link.relation != "self" or has_token(link.url or "") for link in bundle.link):
        return None
    inner = chain.from_iterable(_inner(resource) for resource in resources)
    return [label for label in chain(labels, inner) if label is not None]


def _inner(resource: Scanned) -> Iterator[CodeableConcept | None]:
    if isinstance(resource, ScannedObservation):
        yield from (part.code for part in resource.component)
    elif isinstance(resource, ScannedReport):
        yield from resource.conclusion_code
