"""Whatever a value is replaced with, a request gets an answer: cards, or an error that is the caller's (D-15, D-30)."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.main import build_app
from service.settings import Settings

REQUESTS = sorted(Path("fixtures/requests").glob("*.json"))
HOSTILE: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**400, "", " ", "\x00", "\u202e", "x" * 5000, "0000-00-00", "9999-12-31T23:59:60Z",
    "1901", "2999-01-01", ">", ">500", "NaN", [], {}, [[]], [None], {"a": None}, "Patient/other", "#", "urn:x", -0.0,
    "1e999999", "²", "𝟙", [{}], {"coding": {}}, {"reference": 5},
)  # fmt: skip


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value below prefetch and context."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, inner in below for deeper in leaves(inner, (*path, key)))]


def replaced(request: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """A copy of the request with one value replaced."""
    copy: dict[str, Any] = json.loads(json.dumps(request))
    inner: Any = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


@pytest.fixture(scope="module")
def service() -> AsyncClient:
    transport = ASGITransport(build_app(Settings(today="2026-11-20")))  # type: ignore[arg-type]
    return AsyncClient(transport=transport, base_url="http://cds.example.org")


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_may_be_anything(service: AsyncClient, path: Path, data: st.DataObject) -> None:
    request = json.loads(path.read_text(encoding="utf-8"))
    place = data.draw(st.sampled_from([p for p in leaves(request) if len(p) > 1]))
    broken = replaced(request, place, data.draw(st.sampled_from(HOSTILE)))
    url = f"/cds-services/nme-{request['hook']}"
    response = asyncio.run(service.post(url, content=json.dumps(broken), headers={"content-type": "application/json"}))
    assert response.status_code in (200, 400, 412, 422), (place, response.text)
    assert response.json().get("resourceType", "cards") in ("OperationOutcome", "cards")
