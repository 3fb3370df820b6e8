"""A line looked at: whose it is and what it is about, and nothing else.

The members are those the hook's own scan looks at, and what has another shape is read by the hook's reader.
"""

import re
from typing import Any

import msgspec

from service.fhir.concepts import labels
from service.fhir.datatypes import Part, Reference
from service.fhir.items import UNREADABLE
from service.fhir.models import Issue, OperationOutcome
from service.fhir.read import read

ABSENT = msgspec.Raw(b"null")
PATIENT, MEDICATION, BUNDLE = "Patient", "Medication", "Bundle"
_REFERENCE = re.compile(r"(?:(?:\S*/)?[Pp]atient/|urn:uuid:|)([^/\s#?:]+)(?:/|/_history/\S*)?")


class GlancedComponent(Part, frozen=True):
    code: msgspec.Raw = ABSENT


class Glance(Part, frozen=True):
    """Any resource; a Bundle has entries."""

    resource_type: str
    id: str | None = None
    subject: Reference | None = None
    patient: Reference | None = None
    code: msgspec.Raw = ABSENT
    component: tuple[GlancedComponent, ...] = ()
    conclusion_code: tuple[msgspec.Raw, ...] = ()
    conclusion: Any = None
    value_string: Any = None
    entry: msgspec.Raw = ABSENT

    @property
    def owner(self) -> str | None:
        """The id of the patient it is of; None when it names none."""
        if self.resource_type == PATIENT:
            return self.id
        subject = self.subject or self.patient
        return patient_in(subject.reference) if subject else None

    @property
    def labels(self) -> tuple[msgspec.Raw, ...]:
        """Everything that says what it is about, undecoded."""
        if not self.component and not self.conclusion_code:
            return (self.code,)
        return (self.code, *(part.code for part in self.component), *self.conclusion_code)

    @property
    def is_plain(self) -> bool:
        """Does its code say all that it is about?"""
        return not (self.component or self.conclusion_code or self.value_string or self.conclusion)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is told in words, and may name something."""
        return tuple(text for text in (self.conclusion, self.value_string) if isinstance(text, str))


class GlancedEntry(Part, frozen=True):
    """A Bundle's entry."""

    resource: msgspec.Raw = ABSENT
    full_url: Any = None


_decoder = msgspec.json.Decoder(Glance)
_entries = msgspec.json.Decoder(tuple[GlancedEntry, ...] | None).decode
_outcome = msgspec.json.Decoder(OperationOutcome)
_plain = msgspec.json.Decoder().decode


def glance(text: bytes | msgspec.Raw) -> Glance | None:
    """A resource at a glance; None for what is none."""
    try:
        return _decoder.decode(text)
    except UNREADABLE:
        return _odd(text)


def all_at_once(block: bytes) -> list[Glance] | None:
    """Every line of a block at a glance, for half the time of one by one; None when one of them is not plain."""
    try:
        return _decoder.decode_lines(block)
    except UNREADABLE:
        return None


def outcome(text: bytes) -> OperationOutcome:
    """An OperationOutcome; one that cannot be read is a failure."""
    try:
        return _outcome.decode(text)
    except UNREADABLE:
        return OperationOutcome(issue=(Issue(severity="error"),))


def _odd(text: bytes | msgspec.Raw) -> Glance | None:
    """One of another shape, its labels as the hook reads them."""
    try:
        plain = _plain(text)
    except UNREADABLE:
        return None
    kind = plain.get("resourceType") if isinstance(plain, dict) else None
    if not isinstance(kind, str) or kind == BUNDLE:
        return None
    owner = next((found for found in map(_loose, (plain.get("subject"), plain.get("patient"))) if found), None)
    about = (label for entry in read(text, kind).entries if entry.resource for label in labels(entry.resource))
    return Glance(
        kind,
        id=plain.get("id") if isinstance(plain.get("id"), str) else None,
        subject=Reference(owner),
        conclusion=plain.get("conclusion"),
        value_string=plain.get("valueString"),
        conclusion_code=tuple(msgspec.Raw(msgspec.json.encode(label)) for label in about),
    )


def _loose(reference: Any) -> str | None:
    """A reference that may be a list of one, or the text itself."""
    first = reference[0] if isinstance(reference, list) and reference else reference
    found = first.get("reference") if isinstance(first, dict) else first
    return found if isinstance(found, str) else None


def inside(bundle: Glance) -> list[tuple[GlancedEntry, Glance]]:
    """The entries of a Bundle with their resources at a glance; none when it has none that can be read."""
    try:
        found = _entries(bundle.entry) or ()
    except UNREADABLE:
        return []
    return [(entry, seen) for entry in found if (seen := glance(entry.resource))]


def persons(found: list[tuple[GlancedEntry, Glance]]) -> dict[str, GlancedEntry]:
    """The Patients of a Bundle by id."""
    return {seen.id: entry for entry, seen in found if seen.resource_type == PATIENT and seen.id}


def key_of(seen: Glance) -> str | None:
    """What a line is found by again: its patient; a Medication is nobody's and has its own name."""
    return f"{MEDICATION}/{seen.id}" if seen.resource_type == MEDICATION else seen.owner


def patient_in(reference: str | None) -> str | None:
    """The id in a reference to a patient, in any of its forms (R4); None for a Group, a Device or nothing."""
    if reference is None:
        return None
    if reference.startswith("Patient/") and reference.find("/", 8) < 0:
        return reference[8:] or None
    match = _REFERENCE.fullmatch(reference.strip())
    return match[1] if match else None


# What is left of a line that is no JSON ------------------------------------------------------------

_LEGIBLE_OWNER = re.compile(rb'"(?:subject|patient)"\s*:\s*\{[^{}]{0,2000}?"reference"\s*:\s*"([^"\\]{1,600})"')
_LEGIBLE_TYPE = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]{1,64})"')


def legible(text: bytes) -> tuple[str, str]:
    """The resource type and the patient a broken line still names, "" for what it does not."""
    kind, owner = _LEGIBLE_TYPE.search(text), _LEGIBLE_OWNER.search(text)
    named = patient_in(owner[1].decode(errors="replace")) if owner else None
    return kind[1].decode() if kind else "", named or ""
