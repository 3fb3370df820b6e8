"""The requests the benchmark sends: three sizes, each for a patient out of scope and one in scope.

The patient in scope has a localized, operable tumour (pathway state S04) and, like the other,
as many everyday results and diagnoses as it takes to reach the size.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from service.protocol.prefetch import KEYS
from service.protocol.request import Hook

TODAY = date(2026, 11, 20)
SIZES = {"5 kB": 5_600, "100 kB": 100_000, "2 MB": 2_000_000}
RESULTS_PER_DIAGNOSIS = 8

Resource: TypeAlias = dict[str, Any]

PATIENT_ID = "benchmark-1"
SUBJECT = {"reference": f"Patient/{PATIENT_ID}"}
SNOMED_CT, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
HPO = "http://purl.obolibrary.org/obo/hp.owl"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
OFTEN_MEASURED = (
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 6.9),
    ("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 131.0),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 1.04),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 4.2),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 13.8),
    ("8480-6", "Systolic blood pressure", "mm[Hg]", 141.0),
)
OFTEN_DIAGNOSED = (
    ("38341003", "Hypertensive disorder, systemic arterial"),
    ("55822004", "Hyperlipidemia"),
    ("195967001", "Asthma"),
    ("396275006", "Osteoarthritis"),
)


RECORDS = Path(__file__).parents[1] / "fixtures" / "requests"


def records(corpus: Path | None = None) -> list[bytes]:
    """Calls as hospitals send them: the fixtures' requests, or a file of lines that hold one under ``request``.

    Those that expect another status than 200 are left out.
    """
    if corpus is None:
        return [orjson.dumps(orjson.loads(path.read_bytes())) for path in sorted(RECORDS.glob("*.json"))]
    lines = map(orjson.loads, corpus.read_text(encoding="utf-8").splitlines())
    return [orjson.dumps(line["request"]) for line in lines if line.get("expect", {}).get("status", 200) == 200]


@dataclass(frozen=True, slots=True)
class Payload:
    """One request body. ``cards`` are the recommendations it brings."""

    size: str
    in_scope: bool
    body: bytes
    cards: tuple[str, ...]
    hook: Hook = "patient-view"

    @property
    def name(self) -> str:
        """Size, scope and an order hook's name, as the tables show it."""
        order = "" if self.hook == "patient-view" else f", {self.hook}"
        return f"{self.size}, {'in' if self.in_scope else 'out of'} scope{order}"


def payloads() -> tuple[Payload, ...]:
    """Every request of the benchmark."""
    charts = [payload(size, in_scope=in_scope) for in_scope in (False, True) for size in SIZES]
    return (*charts, *(order_payload(in_scope=in_scope) for in_scope in (False, True)))


def payload(size: str, *, in_scope: bool) -> Payload:
    """The request of one size: the patient's own resources, then as much filler as fits."""
    resources = [_patient(), *(localized_and_operable() if in_scope else ())]
    room = SIZES[size] - len(_body(resources))
    for resource in everyday_resources():
        room -= len(orjson.dumps(resource)) + len(b'{"resource":},')
        if room < 0:
            break
        resources.append(resource)
    return Payload(size, in_scope, _body(resources), ("K04", "K10") if in_scope else ())


def order_payload(*, in_scope: bool) -> Payload:
    """The 5 kB patient while lanreotide is selected, beside a draft of another kind."""
    call = orjson.loads(payload("5 kB", in_scope=in_scope).body)
    drafts = [_draft("draft-1", RXNORM, "68092", "lanreotide"), _draft("draft-2", RXNORM, "1191", "aspirin")]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft} for draft in drafts]}
    context = {"selections": ["MedicationRequest/draft-1"], "draftOrders": bundle}
    body = orjson.dumps(call | {"hook": "order-select", "context": call["context"] | context})
    return Payload("5 kB", in_scope, body, ("K04",) if in_scope else (), "order-select")


def _draft(name: str, system: str, code: str, display: str) -> Resource:
    drug = {"coding": [{"system": system, "code": code, "display": display}], "text": display}
    return {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": drug,
        "subject": SUBJECT,
    }


def _body(resources: list[Resource]) -> bytes:
    def found(kind: str) -> Resource:
        entries = [{"resource": r} for r in resources if r["resourceType"] == kind]
        return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}

    call = {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": PATIENT_ID},
        "prefetch": {key: resources[0] if kind == "Patient" else found(kind) for kind, key in KEYS.items()},
    }
    return orjson.dumps(call)


