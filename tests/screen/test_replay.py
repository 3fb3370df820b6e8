"""As of a day: only what was known then, and how much earlier it would have spoken."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.payloads import condition
from tests.screen.cohort import Charts, write_bulk
from tests.screen.conftest import rows, screen

HPO = "http://purl.obolibrary.org/obo/hp.owl"
RASH, TUMOUR = ("HP:0031181", "Necrolytic migratory erythema", HPO), ("717919005", "Neuroendocrine tumor of pancreas")
GLUCAGONOMA = ("302823005", "Glucagonoma")
ON = date.fromisoformat


def entry(patient: str, name: str, code: tuple[str, ...], **dates: str) -> dict[str, Any]:
    """A diagnosis with these dates and no others."""
    plain = condition(f"{patient}-{name}", *code)
    bare = {key: value for key, value in plain.items() if key not in ("onsetDateTime", "recordedDate")}
    return bare | {"subject": {"reference": f"Patient/{patient}"}} | dates


@pytest.fixture
def population() -> Charts:
    """NME a year before the tumour; a glucagonoma dated by a month; NME with no date; nothing."""
    return {
        "a": [
            entry("a", "nme", RASH, recordedDate="2024-06-01", onsetDateTime="2020"),
            entry("a", "net", TUMOUR, recordedDate="2025-06-01"),
        ],
        "b": [entry("b", "tumour", GLUCAGONOMA, onsetDateTime="2025-03")],
        "c": [entry("c", "nme", RASH)],
        "d": [entry("d", "other", ("38341003", "Hypertensive disorder"), recordedDate="2024-01-01")],
    }


@pytest.fixture
def bulk(tmp_path: Path, population: Charts) -> Path:
    persons = {name: [{"resourceType": "Patient", "id": name}, *found] for name, found in population.items()}
    folder = write_bulk(tmp_path / "bulk", persons)
    (folder / "Observation.ndjson").touch()
    return folder


def test_only_what_was_known_on_the_day_counts(bulk: Path, out: Path) -> None:
    days = ("2024-05-31", "2024-06-01", "2025-03-30", "2025-03-31", "2025-05-31", "2025-06-01")
    screen(bulk, out, as_of=tuple(map(ON, days)))
    assert {(row["as of"], row["patient"], row["state"]) for row in rows(out / "as_of.csv")} == {
        ("2024-06-01", "a", "S02"),
        ("2025-03-30", "a", "S02"),
        ("2025-03-31", "a", "S02"),
        ("2025-03-31", "b", "S04X"),
        ("2025-05-31", "a", "S02"),
        ("2025-05-31", "b", "S04X"),
        ("2025-06-01", "a", "S04X"),
        ("2025-06-01", "b", "S04X"),
    }


def test_how_much_earlier_it_would_have_spoken(bulk: Path, out: Path) -> None:
    found = screen(bulk, out, as_of=(ON("2025-01-01"),))
    assert found.keys() == {"a", "b", "c"}
    assert [tuple(row.values()) for row in rows(out / "earlier.csv")] == [
        ("a", "2024-06-01", "2025-06-01", "365"),
        ("b", "2025-03-31", "2025-03-31", "0"),
        ("c", "", "", ""),
    ]
    report = (out / "report.html").read_text(encoding="utf-8")
    assert (
        "Of 2 patients with a dated diagnosis, it would have spoken earlier for 1: by 365 days in the median" in report
    )
    assert '<span>91 days to a year before</span><b style="width: 100.0%"></b><span>1</span>' in report


def test_an_entry_made_ahead_of_its_day_counts_from_that_day(bulk: Path, out: Path) -> None:
    ahead = entry("d", "nme", RASH, recordedDate="2024-01-01", onsetDateTime="2024-03-01")
    with (bulk / "Condition.000.ndjson").open("ab") as stream:
        stream.write(json.dumps(ahead).encode())
    screen(bulk, out, as_of=(ON("2024-02-29"), ON("2024-03-01")))
    assert [row["as of"] for row in rows(out / "as_of.csv") if row["patient"] == "d"] == ["2024-03-01"]
    assert {row["patient"]: row["days earlier"] for row in rows(out / "earlier.csv")}["d"] == "-60"


def test_without_days_nothing_is_replayed(bulk: Path, out: Path) -> None:
    screen(bulk, out)
    assert not (out / "as_of.csv").exists()
    assert "as the record grew" not in (out / "report.html").read_text(encoding="utf-8")


def test_statuses_are_those_of_today(bulk: Path, out: Path) -> None:
    refuted = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "refuted"}]}
    line = entry("d", "nme", RASH, recordedDate="2024-01-01") | {"verificationStatus": refuted}
    with (bulk / "Condition.000.ndjson").open("ab") as stream:
        stream.write(json.dumps(line).encode())
    screen(bulk, out, as_of=(ON("2024-02-01"),))
    assert "d" not in {row["patient"] for row in rows(out / "as_of.csv")}
