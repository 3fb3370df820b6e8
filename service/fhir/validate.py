"""Resources against FHIR R4B, with fhir.resources: for those who look into a request, never for a call.

The service itself reads what is there and asks for no valid resource (performance).
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

MOST = 5  # faults told of one resource


class Fault(NamedTuple):
    """What is wrong with a resource: its type and id, the member, and why."""

    resource: str
    member: str
    why: str


def faults(resources: Iterable[object]) -> Iterator[Fault]:
    """The faults of resources as JSON values. Values of the resources are not repeated."""
    for resource in resources:
        if not isinstance(resource, dict):
            yield Fault("?", "", "is no JSON object")
            continue
        yield from _faults(resource)


def _faults(resource: dict[str, Any]) -> Iterator[Fault]:
    kind = resource.get("resourceType")
    name = f"{kind}/{resource.get('id', '(no id)')}"
    try:
        model = get_fhir_model_class(kind if isinstance(kind, str) else "")
    except ValueError:
        yield Fault(name, "resourceType", "is no type of FHIR R4B")
        return
    try:
        model.model_validate(resource)
    except ValidationError as error:
        for one in error.errors(include_input=False, include_url=False)[:MOST]:
            yield Fault(name, ".".join(map(str, one["loc"])), one["msg"])


def sent_resources(record: dict[str, Any]) -> list[object]:
    """Every resource of a hook request or of a Bundle, prefetched or drafted."""
    context, prefetch = record.get("context"), record.get("prefetch")
    drafts = context.get("draftOrders") if isinstance(context, dict) else None
    told = [*prefetch.values(), drafts] if isinstance(prefetch, dict) else [drafts]
    whole = [record] if record.get("resourceType") == "Bundle" else told
    return [resource for one in whole for resource in _inside(one)]


def _inside(value: object) -> list[object]:
    """The resources of a Bundle, or the resource itself."""
    if value is None:
        return []
    if isinstance(value, dict) and value.get("resourceType") == "Bundle":
        entries = value.get("entry")
        return [e.get("resource") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    return [value]
