"""Observations, their members, and the reports that list them (fhir-inputs D03 to D08, D16, D17)."""

from decimal import Decimal

import pytest

from hooks.clinical.case import Flag
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.clinical.units import Reading
from tests.service.fhir.samples import (
    FLAGS,
    LOINC,
    MINE,
    SNOMED,
    Resource,
    case_of,
    coded,
    nothing,
    observation,
    only,
    quantity,
)

REPORT = {"resourceType": "DiagnosticReport", "id": "r1", "subject": MINE, "status": "final"}
FASTING = {"code": coded(LOINC, "49541-6")}


def flagged(code: str, flag: str, **more: object) -> Resource:
    return {"code": coded(LOINC, code), "interpretation": [coded(FLAGS, flag)], **more}


def test_a_glucagon_result_in_full() -> None:
    found = only(
        observation(
            "2338-2",
            valueQuantity=quantity(648),
            referenceRange=[{"high": quantity(140)}],
            interpretation=[coded(FLAGS, "HH")],
            component=[FASTING | {"valueBoolean": True}],
        )
    )
    assert found.reading == Reading(Decimal(648), "pg/mL")
    assert (found.low, found.high) == (None, Reading(Decimal(140), "pg/mL"))
    assert (found.flag, found.fasting, found.molar) == (Flag.HIGH, YES, False)
    assert found.when.hour == 8
    assert not found.imaging


@pytest.mark.parametrize(
    ("code", "molar"), [("2338-2", False), ("15073-0", True), ("5763-8", False), ("14955-9", True), ("35083-5", None)]
)
def test_the_code_says_mass_or_substance(code: str, molar: bool | None) -> None:
    assert only(observation(code)).molar is molar


def test_two_codes_of_different_property_say_neither() -> None:
    both = {"coding": [{"system": LOINC, "code": "2338-2"}, {"system": LOINC, "code": "15073-0"}]}
    assert only(observation(both)).molar is None


@pytest.mark.parametrize(
    ("component", "fasting"),
    [
        ({"valueBoolean": True}, YES),
        ({"valueString": "no"}, NO),
        ({"valueCodeableConcept": {"text": "Yes"}}, YES),
        ({}, UNKNOWN),
    ],
)
def test_fasting_from_a_component(component: Resource, fasting: Truth) -> None:
    assert only(observation("2338-2", component=[FASTING | component])).fasting is fasting


def test_fasting_from_a_member_and_from_the_code_itself() -> None:
    member = observation("49541-6", id="f", valueBoolean=False)
    case = case_of(observation("2338-2", hasMember=[{"reference": "Observation/f"}]), member)
    assert [o.fasting for o in case.observations or () if "glucagon_serum_plasma" in o.concepts] == [NO]
    assert only(observation("59056-2")).fasting is YES


def test_abnormal_counts_as_high_for_glucagon_only() -> None:
    assert only(observation("2338-2", interpretation=[coded(FLAGS, "A")])).flag is Flag.HIGH
    assert only(observation("5763-8", interpretation=[coded(FLAGS, "A")])).flag is None


def test_components_of_a_known_panel_are_its_members() -> None:
    panel = only(observation("35083-5", component=[flagged("20636-7", "L"), flagged("20644-1", "N")]))
    assert [(sorted(m.concepts), m.flag) for m in panel.members] == [
        (["amino_acid_alanine"], Flag.LOW),
        (["amino_acid_glycine"], Flag.NORMAL),
    ]
    assert panel.members[0].when == panel.when
    assert panel.members[0].source == panel.source


def test_components_of_an_unknown_panel_are_read_one_by_one() -> None:
    components = [flagged("20636-7", "L"), flagged("718-7", "L")]
    found = only(observation({"text": "Amino acids, local"}, component=components))
    assert (found.concepts, found.flag) == ({"amino_acid_alanine"}, Flag.LOW)