def everyday_resources() -> Iterator[Resource]:
    """Results and diagnoses of any patient, without end; the same in every run."""
    dice = random.Random(0)
    number = 0
    while True:
        number += 1
        if number % (RESULTS_PER_DIAGNOSIS + 1) == 1:
            yield condition(f"condition-{number}", *dice.choice(OFTEN_DIAGNOSED))
        else:
            yield _result(f"observation-{number}", dice)


def _result(name: str, dice: random.Random) -> Resource:
    code, display, unit, usual = dice.choice(OFTEN_MEASURED)
    drawn = f"{TODAY - timedelta(days=dice.randrange(1, 3_000))}T08:{dice.randrange(60):02}:00+01:00"
    amount = {"unit": unit, "system": UCUM, "code": unit}
    return {
        "resourceType": "Observation",
        "id": name,
        "meta": {"versionId": "1", "lastUpdated": drawn},
        "status": "final",
        "category": [{"coding": [{"system": f"{TERMINOLOGY}/observation-category", "code": "laboratory"}]}],
        "code": {"coding": [{"system": LOINC, "code": code, "display": display}], "text": display},
        "subject": SUBJECT,
        "encounter": {"reference": f"Encounter/{name}"},
        "effectiveDateTime": drawn,
        "issued": drawn,
        "performer": [{"reference": "Practitioner/17", "display": "Zoë Müller"}],
        "valueQuantity": {"value": round(usual * dice.uniform(0.8, 1.2), 2), **amount},
        "referenceRange": [{"low": {"value": usual * 0.9, **amount}, "high": {"value": usual * 1.1, **amount}}],
    }


def condition(name: str, code: str, display: str, system: str = SNOMED_CT) -> Resource:
    """A confirmed, active diagnosis."""
    return {
        "resourceType": "Condition",
        "id": name,
        "clinicalStatus": {"coding": [{"system": f"{TERMINOLOGY}/condition-clinical", "code": "active"}]},
        "verificationStatus": {"coding": [{"system": f"{TERMINOLOGY}/condition-ver-status", "code": "confirmed"}]},
        "category": [{"coding": [{"system": f"{TERMINOLOGY}/condition-category", "code": "problem-list-item"}]}],
        "code": {"coding": [{"system": system, "code": code, "display": display}], "text": display},
        "subject": SUBJECT,
        "onsetDateTime": "2026-07-23",
        "recordedDate": "2026-10-31",
    }


def _patient() -> Resource:
    return {"resourceType": "Patient", "id": PATIENT_ID, "birthDate": "1962-09-21", "gender": "male"}


def localized_and_operable() -> Iterator[Resource]:
    """NME, glucagon of 508 pg/mL, a pancreatic tumour without distant metastasis, fit for resection."""
    yield condition("nme", "HP:0031181", "Necrolytic migratory erythema", HPO)
    yield condition("tumour", "717919005", "Neuroendocrine tumor of pancreas")
    glucagon = ("2338-2", "Glucagon [Mass/volume] in Serum or Plasma")
    amount = {"unit": "pg/mL", "system": UCUM, "code": "pg/mL"}
    yield _found("glucagon", LOINC, *glucagon, valueQuantity={"value": 508, **amount})
    absent = {"coding": [{"system": SNOMED_CT, "code": "2667000", "display": "Absent"}]}
    spread = ("128462008", "Metastatic malignant neoplasm")
    imaging = [{"coding": [{"system": f"{TERMINOLOGY}/observation-category", "code": "imaging"}]}]
    yield _found("no-spread", SNOMED_CT, *spread, valueCodeableConcept=absent) | {"category": imaging}
    ours = "urn:nme-cds:surgical-assessment"
    fit = {"coding": [{"system": ours, "code": "fit", "display": "Fit for resection"}]}
    yield _found("fit", ours, "surgical-candidacy", "Surgical candidacy assessment", valueCodeableConcept=fit)


def _found(name: str, system: str, code: str, display: str, **value: Resource) -> Resource:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": {"coding": [{"system": system, "code": code, "display": display}], "text": display},
        "subject": SUBJECT,
        "effectiveDateTime": "2026-11-02",
        **value,
    }
