"""Drugs in FHIR R4: an order, a statement or one dose given."""

from tests.acceptance import facts as f
from tests.acceptance import shapes as s
from tests.acceptance import vocabulary as v
from tests.acceptance.shapes import Record


def _drug(treatment: f.Treatment) -> dict[str, object]:
    """Its concept, or a reference to a Medication that nobody sent."""
    code = v.DRUGS[treatment.drug]
    if not code.display:
        return {"medicationReference": {"reference": "Medication/not-sent"}}
    return {"medicationCodeableConcept": s.concept(code)}


def _order(record: Record, treatment: f.Treatment) -> None:
    ended = s.written(treatment.ended, treatment.ended_days_ago)
    bounds = {"timing": {"repeat": {"boundsPeriod": {"end": ended}}}} if ended else {}
    as_needed = {"asNeededBoolean": True} if treatment.as_needed else {}
    record.add(
        "MedicationRequest",
        status=treatment.status or ("completed" if ended else "active"),
        intent="order",
        **_drug(treatment),
        authoredOn=s.when(treatment, 30),
        dosageInstruction=[bounds | as_needed] if bounds or as_needed else None,
    )


def _statement(record: Record, treatment: f.Treatment) -> None:
    ended = s.written(treatment.ended, treatment.ended_days_ago)
    period = {"start": s.when(treatment, 400), "end": ended}
    record.add(
        "MedicationStatement",
        status=treatment.status or ("completed" if ended else "active"),
        **_drug(treatment),
        effectivePeriod={key: value for key, value in period.items() if value},
        dosage=[{"asNeededBoolean": True}] if treatment.as_needed else None,
    )


def _dose(record: Record, treatment: f.Treatment) -> None:
    record.add(
        "MedicationAdministration",
        status=treatment.status or "completed",
        **_drug(treatment),
        effectiveDateTime=s.when(treatment, 10),
    )


WRITE = {"order": _order, "statement": _statement, "dose": _dose}
