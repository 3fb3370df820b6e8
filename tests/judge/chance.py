"""Patients by chance, crowded around every number of the specification.

    python -m tests.judge.chance 10000 SEED > patients.jsonl

Each line is a vignette as sources.py reads it; the same seed gives the same lines.
"""

import json
import sys
from collections.abc import Callable
from random import Random
from typing import Any

from tests.judge.fhir import (
    ABSENT,
    ANY_METASTASIS,
    CT,
    GLUCAGON_DRUG,
    GLUCAGONOMA,
    HPO,
    ICD10CM,
    INTERPRETATION,
    LAR,
    LIVER_METASTASIS,
    LOINC,
    NME,
    PANCREATIC_NET,
    PATIENT,
    PRESENT,
    RESECTION,
    SHORT,
    SNOMED,
    Resource,
    assessment,
    bundle,
    concept,
    condition,
    days,
    finding,
    given,
    glucagon,
    observation,
    order,
    person,
    procedure,
    report,
    staging,
    zinc,
)

AGES = [
    0,
    1,
    2,
    3,
    5,
    7,
    8,
    9,
    14,
    15,
    16,
    29,
    30,
    31,
    40,
    41,
    42,
    43,
    60,
    89,
    90,
    91,
    120,
    179,
    180,
    181,
    300,
    301,
    500,
]
PARTIAL = ["2026", "2026-05", "2026-06", "2026-10", "2025-11"]
CLINICAL = ["active"] * 6 + ["recurrence", "relapse", "inactive", "remission", "resolved", "completed", None]
VERIFIED = ["confirmed"] * 6 + ["provisional", "differential", "unconfirmed", "refuted", "entered-in-error", None]
STATUSES = ["final"] * 8 + ["amended", "corrected", "preliminary", "registered", "cancelled", "entered-in-error"]
HISTOLOGY = "http://terminology.hl7.org/CodeSystem/icd-o-3"

DIAGNOSES = [
    NME, NME, GLUCAGONOMA, GLUCAGONOMA, PANCREATIC_NET, (SNOMED, "717919005"), (ICD10CM, "E16.3"), (ICD10CM, "E163"),
    LIVER_METASTASIS, (ICD10CM, "C78.7"), (SNOMED, "94222008"), (ICD10CM, "C77.2"), (ICD10CM, "C18.9"),
    (ICD10CM, "C25.0"), (ICD10CM, "E11.65"), (ICD10CM, "E11.10"), (ICD10CM, "K74.60"), (SNOMED, "34000006"),
    (ICD10CM, "K90.0"), (ICD10CM, "Z90.411"), (SNOMED, "275935009"), (ICD10CM, "Z3A.13"), (ICD10CM, "Z3A.28"),
    (SNOMED, "77386006"), (ICD10CM, "O80"), (ICD10CM, "I10"), (HPO, "HP:0031181"),
]  # fmt: skip
GLUCAGONS = [
    40,
    49,
    50,
    51,
    100,
    159,
    159.1,
    160,
    250,
    250.1,
    310,
    499,
    500,
    500.1,
    700,
    999,
    1000,
    1000.1,
    2000,
    -1,
    0,
]
ZINCS = [40, 49.9, 50, 51, 55.9, 56, 57, 58.9, 59, 60.9, 61, 65.9, 66, 69.9, 70, 71.9, 72, 73.9, 74, 90]
STAGES = ["cM0", "pM0(i+)", "M0", "cM1", "M1a", "cM1(HEP)", "ypM1", "MX", "cMX", "see report"]
GROUPS = ["Stage I", "IIB", "III", "IV", "Stage IVB", "IVA", "unclear"]
ASSESSMENTS = ["fit", "fit", "unfit", "unresectable", "declined"]
ORDER_STATUSES = ["active"] * 5 + [
    "completed",
    "stopped",
    "on-hold",
    "cancelled",
    "draft",
    "entered-in-error",
    "unknown",
]
GIVEN_STATUSES = ["completed", "completed", "in-progress", "not-done", "unknown"]
GRADES = [(SNOMED, "425389002"), (SNOMED, "422894000"), (SNOMED, "423053003"), (SNOMED, "423237006")]
PREGNANT = ["LA15173-0", "LA26683-5", "LA4489-6"]
RESPONSES = ["271299001", "359746009", "268910001", "260415000", "1"]
LESIONS = [GLUCAGONOMA, PANCREATIC_NET, LIVER_METASTASIS, ANY_METASTASIS]
MORNING = "2026-11-10T08:00:00Z"


RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ORDERED_DRUGS = [
    LAR, SHORT, (RXNORM, "68092"), (RXNORM, "7617"), (RXNORM, "5880"), (RXNORM, "10114"), (RXNORM, "313773"),
    ("http://www.whocc.no/atc", "B05BA10"), GLUCAGON_DRUG, (RXNORM, "161"),
]  # fmt: skip
ORDERED_SERVICES = [
    RESECTION, (SNOMED, "314617008"), (LOINC, "2338-2"), CT, (LOINC, "24556-3"), (LOINC, "39828-9"),
    (SNOMED, "240977001"), (LOINC, "5763-8"),
]  # fmt: skip


def _when(chance: Random) -> int | str:
    return chance.choice(PARTIAL) if chance.random() < 0.05 else chance.choice(AGES)


def _when_if_at_all(chance: Random) -> int | str | None:
    return None if chance.random() < 0.05 else _when(chance)


def _diagnosis(chance: Random) -> Resource:
    made = condition(
        chance.choice(DIAGNOSES), chance.choice(CLINICAL), chance.choice(VERIFIED), _when_if_at_all(chance)
    )
    if chance.random() < 0.3:
        made["onsetDateTime"] = days(chance.choice(AGES))
    if chance.random() < 0.05:
        made["abatementDateTime"] = days(chance.choice(AGES))
    return made


def _status(chance: Random, result: Resource) -> Resource:
    return {**result, "status": chance.choice(STATUSES)}


def _glucagon(chance: Random) -> Resource:
    molar = chance.random() < 0.15
    unit = chance.choice(["pmol/L", "fmol/mL"] if molar else ["pg/mL", "pg/mL", "ng/L", "PG/ML", "ug/L", "pmol/L"])
    value = chance.choice([143.5, 143.6, 287.1, 287.2, 30]) if molar else chance.choice(GLUCAGONS)
    made = glucagon(
        value,
        _when(chance),
        chance.choice([None, 159, 80, 208]),
        unit,
        chance.choice([None, None, None, None, ">", ">=", "<", "<="]),
        "15073-0" if molar else "2338-2",
    )
    if chance.random() < 0.15:
        made["interpretation"] = [concept((INTERPRETATION, chance.choice(["H", "HH", "N", "L", "A"])))]
        if chance.random() < 0.5:
            del made["valueQuantity"]
    if chance.random() < 0.3:
        made["issued"] = f"{days(chance.choice(AGES))}T08:00:00Z"
    return _status(chance, made)


def _zinc(chance: Random) -> Resource:
    when = chance.choice([MORNING, "2026-11-10T12:00:00Z", "2026-11-10", days(90), days(91)])
    limit, fasting = chance.choice([None, None, 60]), chance.choice([None, True, False])
    made = zinc(chance.choice(ZINCS), when, limit, "ug/dL", fasting, chance.choice([None, None, "<", ">"]))
    if chance.random() < 0.2:
        made["interpretation"] = [concept((INTERPRETATION, chance.choice(["L", "N", "H"])))]
        if chance.random() < 0.5:
            del made["valueQuantity"]
    return _status(chance, made)


def _result(chance: Random) -> Resource:
    kinds: list[Callable[[], Resource]] = [
        lambda: staging(chance.choice(STAGES), _when(chance), chance.choice(["21907-1", "21901-4"])),
        lambda: staging(chance.choice(GROUPS), _when(chance), "21908-9"),
        lambda: assessment(chance.choice(ASSESSMENTS), chance.choice(AGES)),
        lambda: observation((LOINC, "89247-1"), _when(chance), valueInteger=chance.randrange(6)),
        lambda: observation(
            (LOINC, "97816-3"),
            _when(chance),
            valueCodeableConcept=concept((SNOMED, chance.choice(["413496000", "413497009", "413498004"]))),
        ),
        lambda: observation(
            (LOINC, "97509-4"), _when(chance), valueCodeableConcept=concept((SNOMED, chance.choice(RESPONSES)))
        ),
        lambda: finding(chance.choice(LESIONS), chance.choice([PRESENT, ABSENT, ABSENT]), _when(chance)),
        lambda: observation(
            (LOINC, "59847-4"),
            _when(chance),
            valueCodeableConcept=concept((HISTOLOGY, chance.choice(["8152/3", "8151/3", "8240/3"]))),
        ),
        lambda: observation(chance.choice(GRADES), _when(chance)),
        lambda: observation((LOINC, "21907-1"), _when(chance)),
        lambda: observation(
            (LOINC, "82810-3"), _when(chance), valueCodeableConcept=concept((LOINC, chance.choice(PREGNANT)))
        ),
    ]
    return _status(chance, chance.choice(kinds)())


