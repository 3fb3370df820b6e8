"""A scan sees every code the full reading sees, or says that it cannot tell."""

from typing import Any

import pytest

from service.fhir.concepts import labels
from service.fhir.datatypes import CodeableConcept, Coding
from service.fhir.gathered import every_concept
from service.fhir.read import read
from service.gathering.scan import scan
from tests.service.fhir.samples import CODES, LOINC, SNOMED, bundle, coded, condition, observation, raw

GLUCAGON = observation("2338-2", id="a")
PANEL = observation({"text": "panel"}, component=[{"code": coded(LOINC, "20636-7")}, {}])


def labels_of(answer: Any) -> list[CodeableConcept] | None:
    found = scan(raw(answer), "p1")
    return None if found is None else list(found.labels)


def test_codes_of_observations_and_of_their_components_are_seen() -> None:
    found = labels_of(bundle([GLUCAGON, PANEL]))
    assert found is not None
    assert every_concept(found, CODES) == {"glucagon_serum_plasma", "amino_acid_alanine"}


def test_the_full_reading_sees_no_more() -> None:
    answer = bundle([GLUCAGON, PANEL, {"resourceType": "Observation"}])
    everything = {
        label
        for entry in read(raw(answer), "Observation").entries
        if entry.resource
        for label in labels(entry.resource)
    }
    assert set(labels_of(answer) or ()) == everything


def test_the_same_code_written_the_same_way_is_read_once() -> None:
    assert labels_of(bundle([GLUCAGON] * 3)) == [CodeableConcept((Coding(LOINC, "2338-2"),))]


def test_an_odd_member_that_no_code_depends_on_does_not_hide_the_code() -> None:
    found = labels_of(bundle([observation("2338-2", valueInteger="x")]))
    assert found is not None
    assert every_concept(found, CODES) == {"glucagon_serum_plasma"}


@pytest.mark.parametrize("link", [[], [{"relation": "self", "url": "https://ehr.example.org/Observation?patient=1"}]])
def test_the_link_of_the_answer_itself_changes_nothing(link: list[dict[str, str]]) -> None:
    assert labels_of(bundle([GLUCAGON], link=link)) is not None


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [GLUCAGON],
        GLUCAGON,
        "rubbish",
        bundle([GLUCAGON, {"resourceType": "Patient"}]),
        bundle([GLUCAGON, {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}]),
        bundle([GLUCAGON, observation("2338-2") | {"code": "2338-2"}]),
        bundle([GLUCAGON, observation("2338-2") | {"code": {"coding": {"system": LOINC, "code": "2338-2"}}}]),
        bundle([GLUCAGON, observation("2338-2") | {"component": None}]),
        {},
        {"entry": []},
        {"error": "invalid_token"},
        {"resource": bundle([GLUCAGON])},
        bundle([bundle([GLUCAGON])]),
        bundle([GLUCAGON], total=2),
        bundle([GLUCAGON], total="2"),
        bundle([GLUCAGON | {"subject": {"reference": "Patient/p2"}}]),
        bundle([GLUCAGON | {"subject": {"reference": "Patient?identifier=x"}}]),
        {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:x"}]},
        bundle([GLUCAGON], link=[{"relation": "next", "url": "https://ehr.example.org/2"}]),
        bundle([GLUCAGON], link=[{"relation": "self", "url": "Observation?patient={{context.patientId}}"}]),
        {"resourceType": "OperationOutcome"},
    ],
)
def test_whatever_is_not_plain_has_to_be_read(answer: Any) -> None:
    assert labels_of(answer) is None


@pytest.mark.parametrize("answer", [None, bundle([])])
def test_told_that_there_are_none_is_an_answer(answer: Any) -> None:
    assert labels_of(answer) == []


@pytest.mark.parametrize(
    "reference", ["Patient/p1", "patient/p1", "Patient/p1/", "urn:uuid:p1", "https://ehr/fhir/Patient/p1/_history/3"]
)
def test_a_patient_has_many_spellings(reference: str) -> None:
    assert labels_of(bundle([GLUCAGON | {"subject": {"reference": reference}}])) is not None


def test_the_texts_of_results_are_seen() -> None:
    report = {"resourceType": "DiagnosticReport", "conclusion": "psoriasis"}
    found = scan(raw(bundle([report, observation("2338-2", valueString="see report")])), "p1")
    assert found is not None
    assert list(found.texts) == ["psoriasis", "see report"]


def test_diagnoses_conclusions_and_procedures_are_seen() -> None:
    report = {"resourceType": "DiagnosticReport", "conclusionCode": [coded(SNOMED, "302823005")]}
    procedure = {"resourceType": "Procedure", "code": coded(SNOMED, "401004")}
    found = labels_of(bundle([condition({"text": "rash"}), report, procedure]))
    assert found is not None
    assert every_concept(found, CODES) == {"glucagonoma", "distal_pancreatectomy"}
    assert CodeableConcept(text="rash") in found
