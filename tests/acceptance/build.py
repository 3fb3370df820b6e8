"""From the words of a case to FHIR R4 resources and to a whole hook request."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.acceptance.facts import Case, Draft, Patient
from tests.acceptance.record import write
from tests.acceptance.shapes import PATIENT, concept, subject
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
    """The prefetch member: a Bundle for a type, an OperationOutcome, or nothing when not asked."""
    found: Json = {"patient": built[0]}
    for key, kind in PREFETCH.items():
        if kind not in patient.not_asked:
            found[key] = searchset([r for r in built if r["resourceType"] == kind])
    found |= {key: refused(kind) for key, kind in PREFETCH.items() if kind in patient.unavailable}
    if "Patient" in patient.unavailable:
        found["patient"] = refused("Patient")
    return found


def draft(order: Draft, number: int) -> Json:
    """A draft order; a stop is a draft of the order with status stopped."""
    service = order.order in SERVICES
    code = SERVICES[order.order] if service else DRUGS[order.order]
    return {
        "resourceType": "ServiceRequest" if service else "MedicationRequest",
        "id": f"draft-{number}",
        "status": "stopped" if order.stop else "draft",
        "intent": "order",
        "subject": subject(),
        "code" if service else "medicationCodeableConcept": concept(code),
    }


def context(case: Case) -> Json:
    """The hook's context with its drafts and selections."""
    base: Json = {"userId": "Practitioner/example", "patientId": PATIENT}
    if case.hook == "patient-view":
        return base
    drafts = [draft(order, number) for number, order in enumerate(case.drafts, 1)]
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