@pytest.mark.parametrize(
    ("member", "count"),
    [
        ({}, 1),
        ({"status": "preliminary"}, 0),
        ({"status": "cancelled"}, 0),
        ({"subject": {"reference": "Patient/p2"}}, 0),
        ({"effectiveDateTime": "2026-11-21"}, 0),
        ({"id": "elsewhere"}, 0),
    ],
)
def test_only_usable_observations_are_members(member: Resource, count: int) -> None:
    panel = observation("35083-5", hasMember=[{"reference": "https://ehr/fhir/Observation/m"}])
    case = case_of(panel, observation("20636-7", id="m") | member)
    (found,) = [o for o in case.observations or () if "amino_acids_plasma" in o.concepts]
    assert len(found.members) == count


def test_an_observation_that_is_its_own_member_ends() -> None:
    circular = observation("35083-5", hasMember=[{"reference": "Observation/o1"}])
    assert len(only(circular).members) == 1


def test_a_class_coded_as_the_question_answers_the_question() -> None:
    found = only(observation(coded(SNOMED, "413498004")))
    assert (found.concepts, found.number) == ({"asa_4", "asa_physical_status"}, 4)


def test_category_imaging_marks_a_finding_and_laboratory_does_not() -> None:
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    finding = observation(coded(SNOMED, "128462008"), valueCodeableConcept=coded(SNOMED, "2667000"))
    imaged = only(finding | {"category": [coded(system, "imaging")]})
    assert (imaged.imaging, imaged.present) == (True, NO)
    assert not only(finding | {"category": [coded(system, "laboratory")]}).imaging


@pytest.mark.parametrize(
    ("code", "imaging"),
    [(coded(LOINC, "41806-1"), True), ({"text": "US abdomen"}, True), (coded(LOINC, "11526-1"), False)],
)
def test_a_result_of_an_imaging_report_is_an_imaging_finding(code: Resource, imaging: bool) -> None:
    report = REPORT | {"code": code, "result": [{"reference": "Observation/o1"}]}
    case = case_of(report, observation(coded(SNOMED, "128462008"), valueBoolean=True))
    assert [o.imaging for o in case.observations or ()] == [imaging]


def test_a_result_listed_by_a_report_is_kept_without_a_concept() -> None:
    report = REPORT | {"code": coded(LOINC, "41806-1"), "result": [{"reference": "Observation/o1"}]}
    case = case_of(report, observation("718-7"))
    assert [(o.source, o.concepts) for o in case.observations or ()] == [("Observation/o1", frozenset())]


def test_a_report_in_full() -> None:
    found = only(
        REPORT
        | {
            "code": coded(LOINC, "41806-1", display="CT Abdomen"),
            "effectiveDateTime": "2026-11-02",
            "issued": "2026-11-03T00:00:00Z",
            "conclusion": "free text is not read: glucagonoma",
            "conclusionCode": [coded(SNOMED, "94381002", display="Liver metastasis"), {"text": "Glucagonoma"}],
            "result": [{"reference": "https://ehr/fhir/Observation/9"}],
        }
    )
    assert (found.concepts, found.display, str(found.when)) == ({"ct_abdomen"}, "CT Abdomen", "2026-11-02")
    assert (found.conclusions, found.concluded()) == ({"metastasis_liver"}, "Liver metastasis")
    assert (found.results, found.by_text) == (("Observation/9",), False)


def test_imaging_named_in_words_only_is_marked() -> None:
    found = only(REPORT | {"code": {"text": "Ga-68 DOTATATE PET/CT"}})
    assert (found.concepts, found.by_text) == ({"receptor_pet"}, True)


def test_a_report_of_unknown_kind_counts_by_its_coded_conclusion_only() -> None:
    assert only(REPORT | {"conclusionCode": [coded(SNOMED, "302823005")]}).conclusions == {"glucagonoma"}
    assert nothing(REPORT | {"conclusion": "glucagonoma", "code": {"text": "CT Abdomen"}})


def test_the_body_site_and_the_day_of_issue_are_kept() -> None:
    liver = {"bodySite": coded(SNOMED, "10200004"), "issued": "2026-11-16T09:00:00Z"}
    found = only(observation(coded(SNOMED, "128462008"), **liver))
    assert found.sites == {"liver"}
    assert str(found.issued) == "2026-11-16"


def test_without_them_there_is_none() -> None:
    found = only(observation("2338-2"))
    assert (found.sites, found.issued) == (frozenset(), None)
