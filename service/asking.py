"""One hook request from what a person gives: a hook request, or a FHIR Bundle of one patient."""

from typing import Any, TypeAlias
from uuid import uuid4

import msgspec

from service.protocol.prefetch import KEYS

Json: TypeAlias = dict[str, Any]


class NotARequestError(ValueError):
    """What was given is neither a hook request nor a Bundle of one patient. The message says what it should hold."""


def given(text: bytes) -> Json:
    """A hook request or a Bundle. Raises NotARequestError."""
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotARequestError("This is not JSON. Give a hook request or a FHIR Bundle as JSON.") from None
    if not isinstance(content, dict) or not ("hook" in content or content.get("resourceType") == "Bundle"):
        raise NotARequestError("This is neither a hook request (no 'hook') nor a FHIR Bundle.")
    return content


def as_request(bundle: Json, hook: str = "patient-view", order: Json | None = None, *, is_whole: bool = False) -> Json:
    """A Bundle as a hook request about its first patient. ``order`` is chosen in it.

    A type of which the Bundle holds nothing was not told, unless it is the whole record: then it is "told
    there are none". Raises NotARequestError.
    """
    found = _entries(bundle)
    first = next((entry for entry in found if _kind(entry) == "Patient"), None)
    patient = first["resource"] if first else {}
    if first is None or not isinstance(patient.get("id"), str):
        raise NotARequestError("The Bundle holds no Patient with an id.")
    context: Json = {"userId": "Practitioner/example", "patientId": patient["id"]}
    if hook != "patient-view":
        context |= _drafted(hook, patient["id"], order)
    told = set(KEYS) if is_whole else {_kind(entry) for entry in found}
    prefetch = {key: _searchset(found, kind) for kind, key in KEYS.items() if kind != "Patient" and kind in told}
    return {
        "hook": hook,
        "hookInstance": str(uuid4()),
        "context": context,
        "prefetch": {"patient": _alone(first), **prefetch},
    }


def patients_in(bundle: Json) -> list[Json]:
    """The Patients of a Bundle."""
    return [entry["resource"] for entry in _entries(bundle) if _kind(entry) == "Patient"]


def _entries(bundle: Json) -> list[Json]:
    """The entries that hold a resource, each with its full URL if it has one: references may be by it."""
    entries = bundle.get("entry")
    found = entries if isinstance(entries, list) else []
    kept = [e for e in found if isinstance(e, dict) and isinstance(e.get("resource"), dict)]
    return [{name: e[name] for name in ("fullUrl", "resource") if name in e} for e in kept]


def _kind(entry: Json) -> object:
    return entry["resource"].get("resourceType")


def _alone(entry: Json) -> Json:
    """A resource by itself, unless references may be by its full URL."""
    resource: Json = entry["resource"]
    return {"resourceType": "Bundle", "type": "searchset", "entry": [entry]} if "fullUrl" in entry else resource


def _searchset(entries: list[Json], kind: str) -> Json:
    chosen = [entry for entry in entries if _kind(entry) in (kind, "Medication")]
    return {"resourceType": "Bundle", "type": "searchset", "entry": chosen}


def _drafted(hook: str, patient: str, order: Json | None) -> Json:
    """The drafts of an order hook: the one order, this patient's, or none yet."""
    drafts = [{**order, "subject": {"reference": f"Patient/{patient}"}}] if order else []
    told: Json = {"draftOrders": _bundle("collection", drafts)}
    if hook == "order-select":
        told["selections"] = [f"{draft['resourceType']}/{draft['id']}" for draft in drafts]
    return told


def _bundle(kind: str, resources: list[Json]) -> Json:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": kind} | ({"entry": entries} if entries else {})
