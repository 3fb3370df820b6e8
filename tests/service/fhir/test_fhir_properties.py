"""What holds for any input: nothing raises, and the order of entries does not matter."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.clinical.case import Case
from hooks.nme.codes.reading import READING
from service.fhir.case import build_case
from service.fhir.gathered import gather
from service.fhir.models import STRUCTS
from tests.service.fhir.samples import CODES, KEYS, TODAY, UTC, bundle, raw, told
from tests.service.fhir.test_fhir_oracle import RESOURCES

WORDS = st.sampled_from(
    (
        "2338-2", "http://loinc.org", "2026-11-31", "2026-11-20T08:00:00Z", "9999-12-31T23:59:59-14:00", "Patient/p1",
        "final", "Necrolytic migratory erythema", "> 500", "1e999999999", "NaN", "-0", "entered-in-error", "7617",
        "#in", "{{",
    )
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=8)
INNER = ("coding", "text", "system", "code", "value", "unit", "reference", "resource", "entry", "link", "start", "end")
MEMBERS = st.sampled_from(
    sorted({*INNER, *(name for struct in STRUCTS.values() for name in struct.__struct_encode_fields__)})
)
KINDS = st.sampled_from([*STRUCTS, "Bundle", "Binary"])
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(MEMBERS, inner, max_size=5)
        | st.builds(
            lambda kind, rest: {"resourceType": kind} | rest, KINDS, st.dictionaries(MEMBERS, inner, max_size=5)
        )
    ),
    max_leaves=25,
)


def case_from(prefetch: dict[str, Any]) -> Case:
    found = gather({key: raw(value) for key, value in prefetch.items()}, KEYS)
    found.concepts(CODES, READING)
    return build_case(found, patient_id="p1", today=TODAY, zone=UTC, codes=CODES, reading=READING)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(KEYS)), JSON, min_size=1, max_size=4))
def test_any_json_under_a_prefetch_key_gives_a_case(prefetch: dict[str, Any]) -> None:
    case = case_from(prefetch)
    assert set(case.availability) == set(KEYS.values())


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(RESOURCES), MEMBERS, JSON)
def test_any_json_in_any_member_of_a_good_resource_gives_a_case(resource: Any, member: str, value: Any) -> None:
    for key in KEYS:
        case_from({key: bundle([resource | {member: value}])})


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_change_the_case(shuffler: random.Random) -> None:
    shuffled = list(RESOURCES)
    shuffler.shuffle(shuffled)
    assert as_sets(shuffled) == as_sets(RESOURCES)


def as_sets(resources: list[Any]) -> tuple[Any, ...]:
    case = build_case(told(*resources), patient_id="p1", today=TODAY, zone=UTC, codes=CODES, reading=READING)
    kinds = (case.diagnoses, case.observations, case.reports, case.procedures, case.requests, case.medications)
    return (case.person, *(set(kind or ()) for kind in (*kinds, case.allergies, case.consents, case.withheld)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(RESOURCES), max_size=8))
def test_the_scan_finds_whatever_concept_the_case_holds(resources: list[Any]) -> None:
    found = told(*resources)
    case = build_case(found, patient_id="p1", today=TODAY, zone=UTC, codes=CODES, reading=READING)
    features = [*(case.diagnoses or ()), *(case.observations or ()), *(case.medications or ())]
    assert {c for f in features for c in f.concepts} <= found.concepts(CODES, READING)
