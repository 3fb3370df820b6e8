"""Bulk Data files of a made-up population: about 100 everyday resources a chart, one chart in 2,000 in scope."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import orjson

from benchmarks.payloads import Resource, everyday_resources, localized_and_operable

RESOURCES, IN_SCOPE_EVERY = 99, 2_000
TYPES = ("Patient", "Condition", "Observation")


def write(folder: Path, charts: int) -> int:
    """Write the files. Answers their bytes."""
    folder.mkdir(parents=True)
    files = {kind: (folder / f"{kind}.ndjson").open("wb") for kind in TYPES}
    for resource in _population(charts):
        files[resource["resourceType"]].write(orjson.dumps(resource) + b"\n")
    for file in files.values():
        file.close()
    return sum(file.stat().st_size for file in folder.iterdir())


def _population(charts: int) -> Iterator[Resource]:
    everyday = everyday_resources()
    for number in range(charts):
        patient = f"patient-{number}"
        yield {"resourceType": "Patient", "id": patient, "birthDate": "1962-09-21", "gender": "male"}
        yield from _owned(islice(everyday, RESOURCES), patient)
        if number % IN_SCOPE_EVERY == 0:
            yield from _owned(localized_and_operable(), patient)


def _owned(resources: Iterable[Resource], patient: str) -> Iterator[Resource]:
    for number, resource in enumerate(resources):
        yield {**resource, "id": f"{patient}-{resource['id']}-{number}", "subject": {"reference": f"Patient/{patient}"}}
