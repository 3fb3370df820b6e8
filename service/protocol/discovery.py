"""What this server can do: the body of ``GET /cds-services`` (conformance A.2)."""

from collections.abc import Iterable, Mapping
from typing import Annotated, TypeAlias

import msgspec

from service.protocol.request import Hook

VERSION = "2.0.1"  # of CDS Hooks; 3.0.0 is a ballot, so this is the honest value (A-18, conformance A.13)

_Filled: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]


class ServiceDescription(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", tag_field="version", tag=VERSION
):
    """One CDS Service. ``description`` is plain text: 2.0.1 shows a string, 3.0 markdown (A-14)."""

    hook: Hook
    title: _Filled
    description: _Filled
    id: _Filled
    prefetch: Annotated[Mapping[str, _Filled], msgspec.Meta(min_length=1)] = {}  # no empty members
    usage_requirements: _Filled = ""


class Discovery(msgspec.Struct, frozen=True):
    """Every CDS Service. The order is kept: some clients call the first match (B-5)."""

    services: tuple[ServiceDescription, ...]


def discovery(services: Iterable[ServiceDescription]) -> bytes:
    """The discovery body."""
    return msgspec.json.encode(Discovery(tuple(services)))
