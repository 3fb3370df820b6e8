"""The resources of a case as those of a patient of its own."""

from typing import Any

from tests.acceptance.shapes import PATIENT

Json = dict[str, Any]


def owned(found: list[Json], patient: str) -> list[Json]:
    """The resources with ids of this patient's own, short enough for FHIR (64 characters)."""
    names = {
        f"{r['resourceType']}/{r['id']}": f"{r['resourceType']}/{patient}-{place}" for place, r in enumerate(found)
    }
    names[f"Patient/{PATIENT}"] = f"Patient/{patient}"
    return [renamed(r, names) | {"id": names[f"{r['resourceType']}/{r['id']}"].partition("/")[2]} for r in found]


def renamed(value: Any, names: dict[str, str]) -> Any:
    """A value with these references, wherever they stand in it, changed."""
    if isinstance(value, dict):
        return {key: renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value
