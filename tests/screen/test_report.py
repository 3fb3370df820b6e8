"""What the report says, and that nothing of the record can do harm in it."""

import json
from pathlib import Path

import pytest
from rich.progress import Task, TaskID
from typer.testing import CliRunner

from service.cli import app
from service.screen.screening import Rate
from tests.screen.cohort import charts, some, write_bulk
from tests.screen.conftest import screen

EVIL = 'urn:x:"><script>alert(1)</script>'


@pytest.fixture
def bulk(tmp_path: Path) -> Path:
    """Two patients in scope, one of whom has a diagnosis in a code system nobody reads."""
    folder = write_bulk(tmp_path / "bulk", some(charts(), ["p0000", "p0001"]))
    unread = {"coding": [{"system": EVIL, "code": "1"}]}
    line = {"resourceType": "Condition", "id": "x", "subject": {"reference": "Patient/p0000"}, "code": unread}
    with (folder / "Condition.000.ndjson").open("a", encoding="utf-8") as stream:
        stream.write(f"{json.dumps(line)}\n" * 3 + "{\n")
    return folder


def test_the_report_counts_and_stands_alone(bulk: Path, out: Path) -> None:
    found = screen(bulk, out)
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "In scope: 2 of 2 patients, 100,000.0 per 100,000" in report
    for row in found.values():
        assert f">{row['state']}  " in report
    assert "<span>1, 50,000.0 per 100,000</span>" in report
    assert f"{bulk}: 2 patients, " in report
    assert "without a site file" in report
    assert "Lines or files that could not be read: 1." in report
    assert "<td>urn:x:&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</td><td>3</td>" in report
    assert "<script" not in report
    assert "src=" not in report
    assert "{" not in report.partition("</style>")[2]


def test_the_command_says_what_it_wrote(bulk: Path, out: Path) -> None:
    ran = CliRunner().invoke(app, ["screen", str(bulk), "--out", str(out), "--workers", "1", "--as-of", "2026-01-01"])
    assert ran.exit_code == 0, ran.output
    assert f"wrote {out / 'report.html'}" in ran.output
    assert (out / "as_of.csv").exists()


@pytest.mark.parametrize(
    ("step", "speed", "told"),
    [("Looking", 512e6, "512 MB/s"), ("Judging", 1234.5, "1,234 patients/s"), ("Downloading", 2, "2 files/s")],
)
def test_a_step_tells_its_rate(step: str, speed: float, told: str) -> None:
    task = Task(TaskID(0), step, 10, 10, _get_time=lambda: 0.0, finished_speed=speed)
    assert Rate().render(task).plain == told
    assert Rate().render(Task(TaskID(0), step, 10, 0, _get_time=lambda: 0.0)).plain == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["/nowhere"], "is no folder"),
        ([".", "--as-of", "yesterday"], "Write days as"),
        ([".", "--key-file", "/dev/null"], "32 bytes"),
    ],
)
def test_the_command_says_what_is_wrong(out: Path, words: list[str], told: str) -> None:
    ran = CliRunner().invoke(app, ["screen", *words, "--out", str(out)])
    assert ran.exit_code == 2
    assert told in ran.output
