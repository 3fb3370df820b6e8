"""Our partial reader sees what the full FHIR R4B models see: same codes, dates and values."""

import json
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from fhir.resources.R4B import get_fhir_model_class

from service.fhir.dates import when
from service.fhir.read import read
from tests.service.fhir.samples import (
    FLAGS,
    ICD,
    LOINC,
    MINE,
    RXNORM,
    SNOMED,
    Resource,
    coded,
    condition,
    observation,
    prescription,
    quantity,
    status,
)

RESOURCES: list[Resource] = [
    {"resourceType": "Patient", "id": "p1", "birthDate": "1968-09-21", "gender": "female", "active": True},
    condition(
        coded(ICD, "C25.4", display="Malignant neoplasm of endocrine pancreas") | {"text": "Glucagonoma"},
        onsetPeriod={"start": "2026-01-02", "end": "2026-03-01"},
        recordedDate="2026-05-01T10:00:00+02:00",
        bodySite=[coded(SNOMED, "10200004")],
        severity=coded(SNOMED, "24484000"),
    ),
    observation(
        "2338-2",
        valueQuantity=quantity(648.25, comparator=">"),
        referenceRange=[{"low": quantity(8), "high": quantity(140.5), "text": "8-140.5"}],
        interpretation=[coded(FLAGS, "HH")],
        category=[coded("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")],
        component=[{"code": coded(LOINC, "49541-6"), "valueBoolean": True}],
        hasMember=[{"reference": "Observation/o2"}],
        issued="2026-11-15T09:00:00.123Z",
    ),
    observation("89247-1", valueInteger=3, effectiveDateTime="2026-11-08"),
    observation("21907-1", valueCodeableConcept=coded(SNOMED, "55440008") | {"text": "M1"}),
    observation("2338-2", valueString=">500"),
    {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "code": {"text": "US abdomen"},
        "subject": MINE,
        "effectiveDateTime": "2026-11-02",
        "result": [{"reference": "Observation/o1"}],
        "conclusionCode": [coded(SNOMED, "94381002")],
    },
    {
        "resourceType": "Procedure",
        "id": "x1",
        "status": "not-done",
        "statusReason": coded(SNOMED, "183944003"),
        "code": coded(SNOMED, "401004"),
        "subject": MINE,
        "performedDateTime": "2025-10-16",
        "reasonReference": [{"reference": "Condition/c1"}],
    },
    {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "active",
        "intent": "order",
        "doNotPerform": False,
        "code": coded(SNOMED, "879916008"),
        "bodySite": [coded(SNOMED, "10200004")],
        "subject": MINE,
        "authoredOn": "2026-11-01",
    },
    prescription(
        coded(RXNORM, "898589"),
        statusReason={"text": "done"},
        dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": {"start": "2026-09-02"}}}, "asNeededBoolean": True}],
        dispenseRequest={"validityPeriod": {"end": "2026-12-01"}},
    ),
    prescription(medicationReference={"reference": "#in", "display": "octreotide"})
    | {"contained": [{"resourceType": "Medication", "id": "in", "code": coded(RXNORM, "7617")}]},
    {
        "resourceType": "MedicationStatement",
        "id": "t1",
        "status": "completed",
        "medicationCodeableConcept": coded(RXNORM, "7617"),
        "subject": MINE,
        "effectivePeriod": {"start": "2025-10-16", "end": "2026-10-11"},
    },
    {
        "resourceType": "MedicationAdministration",
        "id": "d1",
        "status": "completed",
        "medicationCodeableConcept": coded(RXNORM, "7617"),
        "subject": MINE,
        "effectiveDateTime": "2026-11-01T09:00:00Z",
    },
    {"resourceType": "Medication", "id": "m2", "code": coded(RXNORM, "68092", display="lanreotide")},
    {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "clinicalStatus": status("active"),
        "code": coded(RXNORM, "7617"),
        "patient": MINE,
        "recordedDate": "2020-01-01",
    },
    {
        "resourceType": "Consent",
        "id": "k1",
        "status": "active",
        "scope": coded("http://terminology.hl7.org/CodeSystem/consentscope", "treatment"),
        "category": [coded(LOINC, "59284-0")],
        "policyRule": {"text": "house rules"},
        "patient": MINE,
        "dateTime": "2026-11-05",
        "provision": {"type": "deny", "code": [coded(SNOMED, "401004")]},
    },
    {
        "resourceType": "NutritionOrder",
        "id": "n1",
        "status": "draft",
        "intent": "proposal",
        "patient": MINE,
        "dateTime": "2026-11-05",
        "supplement": [{"type": {"text": "amino acids"}}],
    },
]
ZONE = ZoneInfo("Europe/London")


def same(ours: Any, full: Any) -> bool:
    """Equal as far as we read: dates as what they mean, numbers by value, members we do not have ignored."""
    if isinstance(ours, msgspec.Struct):
        names = zip(ours.__struct_fields__, ours.__struct_encode_fields__, strict=True)
        return all(same(getattr(ours, name), full.get(wire)) for name, wire in names)
    if isinstance(ours, tuple):
        return len(ours) == len(full or ()) and all(same(a, b) for a, b in zip(ours, full or (), strict=True))
    if isinstance(ours, str) and (date := when(ours, ZONE)):
        return date == when(full, ZONE)
    if isinstance(ours, Decimal):
        return ours == Decimal(str(full))
    return bool(ours == full) or (ours is False and full is None)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: r["resourceType"])
def test_our_reader_agrees_with_the_full_model(resource: Resource) -> None:
    model = get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    full = json.loads(model.model_dump_json())
    (entry,) = read(json.dumps(resource).encode(), resource["resourceType"]).entries
    assert same(entry.resource, full)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: r["resourceType"])
def test_the_lenient_way_reads_the_same_as_the_strict_one(resource: Resource) -> None:
    strict = read(json.dumps(resource).encode(), resource["resourceType"])
    lenient = read(json.dumps(resource | {"modifierExtension": None}).encode(), resource["resourceType"])
    assert lenient == strict


def test_the_comparison_notices_a_difference() -> None:
    (entry,) = read(json.dumps(RESOURCES[2]).encode(), "Observation").entries
    assert not same(entry.resource, RESOURCES[2] | {"status": "amended"})
    assert not same(entry.resource, RESOURCES[2] | {"valueQuantity": quantity(648.26, comparator=">")})
