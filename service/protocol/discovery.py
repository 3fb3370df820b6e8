"""What this server can do: the body of ``GET /cds-services`` (conformance A.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from service.protocol.request import Hook

VERSION = "2.0.1"  # of CDS Hooks; 3.0.0 is a ballot, so this is the honest value (A-18, conformance A.13)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDescription:
    """One CDS Service. ``description`` is plain text: 2.0.1 shows a string, 3.0 markdown (A-14)."""

    id: str
    hook: Hook
    title: str
    description: str
    prefetch: Mapping[str, str] = field(default_factory=dict)
    usage_requirements: str = ""


def discovery(services: Iterable[ServiceDescription]) -> bytes:
    """The discovery body. The order of ``services`` is kept: some clients call the first match (B-5)."""
    return msgspec.json.encode({"services": [_entry(service) for service in services]})


def _entry(service: ServiceDescription) -> dict[str, object]:
    members = {
        "hook": service.hook,
        "title": service.title,
        "description": service.description,
        "id": service.id,
        "prefetch": dict(service.prefetch),
        "usageRequirements": service.usage_requirements,
        "version": VERSION,
    }
    return {name: value for name, value in members.items() if value}  # no empty members
