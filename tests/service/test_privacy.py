"""No patient data and no token in any log or error (D-25, D-26): canaries go in, none comes out."""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.main import build_app
from service.observe.log import JSONLines, log
from service.settings import Settings
from tests.service.trust.kit import HERE, bearer, claims, ec_key, profile, token, written

REQUESTS = Path(__file__).parents[2] / "fixtures" / "requests"
TODAY = date(2026, 11, 21)
BIRTH = "1958-04-17"  # a date that stands nowhere else
TEXTS = frozenset({"family", "text", "display", "note", "description", "conclusion", "unit", "reference"})
FHIR = {
    "fhirServer": "https://canary.example.org/fhir",
    "fhirAuthorization": {"access_token": "canary-token", "token_type": "Bearer", "subject": "canary-subject"},
}


def with_canaries(value: Any) -> Any:
    """The same resources with a canary in every name, id, text and birth date."""
    if isinstance(value, list):
        return [with_canaries(item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {name: with_canaries(member) for name, member in value.items()}
    for name, member in value.items():
        if name in TEXTS and isinstance(member, str) and "/" not in member:
            changed[name] = f"{member} canary"
        if name == "id" and "resourceType" in value and value["resourceType"] != "Patient":
            changed[name] = f"canary-{member}"
    return changed | ({"birthDate": BIRTH} if "birthDate" in value else {})


def call_of(fixture: Path) -> dict[str, Any]:
    text = fixture.read_text(encoding="utf-8").replace("nme-test", "canary-patient")
    call = json.loads(text)
    changed: dict[str, Any] = call | FHIR | {"prefetch": with_canaries(call["prefetch"])}
    return changed | {
        "hookInstance": "canary-instance",
        "context": changed["context"] | {"userId": "Practitioner/canary"},
    }


CALLS = {path.stem: call_of(path) for path in sorted(REQUESTS.glob("*.json"))}
WORK_UP = CALLS["work-up"]


def hostile() -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Requests that have to be refused: path, body, headers."""
    whole = json.dumps(WORK_UP).encode()
    bodies = [
        whole[:-5],
        whole.replace(b'"hook"', b'"hook": "canary", "hook"', 1),
        b"\xff" + whole,
        b'{"canary": NaN}',
        b'["canary"]',
        b'"canary"',
        *(json.dumps(WORK_UP | change).encode() for change in CHANGES),
    ]
    for body in bodies:
        yield "nme-patient-view", body, {}
    yield "canary-service", whole, {}
    yield "nme-patient-view/feedback", b'{"feedback": ["canary"]}', {}
    yield "nme-patient-view/feedback", b'{"feedback": canary', {}
    yield "nme-patient-view", whole, {"Content-Type": "text/canary"}
    yield "nme-patient-view", whole, {"Content-Encoding": "canary"}


CHANGES: list[dict[str, Any]] = [
    {"hook": "canary"},
    {"hook": ["canary"]},
    {"hookInstance": {"canary": 1}},
    {"context": "canary"},
    {"context": {"canary": "canary"}},
    {"context": {"userId": "canary", "patientId": "canary/../canary"}},
    {"prefetch": "canary"},
    {"prefetch": {"canary": "canary"}},
    {"prefetch": {}},
]


@contextmanager
def all_logs() -> Iterator[list[str]]:
    """Everything any logger says, as our log would write it, at the most talkative level."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(  # type: ignore[method-assign]
        JSONLines().format(record) + record.getMessage() + str(record.exc_info)
    )
    before = logging.root.level, log.level
    for logger in (logging.root, log):
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield lines
    for logger, level in zip((logging.root, log), before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def sent(settings: Settings, requests: list[tuple[str, bytes, dict[str, str]]]) -> tuple[list[httpx.Response], str]:
    """The answers, and all that was logged."""
    app = build_app(settings)

    async def play() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as http:
            return [
                await http.post(
                    f"/cds-services/{path}", content=body, headers={"Content-Type": "application/json"} | headers
                )
                for path, body, headers in requests
            ]

    with all_logs() as lines:
        return asyncio.run(play()), "\n".join(line for line in lines if not _of_the_test_itself(line))


def _of_the_test_itself(line: str) -> bool:
    """httpx, our caller here, logs the address it calls."""
    return "HTTP Request: POST" in line


def leaks(text: str) -> bool:
    return "canary" in text.lower() or BIRTH in text


OPEN = Settings(today=TODAY, ledger_url="none", log_level="DEBUG")


@pytest.mark.parametrize("name", CALLS)
def test_d26_a_call_that_is_answered_leaves_no_patient_data_in_the_log(name: str) -> None:
    call = CALLS[name]
    (answer,), logged = sent(OPEN, [(f"nme-{call['hook']}", json.dumps(call).encode(), {})])
    assert answer.status_code == 200
    assert '"event":"call answered"' in logged
    assert not leaks(logged)


def _line(logged: str, event: str) -> dict[str, Any]:
    line: dict[str, Any] = json.JSONDecoder().raw_decode(next(one for one in logged.splitlines() if event in one))[0]
    return line


OF_A_CALL = {"time", "level", "event", "request", "client", "service", "hook", "duration_ms", "cards"}


def test_d26_the_line_of_a_call_in_scope_tells_how_many_cards_and_nothing_of_the_record() -> None:
    _, logged = sent(OPEN, [("nme-patient-view", json.dumps(WORK_UP).encode(), {})])
    line = _line(logged, "call answered")
    assert set(line) == OF_A_CALL | {"status"}
    assert (line["client"], line["service"], line["level"]) == ("anyone", "nme-patient-view", "info")
    assert line["cards"] > 0


def test_d26_state_and_truths_are_told_at_debug_only() -> None:
    _, logged = sent(OPEN, [("nme-patient-view", json.dumps(WORK_UP).encode(), {})])
    line = _line(logged, "patient judged")
    assert set(line) == OF_A_CALL | {"state", "predicates"}
    assert (line["level"], line["state"]) == ("debug", "S02")
    assert line["predicates"]["nme"] in {"yes", "no", "unknown"}
    assert all('"debug"' in line for line in logged.splitlines() if "S02" in line or "predicates" in line)


def test_a117_a_call_with_nothing_in_scope_leaves_a_line_too() -> None:
    call = CALLS["out-of-scope"]
    _, logged = sent(OPEN, [("nme-patient-view", json.dumps(call).encode(), {})])
    line = json.loads(next(line for line in logged.splitlines() if "call answered" in line).partition("}call")[0] + "}")
    assert set(line) == {
        "time",
        "level",
        "event",
        "status",
        "cards",
        "request",
        "client",
        "service",
        "hook",
        "duration_ms",
    }
    assert (line["level"], line["client"], line["status"], line["cards"]) == ("info", "anyone", 200, 0)


def test_d26_no_refusal_repeats_or_logs_what_was_sent() -> None:
    answers, logged = sent(OPEN, list(hostile()))
    assert {answer.status_code for answer in answers} <= {400, 404, 412, 415, 422, 503}
    for answer in answers:
        assert not leaks(answer.text + str(answer.headers)), answer.status_code
    assert not leaks(logged)


def test_d25_no_token_is_logged_whether_it_is_let_in_or_not(tmp_path: Path) -> None:
    settings = Settings(today=TODAY, ledger_url="none", clients=written(tmp_path, profile()))
    aud = f"{HERE}/cds-services/nme-patient-view"
    tokens = [
        token(claims(jti="canary-1")),
        token(claims(jti="canary-2", aud="canary")),
        token(claims(iss="canary")),
        token(claims(tenant="canary", aud=aud, exp=-900)),
        token(kid="canary"),
        token(jku="https://canary.example/jwks"),
        token(claims(), ec_key("canary")),
        "canary.canary.canary",
    ]
    body = json.dumps(WORK_UP).encode()
    answers, logged = sent(settings, [("nme-patient-view", body, bearer(text)) for text in tokens])
    assert [answer.status_code for answer in answers] == [200] + [401] * 7
    assert not leaks(logged + "".join(answer.text + str(answer.headers) for answer in answers[1:]))
    for part in (part for text in tokens for part in text.split(".")):
        assert part not in logged
    assert '"client":"General Hospital"' in logged


def test_d25_no_link_and_no_card_carries_the_fhir_token() -> None:
    (answer,), _ = sent(OPEN, [("nme-patient-view", json.dumps(WORK_UP).encode(), {})])
    links = [link["url"] for card in answer.json()["cards"] for link in card.get("links", [])]
    assert links
    assert not any(leaks(link) for link in links)
    assert "canary-token" not in answer.text
