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


def as_request(bundle: Json, hook: str = "patient-view", order: Json | None = None) -> Json:
    """A Bundle as a hook request: what is not in it counts as "told there are none". ``order`` is chosen in it.

    Raises NotARequestError.
    """
    found = list(_resources(bundle))
    patient = next((r for r in found if r.get("resourceType") == "Patient"), None)
    if patient is None or not isinstance(patient.get("id"), str):
        raise NotARequestError("The Bundle holds no Patient with an id.")
    context: Json = {"userId": "Practitioner/example", "patientId": patient["id"]}
    if hook != "patient-view":
        context |= _drafted(hook, patient["id"], order)
    prefetch = {key: _searchset(found, kind) for kind, key in KEYS.items() if kind != "Patient"}
    return {
        "hook": hook,
        "hookInstance": str(uuid4()),
        "context": context,
        "prefetch": {"patient": patient, **prefetch},
    }


def _resources(bundle: Json) -> list[Json]:
    entries = bundle.get("entry")
    resources = [e.get("resource") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    return [resource for resource in resources if isinstance(resource, dict)]


def _searchset(resources: list[Json], kind: str) -> Json:
    return _bundle("searchset", [r for r in resources if r.get("resourceType") in (kind, "Medication")])


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
