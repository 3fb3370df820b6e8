"""A FHIR server for tests that answers a published query with what a request would have brought as prefetch."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import respx

from service.protocol.prefetch import KEYS
from tests.acceptance.build import Json
from tests.conformance.patients import FHIR_SERVER

TOKEN = "canary-access-token"  # noqa: S105


def access(request: Json, **changes: Any) -> Json:
    """The request with access to the FHIR server; ``changes`` are made to its authorisation."""
    authorization = {
        "access_token": TOKEN,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/*.read",
        "subject": "cds-service",
    }
    told = {name: value for name, value in {**authorization, **changes}.items() if value is not ...}
    return {**request, "fhirServer": FHIR_SERVER, "fhirAuthorization": told}


@contextmanager
def holding(prefetch: Json) -> Iterator[list[httpx.Request]]:
    """A server that holds this patient. Yields the requests it hears."""
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        kind = request.url.path.removeprefix("/fhir/").partition("/")[0]
        if kind not in KEYS:
            return httpx.Response(404, json={"resourceType": "OperationOutcome"})
        return httpx.Response(200, json=prefetch[KEYS[kind]], headers={"Content-Type": "application/fhir+json"})

    with respx.mock(assert_all_called=False) as router:
        router.route().mock(side_effect=answer)
        yield heard
