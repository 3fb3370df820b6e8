"""A screening as the command line does it, on the day of the fixture cases."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from service.outbound import bulk
from service.outbound.patience import TRIES
from service.screen.screening import Wishes, screened
from tests.acceptance.shapes import TODAY
from tests.screen.cohort import by_type, charts, some, write_bulk

WHO = [f"p{number:04}" for number in range(20)]
Row = dict[str, str]
Screened = Callable[..., dict[str, Row]]


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the cases."""
    monkeypatch.setenv("NME_CDS_TODAY", TODAY.isoformat())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An export without pauses."""
    monkeypatch.setattr(bulk, "LEAST_PAUSE", 0.0)
    with stamina.set_testing(testing=True, attempts=TRIES):
        yield


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the results go."""
    return tmp_path / "out"


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, Row]:
    """The table of a small population, from its files."""
    return screen(write_bulk(tmp_path / "bulk", some(charts(), WHO)), tmp_path / "whole")


def rows(file: Path) -> list[Row]:
    """A table's rows."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def screen(source: Path | str, out: Path, **wishes: Any) -> dict[str, Row]:
    """The rows of everyone found, by patient."""
    screened(Wishes(content="hooks.nme", source=str(source), out=out, **wishes))
    return {row["patient"]: row for row in rows(out / "patients.csv")}


def damage(out: Path) -> list[tuple[str, str, str, str, str]]:
    """What was wrong: the first words of it, file, line, type, patient."""
    found = rows(out / "damage.csv")
    return [(one["what"].partition(":")[0], one["file"], one["line"], one["type"], one["patient"]) for one in found]


def bundle(*resources: dict[str, Any]) -> bytes:
    """A Bundle of resources."""
    inside = [{"resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": inside}).encode()


def lines() -> dict[str, bytes]:
    """The same small population as a server exports it."""
    return {kind: b"".join(text) for kind, text in by_type(some(charts(), WHO)).items()}
