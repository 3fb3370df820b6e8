"""What counts as told: drugs that cannot be told (R3), whose record it is (R4), results that contradict themselves
(R7), pathology reports (pathway-2 1.6), code systems that are not read (pathway-2 2.2)."""

from typing import Any

import pytest

from hooks.clinical.case import Flag, Flaw, Reason
from service.fhir.whose import Foreign, foreign
from tests.service.fhir.samples import (
    FLAGS,
    MINE,
    RXNORM,
    SNOMED,
    Resource,
    case_of,
    coded,
    condition,
    observation,
    only,
    prescription,
    quantity,
    told,
)

OCTREOTIDE = coded(RXNORM, "7617")


def drug(**members: Any) -> Resource:
    return prescription(**members) | {"status": "active"}


def contained(identity: str, **members: Any) -> list[Resource]:
    return [{"resourceType": "Medication", "id": identity, **members}]


@pytest.mark.parametrize(
    "record",
    [
        drug(medicationReference={"reference": "#m"}, contained=contained("m", code=OCTREOTIDE)),
        drug(medicationReference={"reference": "#m"}, contained=contained("#m", code=OCTREOTIDE)),
        drug(
            medicationReference={"reference": "#m"},
            contained=contained("m", ingredient=[{"itemCodeableConcept": OCTREOTIDE}]),
        ),
        drug(
            medicationReference={"reference": "#m"},
            contained=[
                *contained("m", code={"text": "kit"}, ingredient=[{"itemReference": {"reference": "#i"}}]),
                *contained("i", code=OCTREOTIDE),
            ],
        ),
        drug(medication={"concept": OCTREOTIDE}),
        drug(medication=OCTREOTIDE),
        drug(medicationReference={"reference": "Medication/gone", "display": "Sandostatin"}),
        drug(medicationCodeableConcept=coded("http://hl7.org/fhir/sid/ndc", "0078-0181-01") | {"text": "SANDOSTATIN"}),
    ],
)
def test_a_drug_is_read_wherever_it_stands(record: Resource) -> None:
    case = case_of(record)
    assert [m.concepts for m in case.medications or ()] == [{"octreotide"}]
    assert case.unknown_drugs == ()


@pytest.mark.parametrize(
    "record",
    [
        drug(medicationReference={"reference": "Medication/gone"}),
        drug(medicationReference={"reference": "#gone"}),
        drug(
            medicationReference={"reference": "#m"},
            contained=contained("m", ingredient=[{"itemReference": {"reference": "Medication/gone"}}]),
        ),
        drug(medicationCodeableConcept=coded("http://hl7.org/fhir/sid/ndc", "0078-0181-01")),
        drug(medicationCodeableConcept={}),
        drug(),
    ],
)
def test_a_drug_that_cannot_be_told_is_neither_known_nor_absent(record: Resource) -> None:
    case = case_of(record)
    assert case.medications == ()
    assert [(m.source, m.status) for m in case.unknown_drugs] == [("MedicationRequest/m1", "active")]


@pytest.mark.parametrize("code", [{"text": "aspirin"}, coded(RXNORM, "1191")])
def test_another_drug_is_told_and_is_none_of_ours(code: Resource) -> None:
    case = case_of(drug(medicationCodeableConcept=code))
    assert (case.medications, case.unknown_drugs) == ((), ())


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/p1",
        "patient/p1",
        "Patient/p1/",
        "urn:uuid:p1",
        "p1",
        "https://ehr.example.org/fhir/Patient/p1",
        "https://ehr.example.org/fhir/Patient/p1/_history/2",
    ],
)
def test_this_patient_has_many_spellings(reference: str) -> None:
    nme = condition({"text": "Necrolytic migratory erythema"}) | {"subject": {"reference": reference}}
    assert only(nme).concepts == {"nme"}
    assert foreign(told(nme), "p1") == Foreign()


@pytest.mark.parametrize(
    "reference", ["Patient/p2", "urn:uuid:p2", "Patient?identifier=p1", "Group/p1", "https://ehr/fhir/Patient/p1/x"]
)
def test_anybody_else_is_another_patient_and_is_counted(reference: str) -> None:
    nme = condition({"text": "Necrolytic migratory erythema"}) | {"subject": {"reference": reference}}
    case = case_of(nme)
    assert case.diagnoses == ()
    assert [w.reason for w in case.withheld] == [Reason.FOREIGN]
    assert foreign(told(nme), "p1") == Foreign(1, is_all=True)
    mine = observation("2338-2")
    assert foreign(told(nme, mine), "p1") == Foreign(1, is_all=False)


