"""The made-up population is as the benchmark says, and the screen finds those in scope. No clock is looked at."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import population
from benchmarks.payloads import TODAY
from benchmarks.screen import COUNTING, PARSING, SCREENING, Cost, growth, middle, table
from service.screen.screening import Wishes, screened


def test_those_in_scope_are_found_and_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population, "IN_SCOPE_EVERY", 5)
    monkeypatch.setenv("NME_CDS_TODAY", TODAY.isoformat())
    size = population.write(tmp_path / "bulk", 12)
    lines = [file.read_bytes().count(b"\n") for file in (tmp_path / "bulk").iterdir()]
    assert 12 * 90_000 < size < 12 * 100_000
    assert sum(lines) == 12 * 100 + 3 * 5
    screened(Wishes(content="hooks.nme", source=str(tmp_path / "bulk"), out=tmp_path / "out"))
    rows = (tmp_path / "out" / "patients.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["patient-0", "patient-10", "patient-5"]


def test_growth_leaves_the_start_out() -> None:
    costs = {COUNTING: 1.0, PARSING: 8.0, SCREENING: 4.0}
    console = Console(width=200, record=True, file=StringIO())
    console.print(growth(60_000, 6_000_000_000, costs))
    console.print(table(100, 1_000_000, {way: Cost(seconds, 35) for way, seconds in costs.items()}))
    told = console.export_text()
    assert [cell.strip() for line in told.splitlines() if "screen" in line for cell in line.split("│")[1:-1]] == [
        *("screen", "15,000", "1,500", "4.00", "0.50", "1.1 CPU min"),
        *("screen", "4.00", "25", "0", "35 MiB"),
    ]
    assert middle([Cost(3, 1), Cost(1, 9), Cost(2, 2)]) == Cost(2, 9)
