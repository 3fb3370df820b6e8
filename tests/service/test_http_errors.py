"""Errors are OperationOutcomes that repeat nothing (A-57, D-25, D-26)."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from service.protocol import errors
from service.protocol.request import HookRequest
from tests.service.fake import CALL, PATIENT_VIEW, Client, Fake, issue, post


def answering(error: Exception) -> httpx.Response:
    async def fail(_service_id: str, _request: HookRequest) -> bytes:
        raise error

    return Client(Fake(fail)).post(PATIENT_VIEW, json=CALL)


@pytest.mark.parametrize(
    ("error", "status", "code", "headers"),
    [
        (errors.Unauthorized(), 401, "login", {"www-authenticate": "Bearer"}),
        (errors.BodyTimeout(), 408, "timeout", {"connection": "close"}),
        (errors.PreconditionFailed("conditions", "patient"), 412, "incomplete", {}),
        (errors.TooManyRequests(retry_after=7), 429, "throttled", {"retry-after": "7"}),
        (errors.Unavailable("The store is down.", retry_after=30), 503, "transient", {"retry-after": "30"}),
    ],
)
def test_a57_an_error_of_the_content_is_an_operation_outcome(
    error: errors.ServiceError, status: int, code: str, headers: dict[str, str]
) -> None:
    response = answering(error)
    assert (response.status_code, issue(response)) == (
        status,
        {"severity": "error", "code": code, "diagnostics": error.diagnostics},
    )
    assert headers.items() <= dict(response.headers).items()


def test_a32_a_412_names_the_prefetch_keys() -> None:
    assert "conditions, patient" in issue(answering(errors.PreconditionFailed("conditions", "patient")))["diagnostics"]


def test_a113_every_401_is_the_same() -> None:
    assert answering(errors.Unauthorized()).content == answering(errors.Unauthorized()).content


def test_a_failure_nobody_foresaw_is_a_bare_500(caplog: pytest.LogCaptureFixture) -> None:
    with _listening(caplog):
        response = answering(RuntimeError("canary-name"))
    assert (response.status_code, issue(response)["severity"]) == (500, "fatal")
    assert "canary" not in response.text
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    fields = vars(record)["fields"]
    assert fields["type"] == "RuntimeError"
    assert fields["at"].startswith("test_http_errors.py:")
    assert "canary" not in json.dumps(fields) + record.getMessage()


@contextmanager
def _listening(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Our log does not propagate; listen to it directly."""
    log = logging.getLogger("nme_cds")
    log.addHandler(caplog.handler)
    yield
    log.removeHandler(caplog.handler)


BAD_CALLS: list[dict[str, Any]] = [
    {**CALL, "hook": "canary"},
    {**CALL, "context": {}},
    {**CALL, "context": {**CALL["context"], "patientId": "canary/1"}},  # type: ignore[dict-item]
    {**CALL, "prefetch": "canary"},
    {**CALL, "hookInstance": ["canary"]},
]


@pytest.mark.parametrize("call", BAD_CALLS)
def test_d25_d26_a_refusal_repeats_nothing_of_the_request(
    call: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with _listening(caplog):
        response = post(json.dumps(call).encode())
    assert response.status_code == 422
    assert "canary" not in response.text + str(response.headers) + caplog.text
    (fields,) = (vars(record)["fields"] for record in caplog.records)
    assert (fields["status"], fields["reason"], fields["hook"]) == (422, "InvalidRequest", "patient-view")