def test_a_resource_that_names_nobody_is_this_patients() -> None:
    assert foreign(told(condition({"text": "rash"}) | {"subject": None}), "p1") == Foreign()


@pytest.mark.parametrize(
    ("members", "flaw", "text"),
    [
        ({"valueQuantity": quantity(0), "valueString": ">1000 pg/mL"}, Flaw.CONTRADICTORY, "0 pg/mL; >1000 pg/mL"),
        ({"valueQuantity": quantity(40), "valueString": "620 pg/mL"}, Flaw.CONTRADICTORY, "40 pg/mL; 620 pg/mL"),
        (
            {"valueQuantity": quantity(0), "valueCodeableConcept": {"text": "See separate report"}},
            Flaw.CONTRADICTORY,
            "0 pg/mL; See separate report",
        ),
        ({"valueQuantity": quantity(95), "dataAbsentReason": {"text": "error"}}, Flaw.CONTRADICTORY, "95 pg/mL"),
        ({"valueQuantity": quantity(-4)}, Flaw.NEGATIVE, "-4 pg/mL"),
        (
            {"valueRange": {"low": quantity(100), "high": quantity(300)}},
            Flaw.UNREADABLE,
            "100 pg/mL to 300 pg/mL",
        ),
        (
            {"valueRatio": {"numerator": quantity(1, ""), "denominator": quantity(40, "")}},
            Flaw.UNREADABLE,
            "1  / 40 ",
        ),
    ],
)
def test_a_result_that_contradicts_itself_or_cannot_be_read_is_there_and_unusable(
    members: Any, flaw: Flaw, text: str
) -> None:
    flagged = {"interpretation": [coded(FLAGS, "H")]}
    found = only(observation("2338-2", **members, **flagged))
    assert (found.reading, found.flag, found.flaw, found.text_value) == (None, None, flaw, text)


@pytest.mark.parametrize(
    "members",
    [
        {"valueQuantity": quantity(620), "valueString": "620 pg/mL"},
        {"valueQuantity": quantity(620), "valueString": "620.0"},
        {"valueQuantity": quantity(0)},
        {"valueQuantity": quantity(500, comparator=">"), "valueString": ">500 pg/mL"},
    ],
)
def test_words_that_say_the_same_number_are_no_contradiction(members: Any) -> None:
    found = only(observation("2338-2", **members))
    assert found.flaw is None
    assert found.reading is not None


def test_a_reason_for_no_value_without_a_value_is_no_result() -> None:
    found = only(observation("2338-2", dataAbsentReason={"text": "unknown"}))
    assert (found.flaw, found.reading, found.text_value) == (None, None, None)


def test_a_coded_answer_beside_a_reason_for_none_is_no_answer() -> None:
    answer = {"valueCodeableConcept": coded(SNOMED, "52101004"), "dataAbsentReason": {"text": "error"}}
    assert only(observation("21907-1", **answer)).answers == frozenset()


@pytest.mark.parametrize(("sign", "flag"), [("HX", Flag.HIGH), (">", Flag.HIGH), ("LX", Flag.LOW), ("<", Flag.LOW)])
def test_off_the_scale_is_high_or_low(sign: str, flag: Flag) -> None:
    assert only(observation("2338-2", interpretation=[coded(FLAGS, sign)])).flag is flag


PATHOLOGY = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "SP"}]}
SAYS = "Psoriasiform dermatitis. Consistent with necrolytic migratory erythema."


def pathology(conclusion: str = SAYS, **members: Any) -> Resource:
    report = {"resourceType": "DiagnosticReport", "id": "r1", "subject": MINE, "status": "final"}
    return report | {"category": [PATHOLOGY], "code": {"text": "Report"}, "conclusion": conclusion} | members


def named(*resources: Resource) -> list[frozenset[str]]:
    case = case_of(*resources)
    reports, sections = case.reports or (), case.observations or ()
    return [r.named for r in reports if r.named] + [o.named for o in sections if o.named]


