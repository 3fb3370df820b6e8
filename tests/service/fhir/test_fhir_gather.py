"""Putting the answers of all keys together (decisions 1, 28; conformance A-29 to A-34)."""

from typing import Any

import pytest

from hooks.clinical.case import Availability
from hooks.nme.codes.reading import READING
from service.fhir.gathered import Gathered, answers, gather, gathered
from service.fhir.models import Condition, MedicationRequest, Observation, Patient
from service.fhir.read import Answer
from tests.service.fhir.samples import (
    CODES,
    LOINC,
    RXNORM,
    SNOMED,
    bundle,
    coded,
    condition,
    observation,
    prescription,
    raw,
    told,
)

TWO_KEYS = {"labs": "Observation", "staging": "Observation", "problems": "Condition"}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
NO_SUCH_TYPE = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "not-supported"}]}
MORE = bundle([], link=[{"relation": "next", "url": "x"}])


def of(**values: Any) -> Gathered:
    return gather({key: raw(value) for key, value in values.items()}, TWO_KEYS)


def test_an_absent_key_is_not_given_and_an_extra_one_is_ignored() -> None:
    found = of(labs=None, surprise=bundle([condition({"text": "rash"})]))
    assert found.by_key == {
        "labs": Availability.GIVEN,
        "staging": Availability.NOT_GIVEN,
        "problems": Availability.NOT_GIVEN,
    }
    assert found.of(Condition) == ()
    assert not found.told(Condition)


def test_resources_of_several_keys_come_together_by_type() -> None:
    found = of(labs=bundle([observation("2338-2", id="a")]), staging=bundle([observation("21907-1", id="b")]))
    assert [o.id for o in found.of(Observation)] == ["a", "b"]
    assert found.availability["Observation"] is Availability.GIVEN


@pytest.mark.parametrize(
    ("labs", "staging", "availability"),
    [
        (None, None, Availability.GIVEN),
        (None, OUTCOME, Availability.PARTIAL),
        (None, MORE, Availability.PARTIAL),
        (OUTCOME, OUTCOME, Availability.UNAVAILABLE),
        (NO_SUCH_TYPE, NO_SUCH_TYPE, Availability.NOT_OFFERED),
        (NO_SUCH_TYPE, OUTCOME, Availability.UNAVAILABLE),
    ],
)
def test_a_type_is_complete_only_if_every_key_of_it_is(labs: Any, staging: Any, availability: Availability) -> None:
    assert of(labs=labs, staging=staging).availability["Observation"] is availability


def test_a_type_with_one_key_absent_is_partial_if_the_other_was_told() -> None:
    assert of(labs=None).availability["Observation"] is Availability.PARTIAL
    assert of(labs=NO_SUCH_TYPE).availability["Observation"] is Availability.NOT_GIVEN


def test_answers_found_elsewhere_fill_absent_keys() -> None:
    prefetch = {"labs": raw(None), "staging": raw(None)}
    found = answers(prefetch, TWO_KEYS) | {"problems": Answer(Availability.GIVEN)}
    assert gathered(found, TWO_KEYS).availability == {
        "Observation": Availability.GIVEN,
        "Condition": Availability.GIVEN,
    }


def test_unreadable_resources_are_counted_over_all_keys() -> None:
    found = of(labs=bundle([observation("2338-2", valueInteger="x")]), problems="rubbish")
    assert [unread.kind for unread in found.unread] == ["Observation", "Condition"]


def test_a_patient_read_may_come_as_a_bundle() -> None:
    keys = {"patient": "Patient"}
    patient = {"resourceType": "Patient", "id": "p1"}
    assert gather({"patient": raw(patient)}, keys).of(Patient) == gather({"patient": raw(bundle([patient]))}, keys).of(
        Patient
    )


@pytest.mark.parametrize(
    ("resource", "concepts"),
    [
        (condition(coded(SNOMED, "302823005")), {"glucagonoma"}),
        (condition(coded(SNOMED, "302823005"), subject={"reference": "Patient/other"}), {"glucagonoma"}),
        (condition({"text": "Necrolytic migratory erythema"}), {"nme"}),
        (condition({"text": "Nécrolytic migratory erythema"}), {"nme"}),
        (condition({"text": "no necrolytic migratory erythema"}), set()),
        (condition({"text": "rash"}), set()),
        (observation("2338-2", status="cancelled"), {"glucagon_serum_plasma"}),
        (observation({"text": "panel"}, component=[{"code": coded(LOINC, "20636-7")}]), {"amino_acid_alanine"}),
        (
            {"resourceType": "DiagnosticReport", "conclusionCode": [coded(SNOMED, "94381002")]},
            {"metastasis_liver"},
        ),
        (prescription(coded(RXNORM, "7617")), {"octreotide"}),
        (
            prescription(medicationReference={"reference": "Medication/x", "display": "octreotide LAR"}),
            {"octreotide_lar"},
        ),
        (prescription(medicationReference={"reference": "Medication/x", "display": "aspirin"}), set()),
        ({"resourceType": "Medication", "id": "x", "code": coded(RXNORM, "68092")}, {"lanreotide"}),
        ({"resourceType": "Patient", "id": "p1"}, set()),
    ],
)
def test_the_scan_finds_every_concept_in_the_record(resource: Any, concepts: set[str]) -> None:
    assert told(resource).concepts(CODES, READING) == concepts


def test_the_types_of_a_medication_record_stay_apart() -> None:
    assert [m.id for m in told(prescription(coded(RXNORM, "7617"))).of(MedicationRequest)] == ["m1"]
