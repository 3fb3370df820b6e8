"""Of some concepts nobody looks at a result older than the newest that has a number: those are not converted."""

from dataclasses import replace
from typing import Any

import pytest

from hooks.clinical.case import Case, Reason
from hooks.clinical.criterion import Check
from hooks.clinical.evidence import Finding, Need
from hooks.clinical.limits import Issue
from hooks.clinical.truth import YES
from hooks.nme import PATHWAY
from hooks.nme.codes.reading import READING
from service.fhir.case import build_case
from tests.service.fhir.samples import CODES, TODAY, UTC, Resource, observation, quantity, told

ZINC, ALANINE, OTHER = "5763-8", "20636-7", "14955-9"


def zinc(name: str, day: str, code: str = ZINC, **more: Any) -> Resource:
    """A zinc result of a day in 2026."""
    number = {"valueQuantity": quantity(70, "ug/dL")} if not more.get("status") else {}
    return observation(code, id=name, effectiveDateTime=f"2026-{day}") | number | more


def case_of(*resources: Resource, newest_only: frozenset[str] = frozenset({"zinc_serum_plasma"})) -> Case:
    return build_case(
        told(*resources),
        patient_id="p1",
        today=TODAY,
        zone=UTC,
        codes=CODES,
        reading=READING,
        newest_only=newest_only,
    )


def read(*resources: Resource) -> list[str]:
    """The ids of the results that are converted."""
    return [o.source.removeprefix("Observation/") for o in case_of(*resources).observations or ()]


OLD, NEW = zinc("old", "01-02"), zinc("new", "05-06")
IN_WORDS = {"valueQuantity": None, "valueString": "haemolysed"}


def test_an_older_result_is_left_out_whatever_the_order() -> None:
    assert read(OLD, NEW) == read(NEW, OLD) == ["new"]


def test_codes_of_one_concept_are_one_question() -> None:
    assert read(zinc("old", "01-02", OTHER), NEW) == ["new"]


def test_results_of_one_moment_are_all_read_and_the_later_issued_is_the_newer() -> None:
    assert read(NEW, NEW | {"id": "same"}) == ["new", "same"]
    assert read(NEW, NEW | {"id": "later", "issued": "2026-05-07T08:00:00Z"}) == ["later"]


@pytest.mark.parametrize(
    "newer",
    [
        IN_WORDS,
        {"valueQuantity": None},
        {"valueQuantity": quantity(-1, "ug/dL")},
        {"status": "preliminary"},
        {"subject": {"reference": "Patient/p2"}},
        {"effectiveDateTime": "2027-01-01"},
        {"code": observation(ALANINE)["code"]},
    ],
)
def test_a_newer_one_without_a_number_that_counts_leaves_the_older_to_be_read(newer: Resource) -> None:
    assert "old" in read(OLD, NEW | newer)


@pytest.mark.parametrize(
    "older",
    [
        IN_WORDS,
        {"component": [{"code": observation(ALANINE)["code"]}]},
        {"hasMember": [{"reference": "Observation/new"}]},
        {"code": {"coding": [*observation(ZINC)["code"]["coding"], *observation(ALANINE)["code"]["coding"]]}},
    ],
)
def test_one_that_tells_more_than_a_number_is_read(older: Resource) -> None:
    assert read(OLD | older, NEW) == ["old", "new"]


def test_one_that_a_report_lists_is_read() -> None:
    scan = {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "code": observation("41806-1")["code"]}
    assert read(scan | {"result": [{"reference": "Observation/old"}]}, OLD, NEW) == ["old", "new"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [({"status": "entered-in-error"}, Reason.INVALID), ({"effectiveDateTime": "2027-01-01"}, Reason.FUTURE)],
)
def test_one_that_is_left_out_for_a_reason_is_told(fault: Resource, reason: Reason) -> None:
    (left_out,) = case_of(OLD | fault, NEW).withheld
    assert (left_out.source, left_out.reason) == ("Observation/old", reason)


def test_an_undated_one_is_older_than_any() -> None:
    assert read(OLD | {"effectiveDateTime": None}, NEW) == ["new"]


def test_of_other_concepts_all_results_are_read() -> None:
    both = case_of(OLD, NEW, newest_only=frozenset()).observations or ()
    assert [o.source for o in both] == ["Observation/old", "Observation/new"]


def test_what_every_result_decides_or_is_drawn_is_read_whole() -> None:
    drawn = {concept for trend in PATHWAY.trends for concept in trend.concepts}
    decided = {"glucagon_serum_plasma", "zinc_serum_plasma", "ecog_performance_status", "amino_acids_plasma"}
    assert PATHWAY.newest_only.isdisjoint(drawn | decided)
    assert {"hba1c", "glucose_serum_plasma", "cmp_panel", "hemoglobin"} <= PATHWAY.newest_only


def test_a_pathway_that_looks_at_any_result_reads_them_all() -> None:
    anything = Check("x", lambda _: Finding(YES), needs=frozenset({Need("Observation")}))
    issue = Issue("x", anything, PATHWAY.predicates[0])
    limits = replace(PATHWAY.limits, issues=(*PATHWAY.limits.issues, issue))
    assert replace(PATHWAY, limits=limits).newest_only == frozenset()
