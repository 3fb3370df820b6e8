"""A screening as the command line does it, on the day of the fixture cases."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.screen.screening import Wishes, screened
from tests.acceptance.shapes import TODAY

Row = dict[str, str]
Screened = Callable[..., dict[str, Row]]


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the cases."""
    monkeypatch.setenv("NME_CDS_TODAY", TODAY.isoformat())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the results go."""
    return tmp_path / "out"


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
