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
    MedicationRequest,
    NutritionOrder,
    Observation,
    OperationOutcome,
    Patient,
    ServiceRequest,
    kind_of,
)
from service.fhir.status import INVALID, VERIFICATION, stated

REPORTED = {"final", "amended", "corrected", "appended"}
EARLY = {"preliminary", "registered", "partial"}
IGNORED = {"cancelled", "unknown"}
IDEAS = {"proposal", "option"}


@dataclass(frozen=True, slots=True)
class Chart:
    """One patient, one day, one site with its codes and its rules for reading.

    ``medications`` and ``observations`` are by source ("Type/id"), ``sources`` by fullUrl.
    """

    patient: str
    today: date
    zone: ZoneInfo
    codes: CodeIndex
    reading: ReadingRules
    medications: Mapping[str, Medication] = field(default_factory=dict)
    observations: Mapping[str, Observation] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, reference: Reference | None) -> str:
        """The source a reference points to: relative, absolute, versioned, or the fullUrl of an entry."""
        plain = (reference.reference or "" if reference else "").strip()
        if plain in self.sources or plain.startswith(("#", "urn:")):
            return self.sources.get(plain, plain)
        return reference_tail(plain)


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
    subject = subject_of(resource)
    if subject is None or not (subject.reference or "").strip():
        return False
    return not is_patient(chart.resolve(subject), chart.patient)


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


def subject_of(resource: Known) -> Reference | None:
    """Whom the resource says it is about; None when it says nothing or cannot."""
    match resource:
        case AllergyIntolerance() | Consent() | NutritionOrder():
            return resource.patient
        case Patient() | Medication() | OperationOutcome():
            return None
    return resource.subject


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
    if isinstance(resource, Observation | DiagnosticReport):
        return _unfinished(resource.status)
    return None


def _is_invalid(resource: Known) -> bool:
    if isinstance(resource, Condition | AllergyIntolerance):
        return stated(resource.verification_status, VERIFICATION) == INVALID
    return _status(resource) == INVALID


def _unfinished(status: str | None) -> Reason | None:
    if not status:
        return Reason.NO_STATUS
    return Reason.PRELIMINARY if status in EARLY else None


def _status(resource: Known) -> str | None:
    if isinstance(resource, Patient | Medication | Condition | AllergyIntolerance | OperationOutcome):
        return None
    return resource.status


def is_ignored(resource: Known) -> bool:
    """Left out without a word: cancelled, unknown, a mere proposal, an order not to do it."""
    status = _status(resource)
    match resource:
        case Observation() | DiagnosticReport():
            return bool(status) and status not in REPORTED | EARLY | {INVALID}
        case MedicationRequest():
            return status == "unknown" or resource.intent in IDEAS
        case ServiceRequest():
            return status in IGNORED or resource.intent in IDEAS or resource.do_not_perform
        case Consent():
            return status not in ("active", INVALID)
    return status == "unknown"
