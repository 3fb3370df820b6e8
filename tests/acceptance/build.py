"""From the words of a case to FHIR R4 resources and to a whole hook request."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.acceptance.facts import Case, Draft, Patient
from tests.acceptance.record import write
from tests.acceptance.shapes import PATIENT, concept, days_before_today, subject
from tests.acceptance.vocabulary import DRUGS, SERVICES

PREFETCH = {
    "conditions": "Condition",
    "observations": "Observation",
    "reports": "DiagnosticReport",
    "procedures": "Procedure",
    "serviceRequests": "ServiceRequest",
    "medications": "MedicationRequest",
    "medicationStatements": "MedicationStatement",
    "medicationAdministrations": "MedicationAdministration",
    "allergies": "AllergyIntolerance",
    "consents": "Consent",
}
OPTIONAL = tuple(kind for kind in PREFETCH.values() if kind not in ("Condition", "Observation"))

Json = dict[str, Any]


def resources(patient: Patient) -> list[Json]:
    """Every resource of the patient, the Patient first."""
    return write(patient)


def searchset(found: list[Json]) -> Json:
    """A search result as a FHIR server answers it."""
    entries = [{"resource": r, "search": {"mode": "match"}} for r in found]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(found)} | ({"entry": entries} if found else {})


def refused(kind: str) -> Json:
    """What a client puts under a prefetch key when its server refused the query."""
    issue = {"severity": "error", "code": "forbidden", "diagnostics": f"no access to {kind}"}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def prefetch(patient: Patient, built: list[Json]) -> Json:
    """The prefetch member: a Bundle for a type, its first page, an OperationOutcome, or nothing when not asked."""
    found: Json = {"patient": built[0]}
    for key, kind in PREFETCH.items():
        if kind not in patient.not_asked:
            found[key] = searchset([r for r in built if r["resourceType"] == kind])
    for key, kind in PREFETCH.items():
        if kind in patient.incomplete:
            found[key]["link"] = [{"relation": "next", "url": f"https://ehr.example.org/{kind}?page=2"}]
    found |= {key: refused(kind) for key, kind in PREFETCH.items() if kind in patient.unavailable}
    if "Patient" in patient.unavailable:
        found["patient"] = refused("Patient")
    return found


def draft(order: Draft, number: int, patient: Patient) -> Json:
    """A draft order; a stop is a draft of the order with such a status, or one not to perform."""
    service = order.order in SERVICES
    code = SERVICES[order.order] if service else DRUGS[order.order]
    written: Json = {
        "resourceType": "ServiceRequest" if service else "MedicationRequest",
        "id": f"draft-{number}",
        "status": order.stop if order.stop not in ("no", "do not perform") else "draft",
        "intent": "order",
        "subject": subject(),
    }
    if order.stop == "do not perform":
        written["doNotPerform"] = True
    if order.in_words:
        return written | {"medicationReference": {"display": order.in_words}}
    written["code" if service else "medicationCodeableConcept"] = concept(code)
    return written | _limits(order) | (_edited(order.edits, patient) if order.edits else {})


def _limits(order: Draft) -> Json:
    """The ends the draft sets: of the course in its dosage, of the prescription's validity."""
    days = {"start": order.course_starts_in, "end": order.course_ends_in}
    bounds = {name: days_before_today(-ahead) for name, ahead in days.items() if ahead is not None}
    found: Json = {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": bounds}}}]} if bounds else {}
    if order.valid_for is not None:
        found["dispenseRequest"] = {"validityPeriod": {"end": days_before_today(-order.valid_for)}}
    return found


def _edited(how: str, patient: Patient) -> Json:
    """How the draft names the first drug order on record."""
    stored = next(r["id"] for r in resources(patient) if r["resourceType"] == "MedicationRequest")
    reference = {"reference": f"MedicationRequest/{stored}"}
    return {"id": {"id": stored}, "priorPrescription": {how: reference}, "basedOn": {how: [reference]}}[how]


def context(case: Case) -> Json:
    """The hook's context with its drafts and selections."""
    base: Json = {"userId": "Practitioner/example", "patientId": PATIENT}
    if case.hook == "patient-view":
        return base
    drafts = [draft(order, number, case.patient) for number, order in enumerate(case.drafts, 1)]
    base["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": d} for d in drafts]}
    if case.hook == "order-select":
        chosen = zip(drafts, case.drafts, strict=True)
        base["selections"] = [f"{d['resourceType']}/{d['id']}" for d, order in chosen if order.selected]
    return base


def request(case: Case, built: list[Json] | None = None) -> Json:
    """The whole hook request of a case. ``built`` replaces the case's own resources."""
    return {
        "hook": case.hook,
        "hookInstance": str(uuid5(NAMESPACE_URL, f"{case.hook} {case.name}")),
        "context": context(case),
        "prefetch": prefetch(case.patient, resources(case.patient) if built is None else built),
    }
