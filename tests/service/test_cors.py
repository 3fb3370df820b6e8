"""Which pages of which origins may call (A-118, D-20)."""

import json
from typing import Any

import httpx
import pytest

from service.protocol.request import HookRequest
from tests.service.fake import CALL, PATIENT_VIEW, Client, Fake

PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
EHR = "https://ehr.example.org"


def preflight(origin: str, **settings: Any) -> httpx.Response:
    return Client(**settings).request("OPTIONS", PATIENT_VIEW, headers=PREFLIGHT | {"Origin": origin})


def test_d20_any_origin_may_call_in_open_mode_and_credentials_never() -> None:
    response = preflight("https://sandbox.example")
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, "*")
    assert "access-control-allow-credentials" not in response.headers


def test_d20_only_listed_origins_may_call_otherwise() -> None:
    response = preflight(EHR, host="0.0.0.0", allowed_origins=EHR)  # noqa: S104
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, EHR)
    assert {"authorization", "content-type"} <= set(
        response.headers["access-control-allow-headers"].lower().split(", ")
    )


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        EHR + ".evil.example",
        "https://evilehr.example.org",
        "null",
        "file://",
        EHR + "%0d%0aX: 1",
    ],
)
@pytest.mark.parametrize("allowed", [EHR, None])
def test_d20_another_origin_gets_no_permission(origin: str, allowed: str | None) -> None:
    response = preflight(origin, host="0.0.0.0", allowed_origins=allowed)  # noqa: S104
    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers
    assert origin not in response.text


def test_d20_a_page_of_the_internet_may_reach_this_machine_when_its_origin_may() -> None:
    asked = PREFLIGHT | {"Origin": EHR, "Access-Control-Request-Private-Network": "true"}
    response = Client().request("OPTIONS", PATIENT_VIEW, headers=asked)
    assert response.headers["access-control-allow-private-network"] == "true"


def test_d20_answers_and_errors_carry_the_permission_too() -> None:
    http = Client()
    answers = [http.post(PATIENT_VIEW, content=body, headers={"Origin": EHR}) for body in ("", json.dumps(CALL))]
    answers.append(http.get("/nowhere", headers={"Origin": EHR}))
    answers.append(Client(Fake(_crash)).post(PATIENT_VIEW, json=CALL, headers={"Origin": EHR}))
    assert [answer.headers.get("access-control-allow-origin") for answer in answers] == ["*"] * 4


async def _crash(_service_id: str, _request: HookRequest) -> bytes:
    raise RuntimeError


@pytest.mark.parametrize(
    ("body", "kind"), [(json.dumps(CALL), "application/json"), ("{}", "application/json"), ("{}", "text/plain")]
)
def test_a_server_goes_past_the_framework_and_gets_the_answer_a_browser_gets(body: str, kind: str) -> None:
    """Without an origin a call takes the short way: only the permission differs."""
    http, content = Client(), {"Content-Type": kind}
    server, browser = (
        http.post(PATIENT_VIEW, content=body, headers=content | origin) for origin in ({}, {"Origin": EHR})
    )
    assert (server.status_code, server.content) == (browser.status_code, browser.content)
    permitted = {"access-control-allow-origin": "*", "access-control-allow-private-network": "true"}
    assert {**server.headers, **{k: v for k, v in permitted.items() if k in browser.headers}} == {**browser.headers}
    assert "access-control-allow-origin" in browser.headers


def test_what_is_no_call_of_a_service_takes_the_way_of_all_others() -> None:
    assert [Client().get(path).status_code for path in ("/cds-services", "/healthz", f"{PATIENT_VIEW}/x")] == [
        200,
        200,
        404,
    ]
