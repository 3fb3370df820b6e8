"""The CQL engine as one function: patients in, truths out. Needs Node 20 and the packages of this folder."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CQL = ROOT / "hooks" / "nme" / "cql"
Truths = dict[str, str]


def translate(elm: Path) -> None:
    """CQL to ELM with the reference translator.

    Raises:
        RuntimeError: a library does not translate; the message holds the translator's.
    """
    _node("translate.mjs", str(CQL), str(elm))


def judge(patients: Iterable[dict[str, Any]], elm: Path, value_sets: list[Path]) -> dict[str, Truths]:
    """The truths of each patient by id.

    Args:
        patients: {"id", "bundle", "parameters"} each, as run.mjs reads them.
        elm: the folder `translate` wrote.
        value_sets: CSV files of our rows; a later one amends an earlier one.
    """
    lines = "\n".join(json.dumps(patient) for patient in patients)
    told = _node("run.mjs", str(elm), ",".join(str(path.absolute()) for path in value_sets), lines=lines)
    return {one["id"]: one["truths"] for one in map(json.loads, told.splitlines())}


def _node(script: str, *arguments: str, lines: str = "") -> str:
    command = [shutil.which("node") or "node", script, *arguments]
    done = subprocess.run(command, cwd=HERE, input=lines, capture_output=True, text=True, check=False)  # noqa: S603 our own scripts
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)
    return done.stdout
