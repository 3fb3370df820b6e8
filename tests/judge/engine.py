"""The CQL engine as one function: patients in, what it judges out. Needs Node 20 and the packages of this folder."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CQL = ROOT / "hooks" / "nme" / "cql"
ELM = CQL / "elm"
VALUE_SETS = ROOT / "hooks" / "nme" / "codes" / "value_sets.csv"
Judged = dict[str, Any]


def has_node() -> bool:
    """Can scripts be run here?"""
    return shutil.which("node") is not None and shutil.which("npm") is not None


def translate(elm: Path) -> None:
    """CQL to ELM with the reference translator.

    Raises:
        RuntimeError: a library does not translate; the message holds the translator's.
    """
    _node("translate.mjs", str(CQL), str(elm))


def judge(patients: Iterable[dict[str, Any]], elm: Path = ELM) -> dict[str, Judged]:
    """What run.mjs tells of each patient, by id.

    Args:
        patients: {"id", "bundle", "parameters"} each, as run.mjs reads them.
        elm: the folder `translate` wrote.
    """
    lines = "\n".join(json.dumps(patient) for patient in patients)
    told = _node("run.mjs", str(elm), str(VALUE_SETS), lines=lines)
    return {one["id"]: one for one in map(json.loads, told.splitlines())}


def _node(script: str, *arguments: str, lines: str = "") -> str:
    command = [shutil.which("node") or "node", script, *arguments]
    done = subprocess.run(command, cwd=HERE, input=lines, capture_output=True, text=True, check=False)  # noqa: S603 our own scripts
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)
    return done.stdout
