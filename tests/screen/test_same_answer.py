"""The same cohort gives the same table by hook, by bulk files, by Bundles, by one process and by several."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.protocol.prefetch import KEYS
from service.protocol.request import parse
from service.settings import load
from service.site import Site
from tests.acceptance.shapes import SOMEBODY_ELSE
from tests.screen.cohort import Charts, charts, write_bulk, write_bundles
from tests.screen.conftest import Row, screen

COMPARED = ("state", "cards")


@pytest.fixture(scope="module")
def population() -> Charts:
    """Everyone whose chart speaks of nobody else: bulk files hold each line under its own patient."""
    return {name: found for name, found in charts().items() if SOMEBODY_ELSE not in json.dumps(found)}


@pytest.fixture
def by_hook(population: Charts) -> dict[str, dict[str, Any]]:
    """What the hook answers for each patient it has cards for."""
    service = PathwayService(load(), Site(PATHWAY))
    answers = {name: _called(service, name, found) for name, found in population.items()}
    return {name: answer for name, answer in answers.items() if "extension" in answer}


def _called(service: PathwayService, patient: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """One call, every type sent but those that no file of the population holds."""

    def searched(kind: str) -> dict[str, Any]:
        entries = [{"resource": r} for r in found if r["resourceType"] == kind]
        return {"resourceType": "Bundle", "type": "searchset", "entry": entries}

    body = {
        "hook": "patient-view",
        "hookInstance": patient,
        "context": {"userId": "Practitioner/1", "patientId": patient},
        "prefetch": {key: searched(kind) for kind, key in KEYS.items() if kind != "Consent"},
    }
    request = parse(json.dumps(body).encode(), "patient-view")
    answer: dict[str, Any] = json.loads(asyncio.run(service.answer("nme-patient-view", request)))
    return answer


def _matches(row: Row, answer: dict[str, Any]) -> bool:
    told = answer["extension"]["nme.pathway"]
    cards = " ".join(told.get("cards", ()))
    return (row["state"], row["cards"]) == (told["state"], cards) and told["predicates"].items() <= row.items()


def test_the_hook_and_the_screen_answer_alike(
    tmp_path: Path, population: Charts, by_hook: dict[str, dict[str, Any]]
) -> None:
    found = screen(write_bulk(tmp_path / "bulk", population, zipped=["Observation"], parts=2), tmp_path / "out")
    told = {name: row for name, row in found.items() if row["state"] != "S00"}
    assert len(told) > 300
    assert told.keys() == by_hook.keys()
    assert [name for name, row in told.items() if not _matches(row, by_hook[name])] == []
    assert {row["companions"] for name, row in found.items() if name not in told} == {"diabetes; weight loss"}


def test_every_form_of_the_source_and_every_way_to_read_it_gives_the_same_table(
    tmp_path: Path, population: Charts
) -> None:
    bulk = write_bulk(tmp_path / "bulk", population)
    found = screen(bulk, tmp_path / "1")
    assert screen(bulk, tmp_path / "2", workers=2) == found
    assert screen(bulk, tmp_path / "3", every_chart=True) == found
    assert screen(write_bundles(tmp_path / "bundles", population), tmp_path / "4") == found


def test_the_parquet_table_is_the_csv_table(tmp_path: Path, population: Charts) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    found = screen(write_bulk(tmp_path / "bulk", population), tmp_path / "out")
    assert parquet.read_table(tmp_path / "out" / "patients.parquet").to_pylist() == list(found.values())