def _drug(chance: Random) -> Resource:
    drug = chance.choice([LAR, SHORT, GLUCAGON_DRUG, ("http://www.nlm.nih.gov/research/umls/rxnorm", "7617")])
    if chance.random() < 0.3:
        return given(drug, chance.choice(AGES), chance.choice(GIVEN_STATUSES))
    end = chance.choice([None, *AGES]) if chance.random() < 0.6 else None
    rescue: dict[str, Any] = {"dosageInstruction": [{"asNeededBoolean": True}]} if chance.random() < 0.1 else {}
    start = None if chance.random() < 0.05 else chance.choice(AGES)
    return order(drug, start, chance.choice(ORDER_STATUSES), end, **rescue)


def _act(chance: Random) -> Resource:
    status = chance.choice(["completed"] * 4 + ["not-done", "in-progress", "entered-in-error"])
    made = procedure(RESECTION, _when(chance), status)
    if status == "not-done":
        made["statusReason"] = concept((SNOMED, chance.choice(["183932001", "183944003", "416237000", "275935009"])))
    return made


def _consent(chance: Random) -> Resource:
    provision = {"type": chance.choice(["deny", "deny", "permit"]), "code": [concept(RESECTION)]}
    made = {"resourceType": "Consent", "status": "active", "provision": provision}
    return made if chance.random() < 0.1 else {**made, "dateTime": days(chance.choice(AGES))}


def _report(chance: Random) -> Resource:
    return report(chance.choice(LESIONS), _when(chance), chance.choice(STATUSES), CT)


def _patient(chance: Random) -> Resource:
    born = chance.choice(["1970-01-01", "1961-11-20", "1961-11-21", "2008-11-20", "2008-11-21", "2015-06-01", "1950"])
    return person(born, chance.choice(["female", "male", "female", "male", "unknown"]))


def patient(seed: int) -> list[Resource]:
    """The resources of one patient; the same number gives the same patient."""
    chance = Random(seed)  # noqa: S311 patients, not secrets
    makers = [
        (_diagnosis, 4),
        (_glucagon, 2),
        (_zinc, 1),
        (_result, 3),
        (_drug, 2),
        (_act, 1),
        (_report, 1),
        (_consent, 1),
    ]
    in_scope = condition(NME, recorded=_when(chance)) if chance.random() < 0.5 else glucagon(700, _when(chance))
    return [
        _patient(chance),
        in_scope,
        *(make(chance) for make, most in makers for _ in range(chance.randint(0, most))),
    ]


def _draft(chance: Random, number: int) -> Resource:
    is_drug = chance.random() < 0.6
    concept_of = "medicationCodeableConcept" if is_drug else "code"
    return {
        "resourceType": "MedicationRequest" if is_drug else "ServiceRequest",
        "id": f"draft{number}",
        "status": chance.choice(["draft"] * 4 + ["stopped"]) if is_drug else "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{PATIENT}"},
        concept_of: concept(chance.choice(ORDERED_DRUGS if is_drug else ORDERED_SERVICES)),
    }


def _hook(chance: Random) -> dict[str, Any]:
    """Every third patient is met by an order."""
    if chance.random() < 0.67:
        return {}
    drafts = [_draft(chance, number) for number in range(chance.randint(1, 2))]
    selections = [f"{draft['resourceType']}/{draft['id']}" for draft in drafts[:1]]
    return {"hook": "order-select", "draftOrders": drafts, "selections": selections}


def request(seed: int) -> dict[str, Any]:
    """A vignette in the form sources.py reads."""
    resources = [entry["resource"] for entry in bundle(patient(seed))["entry"]]
    for one in resources:
        if one["resourceType"] != "Patient":
            one["subject"] = {"reference": f"Patient/{PATIENT}"}
    return {"id": f"R{seed}", "resources": resources, **_hook(Random(f"order {seed}"))}  # noqa: S311 likewise


if __name__ == "__main__":
    number, first = int(sys.argv[1]), int(sys.argv[2])
    for seed in range(first, first + number):
        sys.stdout.write(json.dumps(request(seed)) + "\n")
