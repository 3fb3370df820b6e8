"""Security headers on every answer, errors included (D-27, D-29)."""

from pathlib import Path

import pytest

from tests.service.fake import CALL, PATIENT_VIEW, Client
from tests.service.trust.kit import guarded


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/", "/cds-services", PATIENT_VIEW])
def test_every_answer_says_how_it_may_be_read(path: str) -> None:
    headers = Client().get(path).headers
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_answers_of_the_protocol_are_not_kept() -> None:
    http = Client()
    answers = [http.post(PATIENT_VIEW, json=CALL), http.get("/cds-services"), http.post(PATIENT_VIEW, content=b"{")]
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 3
    assert "cache-control" not in http.get("/healthz").headers


def test_a_refusal_is_not_kept_either(tmp_path: Path) -> None:
    assert guarded(tmp_path).get("/cds-services").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [(None, None), ("http://localhost:8000", None), ("https://cds.example.org", "max-age=31536000")],
)
def test_d27_browsers_are_told_to_stay_on_https_when_we_are_on_it(public_url: str | None, expected: str | None) -> None:
    assert Client(public_url=public_url).get("/healthz").headers.get("strict-transport-security") == expected


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/redoc"])
def test_d29_nothing_is_documented_to_whoever_comes_by_once_there_are_clients(tmp_path: Path, path: str) -> None:
    assert guarded(tmp_path).get(path).status_code == 404
