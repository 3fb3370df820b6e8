"""Reading answers from the bytes: every shape a client sends, one resource at a time if need be."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hooks.clinical.case import Availability
from service.fhir.datatypes import CodeableConcept, Coding, Quantity
from service.fhir.items import Unread
from service.fhir.models import Condition, Known, MedicationRequest, Observation, Patient
from service.fhir.read import Answer, read
from tests.service.fhir.samples import LOINC, Resource, bundle, coded, condition, observation, prescription, quantity

GLUCAGON = observation("2338-2", valueQuantity=quantity(648))


def answer(value: Any, kind: str = "Observation") -> Answer:
    return read(json.dumps(value).encode(), kind)


def resources(found: Answer) -> list[Known]:
    return [entry.resource for entry in found.entries if entry.resource is not None]


def ids(found: Answer) -> list[str | None]:
    return [resource.id for resource in resources(found)]


@pytest.mark.parametrize(
    "value",
    [
        bundle([GLUCAGON]),
        bundle([GLUCAGON], type="collection"),
        {"resourceType": "Bundle", "entry": [{"resource": GLUCAGON}]},
        GLUCAGON,
        [GLUCAGON],
        bundle([bundle([GLUCAGON])], type="batch-response"),
        {"resourceType": "Bundle", "entry": [{"response": {"status": "200 OK"}, "resource": bundle([GLUCAGON])}]},
    ],
    ids=["searchset", "collection", "no type", "single", "bare list", "nested", "batch response"],
)
def test_a_bundle_of_any_type_unwrapped_and_a_resource_are_answers(value: Any) -> None:
    assert ids(answer(value)) == ["o1"]
    assert answer(value).availability is Availability.GIVEN


@pytest.mark.parametrize(
    "value",
    [None, {"resourceType": "Bundle"}, {"resourceType": "Bundle", "total": 0}, bundle([]), [], bundle([], total=0)],
)
def test_null_and_empty_tell_that_there_are_none(value: Any) -> None:
    assert answer(value) == Answer(Availability.GIVEN)


@pytest.mark.parametrize(
    "value",
    [
        "text",
        5,
        True,
        {},
        {"a": None},
        {"resourceType": "Binary"},
        {"resourceType": 7},
        {"error": "invalid_token"},
        {"response": {"status": "200"}, "resource": bundle([GLUCAGON])},
        {"resource": "<html>"},
        "<html>",
        {"entry": [{"resource": GLUCAGON}]},
    ],
)
def test_anything_else_is_unavailable_and_counted(value: Any) -> None:
    found = answer(value)
    assert found.availability is Availability.UNAVAILABLE
    assert len(found.unread) == 1


def test_a_resource_of_another_type_is_no_answer() -> None:
    assert answer(GLUCAGON, "Condition") == Answer(Availability.UNAVAILABLE, unread=(Unread("Condition"),))


@pytest.mark.parametrize(
    ("code", "availability"),
    [
        ("not-supported", Availability.NOT_OFFERED),
        ("not-found", Availability.NOT_OFFERED),
        ("forbidden", Availability.UNAVAILABLE),
        ("exception", Availability.UNAVAILABLE),
    ],
)
def test_an_operation_outcome_is_unavailable_or_not_offered(code: str, availability: Availability) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}
    assert answer(outcome) == Answer(availability)


@pytest.mark.parametrize("issue", [None, [], {"severity": "error", "code": "forbidden"}, "broken", [5]])
def test_a_malformed_operation_outcome_is_still_no_data(issue: Any) -> None:
    found = answer({"resourceType": "OperationOutcome", "issue": issue})
    assert found.availability is Availability.UNAVAILABLE
    assert found.entries == ()


def outcome_entry(severity: str) -> Resource:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "processing"}]}


def test_a_warning_inside_a_searchset_is_skipped() -> None:
    assert answer(bundle([outcome_entry("warning")], total=0)) == Answer(Availability.GIVEN, counted=1)
    assert ids(answer(bundle([outcome_entry("warning"), GLUCAGON]))) == ["o1"]


def test_an_error_inside_a_searchset_makes_it_incomplete() -> None:
    assert answer(bundle([outcome_entry("error"), GLUCAGON])).availability is Availability.PARTIAL


@pytest.mark.parametrize(
    "url", ["Observation?patient={{context.patientId}}", "Observation?patient=%7B%7Bcontext%7D%7D"]
)
def test_an_unfilled_token_in_the_self_link_is_a_failed_prefetch(url: str) -> None:
    assert answer(bundle([], link=[{"relation": "self", "url": url}])) == Answer(Availability.UNAVAILABLE)


def test_a_filled_self_link_is_an_empty_answer() -> None:
    assert answer(bundle([], link=[{"relation": "self", "url": "Observation?patient=p1"}])) == Answer(
        Availability.GIVEN
    )


def test_a_next_link_makes_the_answer_partial() -> None:
    found = answer(bundle([GLUCAGON], link=[{"relation": "next", "url": "https://ehr/next"}]))
    assert (found.availability, ids(found)) == (Availability.PARTIAL, ["o1"])


def test_a_total_without_any_entry_is_partial_not_empty() -> None:
    assert answer(bundle([], total=7)).availability is Availability.PARTIAL
    assert answer(bundle([], total="7")).availability is Availability.PARTIAL


@pytest.mark.parametrize(
    ("total", "availability"),
    [
        (2, Availability.PARTIAL),
        ("37", Availability.PARTIAL),
        (1, Availability.GIVEN),
        (0, Availability.GIVEN),
        (True, Availability.GIVEN),
        ("many", Availability.GIVEN),
        (None, Availability.GIVEN),
    ],
)
def test_a_total_above_the_entries_of_every_kind_is_partial(total: Any, availability: Availability) -> None:
    assert answer(bundle([GLUCAGON], total=total)).availability is availability
    remark = bundle([GLUCAGON, outcome_entry("information")], total=2)
    assert answer(remark).availability is Availability.GIVEN


@pytest.mark.parametrize(
    "code", ["suppressed", "security", "forbidden", "incomplete", "too-costly", "timeout", "transient", "throttled"]
)
@pytest.mark.parametrize("severity", ["information", "warning"])
def test_an_outcome_that_says_something_is_left_out_makes_a_list_partial(code: str, severity: str) -> None:
    remark = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}
    assert answer(bundle([remark, GLUCAGON])).availability is Availability.PARTIAL
    assert ids(answer(bundle([remark, GLUCAGON]))) == ["o1"]


def part(status: str) -> Resource:
    return {"response": {"status": status}}


def test_a_failed_part_of_a_batch_makes_it_partial_and_alone_unavailable() -> None:
    whole = {"resourceType": "Bundle", "type": "batch-response"}
    with_more = whole | {"entry": [part("403 Forbidden"), {"resource": bundle([GLUCAGON])}]}
    assert answer(with_more).availability is Availability.PARTIAL
    assert ids(answer(with_more)) == ["o1"]
    assert answer(whole | {"entry": [part("500")]}).availability is Availability.UNAVAILABLE
    assert answer(whole | {"entry": [part("200 OK")]}).availability is Availability.GIVEN


def test_a_bundle_within_that_is_not_whole_makes_the_answer_partial() -> None:
    following = [{"relation": "next", "url": "https://ehr/next"}]
    for inner in (bundle([GLUCAGON], link=following), bundle([GLUCAGON], total=2)):
        assert answer(bundle([inner])).availability is Availability.PARTIAL


def test_bundles_are_not_unwrapped_for_ever() -> None:
    nested = bundle([GLUCAGON])
    for _ in range(50):
        nested = bundle([nested])
    assert ids(answer(nested)) == []


@pytest.mark.parametrize("entry", ["odd", {"resource": GLUCAGON}, 5])
def test_entries_that_are_no_list_make_the_answer_unavailable(entry: Any) -> None:
    assert answer({"resourceType": "Bundle", "entry": entry}).availability is Availability.UNAVAILABLE


def test_one_unreadable_resource_is_set_aside_and_the_others_are_read() -> None:
    bad = observation("2338-2", id="bad", valueQuantity={"value": "high"})
    found = answer(bundle([bad, GLUCAGON, observation("5763-8", id="o2")]))
    assert ids(found) == ["o1", "o2"]
    assert found.unread == (Unread("Observation", "bad", CodeableConcept((Coding(LOINC, "2338-2"),))),)
    assert found.availability is Availability.GIVEN


@pytest.mark.parametrize(
    "entry",
    [5, "x", [], {}, {"resource": None}, {"resource": 5}, {"resource": {}}, {"resource": {"resourceType": None}}],
)
def test_entries_that_are_no_resources_are_counted(entry: Any) -> None:
    found = answer({"resourceType": "Bundle", "entry": [entry, {"resource": GLUCAGON}]})
    assert ids(found) == ["o1"]
    assert len(found.unread) == 1
    assert found.availability is Availability.PARTIAL


@pytest.mark.parametrize("entry", [None, {"resource": {"resourceType": "Provenance", "id": "x"}}])
def test_entries_that_are_null_or_of_a_type_not_used_are_skipped(entry: Any) -> None:
    found = answer({"resourceType": "Bundle", "entry": [entry, {"resource": GLUCAGON}]})
    assert (ids(found), found.unread) == (["o1"], ())


def test_included_resources_of_another_type_come_along() -> None:
    medication = {"resourceType": "Medication", "id": "med1", "code": {"text": "octreotide"}}
    found = answer(bundle([prescription(), medication]), "MedicationRequest")
    assert [type(r).__name__ for r in resources(found)] == ["MedicationRequest", "Medication"]


def test_numbers_keep_their_digits() -> None:
    text = b'{"resourceType":"Observation","valueQuantity":{"value":1.500,"unit":"g"}}'
    (found,) = resources(read(text, "Observation"))
    assert isinstance(found, Observation)
    assert str(found.value_quantity.value if found.value_quantity else None) == "1.500"


def test_numbers_keep_their_digits_on_the_lenient_way_too() -> None:
    text = b'{"resourceType":"Observation","category":{"text":"lab"},"valueQuantity":{"value":0.10}}'
    (found,) = resources(read(text, "Observation"))
    assert isinstance(found, Observation)
    assert found.value_quantity == Quantity(value=Decimal("0.10"))
    assert str(found.value_quantity.value) == "0.10"


def test_an_object_where_r4_has_a_list_is_read() -> None:
    odd = observation("2338-2", category=coded("x", "laboratory"), interpretation=coded("y", "H"))
    (found,) = resources(answer(bundle([odd])))
    assert isinstance(found, Observation)
    assert found.category == (CodeableConcept((Coding("x", "laboratory"),)),)
    assert found.interpretation == (CodeableConcept((Coding("y", "H"),)),)


def test_a_plain_code_where_r4_has_a_concept_is_read_and_null_is_absent() -> None:
    stu3 = condition({"text": "rash"}, clinicalStatus="active", verificationStatus=None, bodySite=[None])
    (found,) = resources(answer(bundle([stu3]), "Condition"))
    assert isinstance(found, Condition)
    assert found.clinical_status == CodeableConcept((Coding(None, "active"),))
    assert found.verification_status is None
    assert found.body_site == ()


def test_a_list_of_one_where_r4_has_an_object_is_read() -> None:
    (found,) = resources(
        answer(bundle([condition({"text": "rash"}, subject=[{"reference": "Patient/p1"}])]), "Condition")
    )
    assert isinstance(found, Condition)
    assert found.subject is not None
    assert found.subject.reference == "Patient/p1"


@pytest.mark.parametrize(
    "dosage",
    [
        [{"doseQuantity": {"value": 1}}],
        [{"doseAndRate": {"doseQuantity": {"value": 1}}}],
        [{"doseAndRate": [{"doseQuantity": {"value": 1}}]}],
        {"doseQuantity": {"value": 1}},
    ],
    ids=["STU3", "object", "R4", "no list"],
)
def test_every_shape_of_a_dose_is_harmless(dosage: Any) -> None:
    (found,) = resources(answer(bundle([prescription(dosageInstruction=dosage)]), "MedicationRequest"))
    assert isinstance(found, MedicationRequest)
    assert len(found.dosage_instruction) == 1


def test_a_code_that_is_a_number_is_no_code() -> None:
    found = answer(
        bundle([condition({"coding": [{"system": "http://snomed.info/sct", "code": 302823005}]})]), "Condition"
    )
    assert found.entries == ()
    assert found.unread == (Unread("Condition", "c1", None),)


def test_primitive_extensions_and_unknown_members_are_ignored() -> None:
    patient = {"resourceType": "Patient", "id": "p1", "_birthDate": {"extension": []}, "birthDate": "1968", "name": 5}
    assert resources(answer(patient, "Patient")) == [Patient(id="p1", birth_date="1968")]


def test_ids_of_any_length_and_alphabet_are_ids() -> None:
    name = "draft‑rx‑1" + "e" * 200
    assert ids(answer(bundle([observation("2338-2", id=name)]))) == [name]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"resourceType":"Observation","component":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"resourceType":"Observation","id":"\xff"}',
        b'{"resourceType":"Observation","id":"\\ud800"}',
        b'{"resourceType":"Observation","valueQuantity":{"value":1e99999999999999999999}}',
        b'{"resourceType":"Observation","valueInteger":' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "cut", "deep list", "deep member", "not UTF-8", "surrogate", "exponent", "integer"],
)
def test_hostile_bytes_are_unavailable_never_an_error(text: bytes) -> None:
    assert read(text, "Observation").availability is Availability.UNAVAILABLE


def test_a_raw_prefetch_value_is_read_like_its_bytes() -> None:
    envelope = msgspec.json.decode(json.dumps({"obs": bundle([GLUCAGON])}).encode(), type=dict[str, msgspec.Raw])
    assert ids(read(envelope["obs"], "Observation")) == ["o1"]
