"""The queries we ask clients to run (conformance A.5)."""

import re

import pytest

from service.protocol.prefetch import KEYS, REQUIRED, templates

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
EVERYTHING = templates(dict.fromkeys(KEYS, ((LOINC, "2333-3"), (SNOMED, "1"))))


def test_a_patient_is_read_and_everything_else_is_searched() -> None:
    assert templates({"Condition": (), "Patient": ()}) == {
        "patient": "Patient/{{context.patientId}}",
        "conditions": "Condition?patient={{context.patientId}}&_count=500",
    }


def test_codes_are_sorted_and_named_once() -> None:
    wanted = {"Observation": ((SNOMED, "7"), (LOINC, "9-1"), (LOINC, "2333-3"), (LOINC, "9-1"))}
    assert templates(wanted) == {
        "observations": "Observation?patient={{context.patientId}}"
        "&code=http://loinc.org|2333-3,http://loinc.org|9-1,http://snomed.info/sct|7&_count=500"
    }


def test_every_resource_type_has_its_own_key() -> None:
    assert len(EVERYTHING) == len(KEYS) == 11
    assert set(REQUIRED) <= set(EVERYTHING)


@pytest.mark.parametrize("query", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_a36_to_a40_the_only_token_is_the_patient_id(query: str) -> None:
    assert re.findall(r"\{\{(.*?)\}\}", query) == ["context.patientId"]


@pytest.mark.parametrize("query", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_a43_no_parameter_is_repeated_and_none_is_unusual(query: str) -> None:
    names = [parameter.partition("=")[0] for parameter in query.partition("?")[2].split("&") if parameter]
    assert len(names) == len(set(names))
    assert set(names) <= {"patient", "code", "_count"}


def test_a_type_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="No prefetch key for Flag, Goal"):
        templates({"Goal": (), "Patient": (), "Flag": ()})


@pytest.mark.parametrize("pair", [(LOINC, "a,b"), (LOINC, "a|b"), ("http://x?y", "1"), ("", "1"), (LOINC, "")])
def test_a_code_that_needs_escapes_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="without escapes"):
        templates({"Observation": (pair,)})
