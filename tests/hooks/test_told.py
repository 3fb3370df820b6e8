"""What a finding tells of its entries: their values as written, and why one is not used."""

import pytest

from hooks.clinical.criterion import Assessment, Predicate
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.glucagon import elev
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.skin import nme
from hooks.nme.evidence.tumour import tumour
from hooks.nme.evidence.zinc import zinc_low
from tests.judge.fhir import (
    GLUCAGONOMA,
    INTERPRETATION,
    LIVER_METASTASIS,
    LOINC,
    SNOMED,
    Resource,
    assessment,
    concept,
    condition,
    glucagon,
    observation,
    report,
    staging,
    zinc,
)
from tests.judge.fhir import NME as NME_CODE
from tests.judge.hand_made import named, read
from tests.judge.patients import ecog

ZINC, GLUCAGON = (LOINC, "5763-8"), (LOINC, "2338-2")
M_CATEGORY, HISTOLOGY = (LOINC, "21907-1"), (LOINC, "59847-4")
FLAGGED_LOW = [concept((INTERPRETATION, "L"))]
NAMED = {"code": {"coding": [{"system": SNOMED, "code": LIVER_METASTASIS[1], "display": "Liver metastasis"}]}}
PATHOLOGY_OF_TWO = report(GLUCAGONOMA, code=(LOINC, "60568-3")) | {
    "conclusionCode": [
        {"coding": [{"system": SNOMED, "code": LIVER_METASTASIS[1], "display": "Liver metastasis"}]},
        {"coding": [{"system": SNOMED, "code": GLUCAGONOMA[1], "display": "Glucagonoma"}]},
    ]
}
HISTOLOGIES = {
    "coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/icd-o-3", "code": "8152/3"},
        {"display": "Glucagonoma"},
    ]
}


@pytest.mark.parametrize(
    ("predicate", "result", "value", "note"),
    [
        (zinc_low, zinc(40, 91), "40 ug/dL", "91 d old, not used"),
        (zinc_low, zinc(40, None), "40 ug/dL", "no date, not used"),
        (zinc_low, zinc(40, unit="mmol/L"), "40 mmol/L", "unit missing or not accepted, not used"),
        (zinc_low, zinc(-1), "-1 ug/dL", "is negative, not used"),
        (zinc_low, observation(ZINC, 91, interpretation=FLAGGED_LOW), "", "91 d old, not used"),
        (zinc_low, observation(ZINC, 91, interpretation=FLAGGED_LOW, valueString="low"), "low", "91 d old, not used"),
        (elev, glucagon(700, 181), "700 pg/mL", "181 d old, not used"),
        (elev, glucagon(700, None), "700 pg/mL", "no date, not used"),
        (elev, glucagon(700, "2026-05"), "700 pg/mL", "date not precise enough, not used"),
        (elev, observation(GLUCAGON, valueString="see report"), "see report", "no readable value, not used"),
        (elev, glucagon(-1), "-1 pg/mL", "negative, not used: confirm with the laboratory"),
    ],
)
def test_a_result_is_told_with_its_value_and_fault(
    predicate: Predicate, result: Resource, value: str, note: str
) -> None:
    found = Assessment(read("nobody", named([result]), [])).finding(predicate)
    assert [(fact.value, fact.note) for fact in found.unused] == [(value, note)]


@pytest.mark.parametrize(
    ("predicate", "results"),
    [
        (zinc_low, [zinc(40, 91), zinc(41, 92)]),
        (mets, [staging("M0", 181), staging("M0", 200)]),
        (cand, [assessment("fit", 181), assessment("unfit", 200)]),
    ],
)
def test_of_several_only_the_newest_is_told(predicate: Predicate, results: list[Resource]) -> None:
    case = read("nobody", named(results), [])
    assert [fact.source for fact in Assessment(case).finding(predicate).unused] == ["Observation/r1"]


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ({"valueInteger": 7}, "M category 7"),
        ({"valueQuantity": {"value": 1}}, "M category 1"),
        ({"valueString": "as discussed"}, "M category as discussed"),
        ({"valueCodeableConcept": concept("cM1")}, "cM1"),
        ({"valueCodeableConcept": concept(("http://snomed.info/sct", "260413007"))}, "M category 260413007"),
    ],
)
def test_a_staging_is_told_as_it_is_written(stated: Resource, value: str) -> None:
    found = Assessment(read("nobody", named([observation((LOINC, "21907-1"), **stated)]), [])).finding(mets)
    assert [fact.value for fact in found.facts] == [value]


@pytest.mark.parametrize(
    ("predicate", "resources", "told"),
    [
        (mets, [staging("M0", 20), observation(M_CATEGORY, 10, valueString="as discussed")],
         ["M category as discussed", "M0"]),
        (mets, [staging("M0", 20), condition(LIVER_METASTASIS, recorded=20) | NAMED], ["Liver metastasis", "M0"]),
        (mets, [staging("M0", 20), condition(LIVER_METASTASIS, verified="provisional", recorded=5) | NAMED],
         ["Liver metastasis", "M0"]),
        (mets, [condition("metastatic glucagonoma")], ["spread named in words"]),
        (tumour, [PATHOLOGY_OF_TWO], ["Glucagonoma"]),
        (tumour, [observation(HISTOLOGY, valueCodeableConcept=HISTOLOGIES)], ["8152/3"]),
        (cand, [ecog(3)], ["3"]),
        (cand, [assessment("fit")], ["fit"]),
        (zinc_low, [observation(ZINC, interpretation=FLAGGED_LOW)], ["no number"]),
        (zinc_low, [zinc(40, low=60)], ["40 ug/dL"]),
    ],
)  # fmt: skip
def test_a_finding_rests_on_entries_told_as_they_are_written(
    predicate: Predicate, resources: list[Resource], told: list[str]
) -> None:
    found = Assessment(read("nobody", named(resources), [])).finding(predicate)
    assert [fact.value for fact in found.facts] == told


@pytest.mark.parametrize(("verified", "status"), [(None, "recorded"), ("confirmed", "confirmed")])
def test_a_diagnosis_is_told_with_its_verification(verified: str | None, status: str) -> None:
    found = Assessment(read("nobody", named([condition(NME_CODE, verified=verified)]), [])).finding(nme)
    assert [fact.status for fact in found.facts] == [status]
