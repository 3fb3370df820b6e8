"""A service whose content is broken does not start, and says which file it is (E-23)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds; by then it would have started
CODES = "hooks/nme/codes/value_sets.csv"
STATEMENTS = "hooks/nme/sources/statements.toml"
STATES = "hooks/nme/states.py"


def copied(folder: Path) -> Path:
    """The service and its content, to be broken."""
    for name in ("hooks", "service"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc.*"))  # being written
    return folder


def started(home: Path, workers: int) -> subprocess.CompletedProcess[str]:
    """The service of this folder, once it has ended. Raises subprocess.TimeoutExpired when it serves."""
    told = {"NME_CDS_WORKERS": str(workers), "NME_CDS_LEDGER_URL": "none", "NME_CDS_PORT": "0"}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | told
    command = [sys.executable, "-m", "service.cli", "serve"]
    return subprocess.run(  # noqa: S603
        command, cwd=home, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        (CODES, "include", "inclued", "role 'inclued' is neither include nor exclude"),
        (STATEMENTS, "[statements", "[statements[", "Expected ']' at the end of a table declaration"),
        (STATES, "import", "imoprt", "states.py"),
    ],
    ids=["codes", "statements", "states"],
)
def test_e23_broken_content_refuses_to_start_with_a_message(
    tmp_path: Path, file: str, right: str, wrong: str, said: str, workers: int
) -> None:
    path = copied(tmp_path) / file
    path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    ended = started(tmp_path, workers)
    assert ended.returncode != 0
    assert said in ended.stderr
    assert "Discovery" not in ended.stdout


@pytest.mark.parametrize("lines", [1, 40, 400])
def test_e23_codes_cut_short_refuse_to_start(tmp_path: Path, lines: int) -> None:
    path = copied(tmp_path) / CODES
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:lines]), encoding="utf-8")
    ended = started(tmp_path, workers=1)
    assert ended.returncode != 0
    assert "value_sets.csv has no code for" in ended.stderr
