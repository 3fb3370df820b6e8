"""A small population: every patient of the fixture cases, as bulk files and as Bundles."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.acceptance.build import resources
from tests.acceptance.cases import all_cases
from tests.acceptance.owned import owned, renamed

Json = dict[str, Any]
Charts = dict[str, list[Json]]


@cache
def charts() -> Charts:
    """The resources of each patient, by id, each id met once in the population."""
    cases = [n.case for n in all_cases() if n.case.hook == "patient-view"]
    whole = [case for case in cases if not case.patient.not_asked and not case.patient.unavailable]
    return {f"p{number:04}": owned(resources(case.patient), f"p{number:04}") for number, case in enumerate(whole)}


def by_type(population: Charts) -> dict[str, list[bytes]]:
    """The lines of bulk files."""
    lines = defaultdict[str, list[bytes]](list)
    for found in population.values():
        for resource in found:
            lines[resource["resourceType"]].append(json.dumps(resource).encode() + b"\n")
    return dict(lines)


def write_bulk(folder: Path, population: Charts, *, zipped: Iterable[str] = (), parts: int = 1) -> Path:
    """Bulk Data files, some of them compressed, several a type."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, lines in by_type(population).items():
        for part in range(parts):
            text = b"".join(lines[part::parts])
            name = f"{kind}.{part:03}.ndjson"
            if kind in zipped:
                (folder / f"{name}.gz").write_bytes(gzip.compress(text))
            else:
                (folder / name).write_bytes(text)
    return folder


def write_bundles(folder: Path, population: Charts) -> Path:
    """A transaction Bundle a patient; its entries refer to each other by ``urn:uuid``."""
    folder.mkdir(parents=True, exist_ok=True)
    for patient, found in population.items():
        urls = {f"{r['resourceType']}/{r['id']}": f"urn:uuid:{r['id']}" for r in found}
        inside = [{"fullUrl": f"urn:uuid:{r['id']}", "resource": renamed(r, urls)} for r in found]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": inside}
        (folder / f"{patient}.json").write_text(json.dumps(bundle, indent=1), encoding="utf-8")
    return folder


def some(population: Charts, names: Sequence[str]) -> Charts:
    """A part of a population."""
    return {name: population[name] for name in names}
