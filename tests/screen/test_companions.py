"""Companions of a disease are reported of patients out of scope, for another disease as for this one."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.payloads import condition
from service.screen.screening import Wishes, screened
from tests.screen.cohort import write_bulk
from tests.screen.conftest import Row, rows
from tests.second_pathway.pathway import SYSTEM

CONTENT = "tests.screen.companions"


def entries(patient: str, *signs: str, recorded: str = "2026-06-01") -> list[dict[str, Any]]:
    """A patient with these entries."""
    plain = [condition(f"{patient}-{sign}", sign, sign, SYSTEM) for sign in signs]
    owner = {"subject": {"reference": f"Patient/{patient}"}, "recordedDate": recorded}
    return [{"resourceType": "Patient", "id": patient}, *({**one, **owner} for one in plain)]


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Row]:
    population = {
        "enough": entries("enough", "creak", "ache", "moss"),
        "all": entries("all", "creak", "ache", "itch", "moss"),
        "one": entries("one", "creak", "ache"),
        "no lead": entries("no-lead", "ache", "itch", "moss"),
        "old": entries("old", "creak", "ache", "moss", recorded="2020-01-01"),
        "in scope": entries("in-scope", "green-fingers", "creak", "ache", "moss"),
    }
    folder = write_bulk(tmp_path / "bulk", population)
    (folder / "Observation.ndjson").touch()
    screened(Wishes(content=CONTENT, source=str(folder), out=tmp_path / "out"))
    return {row["patient"]: row for row in rows(tmp_path / "out" / "patients.csv")}


def test_signs_that_are_enough_are_named_and_others_not(found: dict[str, Row]) -> None:
    assert {name: (row["state"], row["cards"], row["companions"]) for name, row in found.items()} == {
        "enough": ("T00", "", "ache; moss"),
        "all": ("T00", "", "ache; itch; moss"),
        "in-scope": ("T01", "K01", ""),
    }


def test_the_report_tells_their_rate(found: dict[str, Row], tmp_path: Path) -> None:
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "2 patients out of scope, 33,333.3 per 100,000" in report
    assert '<span>ache</span><b style="width: 100.0%"></b><span>2, 33,333.3 per 100,000</span>' in report
    assert '<span>itch</span><b style="width: 50.0%"></b><span>1, 16,666.7 per 100,000</span>' in report
    assert len(found) == 3


def test_a_disease_without_companions_says_nothing_of_them(tmp_path: Path) -> None:
    folder = write_bulk(tmp_path / "bulk", {"in scope": entries("in-scope", "green-fingers")})
    (folder / "Observation.ndjson").touch()
    screened(Wishes(content="tests.screen.no_companions", source=str(folder), out=tmp_path / "out"))
    assert "Companions" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
