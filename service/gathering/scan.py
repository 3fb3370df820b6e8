"""A first look at a search answer: what the resources in it are about, and nothing else.

Reading a code as bytes and each different one once costs a third of reading every resource, and
nearly every call ends here (design, "Hot path"). Whatever is not plain is left to ``read``: the same
rules say what is an answer (R1), when a list is whole (R2) and whose it is (R4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from service.fhir.chart import is_patient, reference_tail
from service.fhir.datatypes import CodeableConcept, Part, Reference
from service.fhir.items import UNREADABLE, count, has_token
from service.fhir.models import Link, OperationOutcome

ABSENT = msgspec.Raw(b"null")


class ScannedComponent(Part, frozen=True):
    code: CodeableConcept | None = None


class ScannedObservation(Part, frozen=True, tag_field="resourceType", tag="Observation"):
    subject: msgspec.Raw = ABSENT
    code: msgspec.Raw = ABSENT
    value_string: str | None = None
    component: tuple[ScannedComponent, ...] = ()


class ScannedCondition(Part, frozen=True, tag_field="resourceType", tag="Condition"):
    subject: msgspec.Raw = ABSENT
    code: msgspec.Raw = ABSENT


class ScannedReport(Part, frozen=True, tag_field="resourceType", tag="DiagnosticReport"):
    subject: msgspec.Raw = ABSENT
    code: msgspec.Raw = ABSENT
    conclusion: str | None = None
    conclusion_code: tuple[CodeableConcept, ...] = ()


class ScannedProcedure(Part, frozen=True, tag_field="resourceType", tag="Procedure"):
    subject: msgspec.Raw = ABSENT
    code: msgspec.Raw = ABSENT


ScannedResource: TypeAlias = ScannedObservation | ScannedCondition | ScannedReport | ScannedProcedure


class ScannedEntry(Part, frozen=True):
    resource: ScannedResource


class ScannedBundle(Part, frozen=True, tag_field="resourceType", tag="Bundle"):
    entry: tuple[ScannedEntry, ...] = ()
    link: tuple[Link, ...] = ()
    total: Any = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the resources of a search answer are about, each different code once, and the texts of their results."""

    labels: Sequence[CodeableConcept] = ()
    texts: Sequence[str] = ()


_bundle = msgspec.json.Decoder(ScannedBundle | OperationOutcome | None)  # of two types: only so a type is required
_code = msgspec.json.Decoder(CodeableConcept | None)
_subject = msgspec.json.Decoder(Reference | None)


def scan(raw: msgspec.Raw, patient: str) -> Scanned | None:
    """A look at a whole, plain search answer about one patient.

    None when the answer has to be read properly to know: of several pages, not whole, with resources
    of other types or of another patient in it, or of another shape.
    """
    try:
        bundle = _bundle.decode(raw)
        if isinstance(bundle, OperationOutcome):
            return None
        resources = [entry.resource for entry in bundle.entry] if bundle else []
        labels = [_code.decode(code) for code in {bytes(resource.code) for resource in resources}]
        subjects = [_subject.decode(subject) for subject in {bytes(resource.subject) for resource in resources}]
    except UNREADABLE:
        return None
    if (bundle and not _is_whole(bundle)) or not all(_is_of(subject, patient) for subject in subjects):
        return None
    found = [label for label in labels if label is not None]
    texts: list[str] = []
    for resource in resources:
        if isinstance(resource, ScannedObservation):
            found += [part.code for part in resource.component if part.code is not None]
            texts += (resource.value_string,) if resource.value_string else ()
        elif isinstance(resource, ScannedReport):
            found += resource.conclusion_code
            texts += (resource.conclusion,) if resource.conclusion else ()
    return Scanned(found, texts)


def _is_whole(bundle: ScannedBundle) -> bool:
    plain = all(link.relation == "self" and not has_token(link.url or "") for link in bundle.link)
    return plain and count(bundle.total) <= len(bundle.entry)


def _is_of(subject: Reference | None, patient: str) -> bool:
    written = (subject.reference or "").strip() if subject else ""
    return not written or is_patient(reference_tail(written), patient)
