"""The example patients: named, valid, and no older tomorrow than today."""

from datetime import date, timedelta
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from hooks.nme.examples import EXAMPLES
from service.demo.patients import moved, orders, patients, results
from tests.acceptance import write_examples
from tests.acceptance.shapes import TODAY

RESOURCES = [r for patient in patients(EXAMPLES, TODAY).values() for r in patient.resources]


@pytest.mark.parametrize(("file", "text"), write_examples.texts().items())
def test_an_example_file_is_what_its_case_builds(file: str, text: str) -> None:
    stale = f"{file} is stale: run python -m tests.acceptance.write_examples"
    assert (EXAMPLES / file).read_text(encoding="utf-8") == text, stale


def test_no_example_file_is_left_over() -> None:
    there = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("patients/*")}
    assert there == {name for name in write_examples.texts() if "/" in name}


def test_every_resource_is_valid_r4_with_an_id_of_its_own() -> None:
    for resource in RESOURCES:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    names = [f"{r['resourceType']}/{r['id']}" for r in RESOURCES]
    assert len(set(names)) == len(names)


def test_every_resource_is_its_own_patients() -> None:
    for patient in patients(EXAMPLES, TODAY).values():
        owners = {r["subject"]["reference"] for r in patient.resources[1:]}
        assert owners <= {f"Patient/{patient.id}"}


@pytest.mark.parametrize("days", [0, 1, 400])
def test_an_example_is_as_old_on_any_day(days: int) -> None:
    today = TODAY + timedelta(days=days)
    patient = patients(EXAMPLES, today)["localized-operable"]
    glucagon = next(r for r in patient.resources if r["resourceType"] == "Observation")
    drawn = date.fromisoformat(glucagon["effectiveDateTime"][:10])
    assert (today - drawn).days == 20
    assert (today - date.fromisoformat(patient.resources[0]["birthDate"])).days == 23436


@pytest.mark.parametrize(
    ("value", "later"),
    [
        ("2026-11-20", "2026-11-21"),
        ("2026-12-31T08:00:00+02:00", "2027-01-01T08:00:00+02:00"),
        ("2026-11", "2026-11"),
        ("LOINC 2338-2", "LOINC 2338-2"),
        ({"a": ["2026-11-20", 1, None]}, {"a": ["2026-11-21", 1, None]}),
    ],
)
def test_whole_days_move_and_nothing_else(value: Any, later: Any) -> None:
    assert moved(value, timedelta(days=1)) == later


def test_orders_and_results_are_nobodys_yet() -> None:
    assert {"octreotide LAR", "CT", "stop lanreotide"} <= set(orders(EXAMPLES))
    assert set(results(EXAMPLES)) == {"glucagon", "zinc"}
    drafts = [order.resource for order in orders(EXAMPLES).values()]
    assert not any("subject" in resource for resource in [*drafts, *(r.resource for r in results(EXAMPLES).values())])
