"""The patients of ``fixtures/requests`` as one list for the FHIR server: ``records.py FOLDER > records.json``.

Every file is one patient. Ids get the file's name in front, since each file counts its own from one.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def resources(prefetch: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every resource of a prefetch, in its order."""
    for answer in prefetch.values():
        if answer["resourceType"] == "Bundle":
            yield from (entry["resource"] for entry in answer.get("entry", []))
        else:
            yield answer


def renamed(value: Any, name: str) -> Any:
    """The resource with the name in front of its id and of every id it refers to."""
    if isinstance(value, list):
        return [renamed(item, name) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {key: renamed(member, name) for key, member in value.items()}
    if "resourceType" in value:
        changed["id"] = f"{name}-{value['id']}"
    if isinstance(reference := value.get("reference"), str) and "/" in reference:
        kind, _, identity = reference.partition("/")
        changed["reference"] = f"{kind}/{name}-{identity}"
    return changed


def records(folder: Path) -> list[dict[str, Any]]:
    """All patients of the folder."""
    calls = ((path.stem, json.loads(path.read_bytes())) for path in sorted(folder.glob("*.json")))
    return [renamed(resource, name) for name, call in calls for resource in resources(call["prefetch"])]


if __name__ == "__main__":
    json.dump(records(Path(sys.argv[1])), sys.stdout)
