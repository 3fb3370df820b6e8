"""What converting a resource needs to know besides the resource, and whether it may be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from hooks.clinical.case import NO_ID, Reason
from hooks.clinical.codes import CodeIndex
from hooks.clinical.reading import ReadingRules
from service.fhir.datatypes import Reference
from service.fhir.models import (
    AllergyIntolerance,
    Condition,
    Consent,
    DiagnosticReport,
    Known,
    Medication,
    MedicationAdministration,
    MedicationRequest,
    MedicationStatement,
    Observation,
    Patient,
    ServiceRequest,
    kind_of,
)
from service.fhir.status import INVALID, VERIFICATION, stated

EARLY = {"preliminary", "registered", "partial"}
MEANT = {"final", "amended", "corrected", "appended", INVALID} | EARLY
"""The statuses of results that are read, and those that are left out with a word."""

IGNORED = {"cancelled", "unknown"}
IDEAS = {"proposal", "option"}
RESULTS, VERIFIED = (Observation, DiagnosticReport), (Condition, AllergyIntolerance)


@dataclass(frozen=True, slots=True)
class Chart:
    """One patient, one day, one site with its codes and its rules for reading.

    ``medications``, and ``observations`` where one names another as its member, are by source ("Type/id"),
    ``sources`` by fullUrl.
    """

    patient: str
    today: date
    zone: ZoneInfo
    codes: CodeIndex
    reading: ReadingRules
    medications: Mapping[str, Medication] = field(default_factory=dict)
    observations: Mapping[str, Observation] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    _own: dict[str, bool] = field(default_factory=dict, init=False, repr=False)

    def resolve(self, reference: Reference | None) -> str:
        """The source a reference points to: relative, absolute, versioned, or the fullUrl of an entry."""
        plain = (reference.reference or "" if reference else "").strip()
        if plain in self.sources or plain.startswith(("#", "urn:")):
            return self.sources.get(plain, plain)
        return reference_tail(plain)

    def is_own(self, subject: Reference | None) -> bool:
        """Is it this patient, or nobody named? Most of a record names its patient in the same few words."""
        written = (subject.reference or "" if subject else "").strip()
        known = self._own.get(written)
        if known is None:
            known = self._own[written] = not written or is_patient(self.resolve(subject), self.patient)
        return known


def source_of(resource: Known) -> str:
    """Type and id, "Condition/123"; ids are opaque strings of any length."""
    return source(kind_of(resource), resource.id)


def source(kind: str, identity: str | None) -> str:
    """The same for a resource of which only the type is known."""
    return f"{kind}/{identity or NO_ID}"


def is_foreign(resource: Known, chart: Chart) -> bool:
    """Is it another patient's? A resource without a subject is this patient's (fhir-inputs, "Whose")."""
    if isinstance(resource, Patient):
        return resource.id not in (None, chart.patient)
    return not chart.is_own(resource.subject)


def reference_tail(reference: str) -> str:
    """Type and id of a relative, absolute or versioned reference; a URN or a fragment as it is."""
    if reference.startswith(("#", "urn:")):
        return reference
    return "/".join(reference.partition("/_history/")[0].rstrip("/").split("/")[-2:])


def is_patient(resolved: str, patient: str) -> bool:
    """Does a resolved reference mean this patient? The type in any case, or a URN of the id (R4)."""
    kind, _, identity = resolved.rpartition("/")
    named = kind.lower() in ("", "patient") and identity == patient
    return named or (resolved.startswith("urn:uuid:") and resolved.removeprefix("urn:uuid:") == patient)


def fault(resource: Known, chart: Chart) -> Reason | None:
    """Why a resource is left out; None when it may be used. The date is judged elsewhere.

    A modifierExtension may reverse the meaning of a resource, and we know none of them.
    """
    if resource.modifier_extension:
        return Reason.UNREADABLE
    if is_foreign(resource, chart):
        return Reason.FOREIGN
    if _is_invalid(resource):
        return Reason.INVALID
    return _unfinished(resource.status) if isinstance(resource, RESULTS) else None


def _is_invalid(resource: Known) -> bool:
    if isinstance(resource, VERIFIED):
        return stated(resource.verification_status, VERIFICATION) == INVALID
    return resource.status == INVALID


def _unfinished(status: str | None) -> Reason | None:
    if not status:
        return Reason.NO_STATUS
    return Reason.PRELIMINARY if status in EARLY else None


def is_ignored(resource: Known) -> bool:
    """Left out without a word: cancelled, unknown, a mere proposal, an order not to do it.

    A drug of unknown status stays: it may be active (decisions 68).
    """
    status = resource.status
    match resource:
        case Observation() | DiagnosticReport():
            return bool(status) and status not in MEANT
        case MedicationRequest():
            return resource.intent in IDEAS
        case MedicationStatement() | MedicationAdministration():
            return False
        case ServiceRequest():
            return status in IGNORED or resource.intent in IDEAS or resource.do_not_perform
        case Consent():
            return status not in ("active", INVALID)
    return status == "unknown"
