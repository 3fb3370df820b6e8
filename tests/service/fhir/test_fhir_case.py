"""Whose a resource is, whether it counts, and what is said of those left out (fhir-inputs, "Common rules")."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hooks.clinical.case import Availability, Person, Reason, Withheld
from hooks.clinical.when import When
from hooks.nme.codes.reading import READING
from service.fhir.case import build_case
from service.fhir.gathered import gather
from tests.service.fhir.samples import (
    CODES,
    KEYS,
    MINE,
    RXNORM,
    SNOMED,
    TODAY,
    UTC,
    Resource,
    bundle,
    case_of,
    coded,
    condition,
    left_out,
    nothing,
    observation,
    only,
    quantity,
    raw,
    status,
    told,
)

NME = condition({"text": "Necrolytic migratory erythema"})
GLUCAGON = observation("2338-2", valueQuantity=quantity(648))


def at(subject: Any) -> Resource:
    return observation("2338-2", subject=subject)


# Whose ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subject",
    [
        MINE,
        {"reference": "https://ehr.example.org/api/FHIR/R4/Patient/p1"},
        {"reference": "Patient/p1/_history/3"},
        {"reference": "p1"},
        {"display": "Vignette"},
        {},
        None,
    ],
)
def test_a_reference_to_this_patient_by_type_and_id_or_none_at_all_is_this_patients(subject: Any) -> None:
    assert only(at(subject)).source == "Observation/o1"


@pytest.mark.parametrize(
    "reference", ["Patient/p2", "https://ehr/Patient/p2", "Patient/P1", "Group/p1", "#p1", "urn:uuid:9", "Patient/p1x"]
)
def test_any_other_subject_is_another_patients_and_said(reference: str) -> None:
    one = left_out(at({"reference": reference}))
    assert (one.reason, one.kind, one.source) == (Reason.FOREIGN, "Observation", "Observation/o1")
    assert one.concepts == {"glucagon_serum_plasma"}


def test_a_subject_by_full_url_is_resolved_within_the_answers() -> None:
    patient = {"fullUrl": "urn:uuid:7", "resource": {"resourceType": "Patient", "id": "p1"}}
    everything = {"resourceType": "Bundle", "entry": [patient, {"resource": at({"reference": "urn:uuid:7"})}]}
    found = gather({"observation": raw(everything)}, {"observation": "Observation"})
    case = build_case(found, patient_id="p1", today=TODAY, zone=UTC, codes=CODES, reading=READING)
    assert [o.source for o in case.observations or ()] == ["Observation/o1"]


def test_a_foreign_resource_about_nothing_of_ours_is_counted_all_the_same() -> None:
    other = {"reference": "Patient/p2"}
    for resource in (condition({"text": "rash"}, subject=other), observation("718-7", subject=other)):
        one = left_out(resource)
        assert (one.reason, one.concepts) == (Reason.FOREIGN, frozenset())


def test_allergies_and_consents_name_their_patient_otherwise() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a1", "code": coded(RXNORM, "7617")}
    assert only(allergy | {"patient": MINE}).concepts == {"octreotide"}
    assert left_out(allergy | {"patient": {"reference": "Patient/p2"}}).reason is Reason.FOREIGN


def test_another_patients_patient_resource_is_not_the_person() -> None:
    case = case_of({"resourceType": "Patient", "id": "p2", "birthDate": "1990-01-01"})
    assert case.person is None
    assert case.withheld == (Withheld(reason=Reason.FOREIGN, kind="Patient", source="Patient/p2"),)


# Status -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["final", "amended", "corrected"])
def test_finished_results_count(kind: str) -> None:
    assert only(observation("2338-2", status=kind)).concepts == {"glucagon_serum_plasma"}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("preliminary", Reason.PRELIMINARY),
        ("registered", Reason.PRELIMINARY),
        ("entered-in-error", Reason.INVALID),
        (None, Reason.NO_STATUS),
        ("", Reason.NO_STATUS),
    ],
)
def test_unfinished_and_invalid_results_are_withheld_and_said(kind: str | None, reason: Reason) -> None:
    one = left_out(observation("2338-2", status=kind))
    assert one.reason is reason
    assert str(one.when) == "2026-11-15"


@pytest.mark.parametrize("kind", ["cancelled", "unknown", "made-up"])
def test_cancelled_and_unknown_results_leave_no_trace(kind: str) -> None:
    assert nothing(observation("2338-2", status=kind))


def test_what_is_in_no_value_set_leaves_no_trace_whatever_its_status() -> None:
    assert nothing(observation("718-7"), observation("718-7", status="preliminary"), condition({"text": "rash"}))
    assert nothing(condition({"coding": [{"code": "302823005"}]}))


def test_a_condition_entered_in_error_is_withheld_and_a_refuted_one_is_told() -> None:
    wrong = condition(coded(SNOMED, "302823005"), verificationStatus=status("entered-in-error"))
    assert left_out(wrong).reason is Reason.INVALID
    assert only(condition(coded(SNOMED, "302823005"), verificationStatus=status("refuted"))).verification == "refuted"


def test_a_modifier_extension_makes_a_resource_unusable_and_is_said() -> None:
    one = left_out(GLUCAGON | {"modifierExtension": [{"url": "http://example.org/negated", "valueBoolean": True}]})
    assert one.reason is Reason.UNREADABLE
    assert one.concepts == {"glucagon_serum_plasma"}
    assert only(GLUCAGON | {"extension": [{"url": "http://example.org/note"}], "modifierExtension": []}).reading


def test_an_unreadable_resource_says_what_it_was_about() -> None:
    one = left_out(observation("2338-2", valueQuantity={"value": "high"}))
    assert (one.reason, one.source) == (Reason.UNREADABLE, "Observation/o1")
    assert one.concepts == {"glucagon_serum_plasma"}
    assert left_out(condition({"text": "Necrolytic migratory erythema"}, onsetDateTime=5)).concepts == {"nme"}


# Dates ------------------------------------------------------------------------------------------


def test_today_counts_and_tomorrow_is_withheld() -> None:
    assert str(only(observation("2338-2", effectiveDateTime="2026-11-20")).when) == "2026-11-20"
    one = left_out(observation("2338-2", effectiveDateTime="2026-11-21"))
    assert (one.reason, str(one.when)) == (Reason.FUTURE, "2026-11-21")


def test_a_partial_date_that_may_be_past_is_not_in_the_future() -> None:
    assert str(only(observation("2338-2", effectiveDateTime="2026-11")).when) == "2026-11"
    assert left_out(observation("2338-2", effectiveDateTime="2026-12")).reason is Reason.FUTURE


def test_the_sites_zone_decides_what_is_today() -> None:
    late = observation("2338-2", effectiveDateTime="2026-11-21T01:00:00Z")
    assert left_out(late).reason is Reason.FUTURE
    case = build_case(
        told(late), patient_id="p1", today=TODAY, zone=ZoneInfo("America/New_York"), codes=CODES, reading=READING
    )
    assert [str(o.when) for o in case.observations or ()] == ["2026-11-20"]


@pytest.mark.parametrize(
    ("members", "day"),
    [
        ({"effectiveDateTime": "2026-03-01", "issued": "2026-03-05T00:00:00Z"}, "2026-03-01"),
        ({"effectiveDateTime": None, "effectivePeriod": {"start": "2026-03-02"}}, "2026-03-02"),
        ({"effectiveDateTime": None, "effectiveInstant": "2026-03-03T10:00:00Z"}, "2026-03-03"),
        ({"effectiveDateTime": None, "effectiveTiming": {"event": ["2026-03-04"]}}, "2026-03-04"),
        ({"effectiveDateTime": None, "issued": "2026-03-05T00:00:00Z"}, "2026-03-05"),
        ({"effectiveDateTime": "rubbish", "issued": "2026-03-05T00:00:00Z"}, "2026-03-05"),
        ({"effectiveDateTime": None}, "None"),
    ],
)
def test_the_most_specific_date_of_a_result(members: Resource, day: str) -> None:
    assert str(only(observation("2338-2", **members)).when) == day


def test_a_diagnosis_keeps_onset_and_recording_apart() -> None:
    found = only(NME | {"onsetDateTime": "2026-03", "recordedDate": "2026-05-01"})
    assert (str(found.when), str(found.onset), str(found.recorded)) == ("2026-03", "2026-03", "2026-05-01")
    found = only(NME | {"recordedDate": "2026-05-01"})
    assert (str(found.when), found.onset) == ("2026-05-01", None)


# Person and availability ------------------------------------------------------------------------


def test_the_person() -> None:
    birth = When(TODAY.replace(year=1968, month=1, day=1), TODAY.replace(year=1968, month=12, day=31))
    assert case_of({"resourceType": "Patient", "id": "p1", "birthDate": "1968", "gender": "female"}).person == Person(
        birth=birth, sex="female"
    )
    assert case_of({"resourceType": "Patient"}).person == Person()
    assert case_of().person is None


def test_not_told_is_none_and_told_empty_is_empty() -> None:
    case = build_case(
        gather({"condition": raw(None)}, KEYS), patient_id="p1", today=TODAY, zone=UTC, codes=CODES, reading=READING
    )
    assert (case.diagnoses, case.observations, case.medications) == ((), None, None)
    assert case.available("Condition") is Availability.GIVEN
    assert case.available("Observation") is Availability.NOT_GIVEN


def test_one_of_three_medication_types_tells_about_medications() -> None:
    case = build_case(
        gather({"medicationstatement": raw(None)}, KEYS),
        patient_id="p1",
        today=TODAY,
        zone=UTC,
        codes=CODES,
        reading=READING,
    )
    assert case.medications == ()
    assert case.available("MedicationRequest") is Availability.NOT_GIVEN


def test_the_same_resource_under_two_keys_counts_once() -> None:
    values = {"a": raw(bundle([GLUCAGON])), "b": raw(bundle([GLUCAGON]))}
    found = gather(values, {"a": "Observation", "b": "Observation"})
    assert (
        len(build_case(found, patient_id="p1", today=TODAY, zone=UTC, codes=CODES, reading=READING).observations or ())
        == 1
    )


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ({"coding": [{"system": RXNORM, "code": "898589"}]}, Availability.PARTIAL),
        ({}, Availability.PARTIAL),
        ({"coding": [{"system": RXNORM, "code": "1"}]}, Availability.GIVEN),
    ],
)
def test_a_list_with_an_unreadable_entry_that_may_matter_is_incomplete(code: Resource, how: Availability) -> None:
    broken = {"resourceType": "MedicationRequest", "id": "m", "status": {}, "medicationCodeableConcept": code}
    assert case_of(broken).availability["MedicationRequest"] is how
