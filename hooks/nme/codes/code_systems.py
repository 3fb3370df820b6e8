"""The code systems whose codes are read, beyond the standard six (pathway-2 2.2; T4 to T7).

``code_systems.csv`` holds one system a line: its URI and the other names of the same system, the shape
of a code, and how codes are written. ICD-10 is a family of different systems: a row of the value sets
says in which of them its code has this meaning.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path

from hooks.clinical.codes import STANDARD_SYSTEMS, CodeSystem

FILE = Path(__file__).with_name("code_systems.csv")
_MORPHOLOGY = re.compile(r"[Mm]?-?([0-9]{4})/?([0-9])")


def _morphology(code: str) -> str:
    """ICD-O-3 as registries write it, "M8152/3" or "81523"."""
    found = _MORPHOLOGY.fullmatch(code)
    return f"{found[1]}/{found[2]}" if found else code


def _orpha(code: str) -> str:
    return code.upper().removeprefix("ORPHA").removeprefix(":").strip()


SPELLINGS: dict[str, Callable[[str], str]] = {"": str, "morphology": _morphology, "orpha": _orpha}


def _system(line: dict[str, str]) -> CodeSystem:
    shape = re.compile(line["shape"])
    return CodeSystem(
        name=line["name"],
        uri=line["uri"],
        is_valid=lambda code: shape.fullmatch(code) is not None,
        aliases=tuple(line["aliases"].split()),
        hierarchical=line["hierarchical"] == "yes",
        keeps_dot=line["keeps_dot"] == "yes",
        trailing=line["trailing"],
        longest=int(line["longest"]),
        spelling=SPELLINGS[line["spelling"]],
    )


def _read() -> tuple[CodeSystem, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_system(line) for line in csv.DictReader(file))


SURGICAL_ASSESSMENT = CodeSystem(
    "surgical assessment",
    "urn:nme-cds:surgical-assessment",
    lambda code: re.fullmatch(r"[a-z]+(-[a-z]+)*", code) is not None,
    is_own=True,
)
"""The project's own codes: no standard has one for fit, unfit or unresectable (fhir-inputs D08)."""

SYSTEMS = (*STANDARD_SYSTEMS, *_read(), SURGICAL_ASSESSMENT)
