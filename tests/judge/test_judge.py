"""The CQL predicates on hand-made patients, evaluated by an engine that is not ours."""

import pytest

from tests import npm
from tests.judge import engine
from tests.judge.edges import EDGES
from tests.judge.fhir import TODAY, bundle
from tests.judge.patients import ADDED_ROWS_CASES, CASES, Case


def cases() -> list[Case]:
    added = "metastasis_lymph_node_unstated" in engine.VALUE_SETS.read_text(encoding="utf-8")
    return CASES + EDGES + (ADDED_ROWS_CASES if added else [])


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    npm.installed(engine.HERE)


def test_every_hand_made_patient_gets_the_truths_of_the_specification() -> None:
    patients = [
        {"id": case.name, "bundle": bundle(case.resources), "parameters": {"Today": TODAY.isoformat(), **case.told}}
        for case in cases()
    ]
    found = engine.judge(patients)
    expected = {(case.name, name): truth for case in cases() for name, truth in case.expect.items()}
    assert {(case, name): found[case]["truths"][name] for case, name in expected} == expected


def test_the_cases_have_names_of_their_own() -> None:
    names = [case.name for case in CASES + ADDED_ROWS_CASES + EDGES]
    assert len(set(names)) == len(names)
