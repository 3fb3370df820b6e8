"""One command remakes every generated file."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "regenerate"


def test_it_runs_every_writer_of_the_tests() -> None:
    run = set(re.findall(r"^python -m (tests\.\S+)", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE))
    writers = (file.relative_to(ROOT).with_suffix("") for file in (ROOT / "tests").rglob("write*.py"))
    assert run == {".".join(writer.parts) for writer in writers}


def test_it_can_be_run_and_contributing_names_it() -> None:
    assert os.access(SCRIPT, os.X_OK)
    assert "`./regenerate`" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