@pytest.mark.parametrize(
    "report",
    [
        pathology(),
        pathology(status="amended"),
        pathology(status="corrected"),
        pathology("FINAL DIAGNOSIS: Necrolytic migratory erythema"),
        pathology("Clinical history: rash. Diagnosis: Necrolytic migratory erythema, cannot exclude pellagra."),
        pathology("History: psoriasis\n\nNecrolytic migratory erythema"),
        pathology(category=[], code={"text": "Skin biopsy"}),
        pathology("", conclusionCode=[{"text": "Necrolytic migratory erythema"}]),
        pathology("", conclusionCode=[coded("http://purl.obolibrary.org/obo/hp.owl", "HP:0031181")]),
        pathology("x" * 19_900 + ". Necrolytic migratory erythema"),
    ],
)
def test_a_final_pathology_report_names_it(report: Resource) -> None:
    assert named(report) == [{"nme"}]


@pytest.mark.parametrize(
    "report",
    [
        pathology(status="preliminary"),
        pathology(status="registered"),
        pathology(category=[coded("http://terminology.hl7.org/CodeSystem/v2-0074", "RAD")]),
        pathology("No evidence of necrolytic migratory erythema"),
        pathology("R/o necrolytic migratory erythema"),
        pathology("Necrolytic migratory erythema?"),
        pathology("Clinical history: necrolytic migratory erythema. Diagnosis: eczema."),
        pathology("INDICATION: necrolytic migratory erythema\nDIAGNOSIS: eczema"),
        pathology("NME"),
        pathology("Glucagonoma of the pancreas"),
        pathology("x" * 20_000 + ". Necrolytic migratory erythema"),
    ],
)
def test_what_it_denies_asks_or_tells_of_the_past_it_does_not_name(report: Resource) -> None:
    assert named(report) == []


def test_an_observation_that_is_a_section_of_one_is_read_too() -> None:
    section = observation({"text": "Diagnosis"}, id="s1", valueString="Necrolytic migratory erythema")
    assert named(section) == []
    assert named(section, pathology("", result=[{"reference": "Observation/s1"}])) == [{"nme"}]
    assert named(section | {"category": [PATHOLOGY]}) == [{"nme"}]
    history = section | {"code": {"text": "Clinical history"}, "category": [PATHOLOGY]}
    assert named(history) == []


def test_diagnoses_only_in_systems_that_are_not_read_are_counted_by_system() -> None:
    swedish, french = "urn:oid:1.2.752.116.1.1.1.1.3", "https://smt.esante.gouv.fr/terminologie-cim-10"
    case = case_of(
        condition(coded(swedish, "C78.7"), id="a"),
        condition(coded(swedish, "K74.6"), id="b"),
        condition(coded(french, "C78.7"), id="c"),
        condition(coded(swedish, "C25.4") | {"text": "Glucagonoma"}, id="d"),
        condition({"coding": [*coded(swedish, "I10")["coding"], *coded(SNOMED, "38341003")["coding"]]}, id="e"),
        condition({"text": "rash"}, id="f"),
        condition(coded(swedish, "E11"), id="g") | {"subject": {"reference": "Patient/p2"}},
    )
    assert case.unread_systems == {swedish: 2, french: 1}


@pytest.mark.parametrize(
    ("code", "concepts"),
    [
        (coded(SNOMED, "94579000", display="Secondary malignant neoplasm of skin (disorder)"), {"metastasis_any"}),
        (coded(SNOMED, "94579000", display="Metastatic malignant neoplasm to skin (disorder)"), {"metastasis_any"}),
        (coded(SNOMED, "94381002", display="Secondary malignant neoplasm of liver (disorder)"), {"metastasis_liver"}),
    ],
)
def test_a_code_of_no_row_that_calls_itself_a_metastasis_is_one(code: Resource, concepts: set[str]) -> None:
    assert only(condition(code)).concepts == concepts


@pytest.mark.parametrize(
    "code",
    [
        {"text": "Secondary malignant neoplasm of skin"},
        coded("urn:oid:1.2.752.116.1.1.1.1.3", "C79.2", display="Secondary malignant neoplasm of skin"),
        coded(SNOMED, "94396003", display="Secondary malignant neoplasm of mesenteric lymph nodes"),
        coded(SNOMED, "94579000", display="No secondary malignant neoplasm of skin"),
    ],
)
def test_free_words_and_codes_of_unread_systems_are_none(code: Resource) -> None:
    assert case_of(condition(code)).diagnoses == ()
