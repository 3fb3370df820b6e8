"""A read-only FHIR R4 server over the example patients, for the public sandbox and for prefetch.

It has what a CDS Client and this service ask of a server: ``/metadata``, read, and search by GET or POST. It holds
invented patients only and asks nobody who they are.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router

from service.demo.patients import patients
from service.demo.search import search, searchset
from service.protocol.errors import issue_outcome
from service.protocol.prefetch import KEYS

Json: TypeAlias = dict[str, Any]

PATH = "/fhir"
FORM_BYTES = 65_536  # of a POST search; a prefetch query has a tenth of it
MEDIA = "application/fhir+json"
PARAMETERS = {"_id": "token", "patient": "reference", "code": "token"}


class FHIREndpoint:
    """Read and search over the example patients of a folder, as they are ``today``."""

    def __init__(self, folder: Path | None, today: Callable[[], date]) -> None:
        self._folder, self._today = folder, today

    @property
    def _resources(self) -> list[Json]:
        return [resource for one in patients(self._folder, self._today()).values() for resource in one.resources]

    def metadata(self, _request: Request) -> Response:
        """The CapabilityStatement."""
        return _json(capabilities(self._today()))

    def read(self, request: Request) -> Response:
        """One resource by type and id."""
        kind, identity = request.path_params["kind"], request.path_params["id"]
        found = search(self._resources, kind, {"_id": identity})
        return _json(found[0]) if found else _refused(404, "not-found", "No example patient has this resource.")

    def search(self, request: Request) -> Response:
        """A search whose query is in the address."""
        return self._searched(request, dict(request.query_params))

    async def search_by_post(self, request: Request) -> Response:
        """A search whose query is a form, as browsers send it that keep codes out of addresses."""
        form = await _form(request)
        if form is None:
            return _refused(413, "too-long", f"A search has at most {FORM_BYTES} bytes.")
        return self._searched(request, {**request.query_params, **form})

    def _searched(self, request: Request, query: Mapping[str, str]) -> Response:
        kind = request.path_params["kind"]
        if kind not in KEYS:
            return _refused(404, "not-supported", f"This server has {', '.join(KEYS)}.")
        return _json(searchset(search(self._resources, kind, query), _base(request), kind, query))


def fhir_routes(endpoint: FHIREndpoint) -> Mount:
    """The addresses of the server below ``/fhir``."""
    addresses = [
        Route("/metadata", endpoint.metadata),
        Route("/{kind}/_search", endpoint.search_by_post, methods=["POST"]),
        Route("/{kind}/{id}", endpoint.read),
        Route("/{kind}", endpoint.search),
    ]
    return Mount(PATH, Router(addresses, redirect_slashes=False))


def capabilities(today: date) -> Json:
    """What the server can do, as FHIR R4 says it."""
    parameters = [{"name": name, "type": kind} for name, kind in PARAMETERS.items()]
    interactions = [{"code": "read"}, {"code": "search-type"}]
    resources = [{"type": kind, "interaction": interactions, "searchParam": parameters} for kind in KEYS]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": today.isoformat(),
        "kind": "instance",
        "implementation": {"description": "Invented example patients, read only"},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "resource": resources}],
    }


def _base(request: Request) -> str:
    """Where we listen; never what the request says of it (D-18)."""
    host, port = request.scope["server"]
    return f"http://{host}:{port}{PATH}"


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form; None when it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            return None
    return dict(parse_qsl(body.decode("utf-8", "replace")))


def _json(content: Json) -> Response:
    return Response(msgspec.json.encode(content), media_type=MEDIA)


def _refused(status: int, code: str, diagnostics: str) -> Response:
    return Response(issue_outcome("error", code, diagnostics), status, media_type=MEDIA)
