"""Small resources and the value sets they need, for the tests of the FHIR boundary."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from hooks.clinical.case import Case, Withheld
from hooks.clinical.codes import CodeIndex, ValueSetRow
from hooks.nme.codes.reading import READING
from service.fhir.case import build_case
from service.fhir.gathered import Gathered, gather

TODAY = date(2026, 11, 20)
UTC = ZoneInfo("UTC")
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
ICD, RXNORM = "http://hl7.org/fhir/sid/icd-10-cm", "http://www.nlm.nih.gov/research/umls/rxnorm"
FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"

ROWS = [
    ("nme", "http://purl.obolibrary.org/obo/hp.owl", "HP:0031181"),
    ("glucagonoma", SNOMED, "302823005"),
    ("metastasis_any", SNOMED, "128462008"),
    ("metastasis_liver", SNOMED, "94381002"),
    ("pregnancy_weeks", ICD, "Z3A"),
    ("glucagon_serum_plasma", LOINC, "2338-2"),
    ("glucagon_serum_plasma", LOINC, "15073-0"),
    ("glucagon_serum_plasma_fasting", LOINC, "59056-2"),
    ("zinc_serum_plasma", LOINC, "5763-8"),
    ("zinc_serum_plasma", LOINC, "14955-9"),
    ("fasting_status", LOINC, "49541-6"),
    ("amino_acids_plasma", LOINC, "35083-5"),
    ("amino_acid_alanine", LOINC, "20636-7"),
    ("amino_acid_glycine", LOINC, "20644-1"),
    ("tnm_m_clinical", LOINC, "21907-1"),
    ("ecog_performance_status", LOINC, "89247-1"),
    ("ecog_answer_3", LOINC, "LA9625-0"),
    ("asa_4", SNOMED, "413498004"),
    ("ct_abdomen", LOINC, "41806-1"),
    ("present", SNOMED, "52101004"),
    ("absent", SNOMED, "2667000"),
    ("distal_pancreatectomy", SNOMED, "401004"),
    ("surgery_refused", SNOMED, "183944003"),
    ("liver_directed_therapy", SNOMED, "314617008"),
    ("radiofrequency_ablation", SNOMED, "879916008"),
    ("liver", SNOMED, "10200004"),
    ("topical_route", SNOMED, "6064005"),
    ("topical_route", SNOMED, "448598008"),
    ("octreotide", RXNORM, "7617"),
    ("octreotide_lar", RXNORM, "898589"),
    ("lanreotide", RXNORM, "68092"),
]
CODES = CodeIndex(ValueSetRow(concept, "include", system, code) for concept, system, code in ROWS)

KEYS = {
    kind.lower(): kind
    for kind in (
        "Patient", "Condition", "Observation", "DiagnosticReport", "Procedure", "ServiceRequest", "MedicationRequest",
        "MedicationStatement", "MedicationAdministration", "AllergyIntolerance", "Consent",
    )
}  # fmt: skip

Resource = dict[str, Any]


def coded(system: str, code: str, **more: Any) -> Resource:
    """A CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code, **more}]}


def status(code: str) -> Resource:
    """A clinicalStatus or verificationStatus."""
    return coded("http://terminology.hl7.org/CodeSystem/condition-clinical", code)


def condition(code: Resource, **more: Any) -> Resource:
    """An active, confirmed Condition of this patient."""
    statuses = {"clinicalStatus": status("active"), "verificationStatus": status("confirmed")}
    return {"resourceType": "Condition", "id": "c1", "subject": MINE, "code": code} | statuses | more


def observation(code: str | Resource, **more: Any) -> Resource:
    """A final Observation of this patient; a plain code is LOINC."""
    question = coded(LOINC, code) if isinstance(code, str) else code
    common = {"resourceType": "Observation", "id": "o1", "subject": MINE, "status": "final", "code": question}
    return common | {"effectiveDateTime": "2026-11-15T08:00:00Z"} | more


def quantity(value: Any, unit: str = "pg/mL", **more: Any) -> Resource:
    """A valueQuantity with a UCUM unit."""
    return {"value": value, "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"} | more


def prescription(code: Resource | None = None, **more: Any) -> Resource:
    """An active MedicationRequest of this patient."""
    drug = {"medicationCodeableConcept": code} if code else {}
    common = {"resourceType": "MedicationRequest", "id": "m1", "subject": MINE, "status": "active", "intent": "order"}
    return common | drug | {"authoredOn": "2026-09-01"} | more


MINE = {"reference": "Patient/p1"}


def raw(value: Any) -> msgspec.Raw:
    """Any JSON value as a prefetch value."""
    return msgspec.Raw(json.dumps(value).encode())


def bundle(resources: Iterable[Resource], **more: Any) -> Resource:
    """A searchset."""
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources]} | more


def told(*resources: Resource) -> Gathered:
    """A prefetch with every key, each holding the resources of its type."""
    found = {key: bundle(r for r in resources if r["resourceType"] == kind) for key, kind in KEYS.items()}
    found["condition"]["entry"] += [{"resource": r} for r in resources if r["resourceType"] == "Medication"]
    return gather({key: raw(value) for key, value in found.items()}, KEYS)


def case_of(*resources: Resource, zone: ZoneInfo = UTC) -> Case:
    """The case of patient p1 on the day of the tests."""
    return build_case(told(*resources), patient_id="p1", today=TODAY, zone=zone, codes=CODES, reading=READING)


def only(*resources: Resource) -> Any:
    """The single feature the resources give, of whatever type; fails when there is not exactly one."""
    case = case_of(*resources)
    kinds = (case.diagnoses, case.observations, case.reports, case.procedures, case.requests, case.medications)
    features = [f for kind in (*kinds, case.allergies, case.consents) for f in kind or ()]
    assert len(features) == 1, features
    return features[0]


def nothing(*resources: Resource) -> bool:
    """The resources give no feature and leave no trace."""
    case = case_of(*resources)
    kinds = (case.diagnoses, case.observations, case.reports, case.procedures, case.requests, case.medications)
    return not any((*kinds, case.allergies, case.consents, case.withheld))


def left_out(*resources: Resource) -> Withheld:
    """The one thing withheld, when the resources give no feature."""
    case = case_of(*resources)
    assert not case.diagnoses
    assert not case.observations
    assert not case.medications
    (one,) = case.withheld
    return one
