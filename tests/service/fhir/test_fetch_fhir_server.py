"""End to end against a FHIR server in a process of its own: Medplum's router and in-memory repository.

Needs node and npm; its packages are installed into ``tests/fhir_server/node_modules`` on first use.
"""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.settings import Settings
from service.site import load_site
from tests.acceptance.build import request as hook_request
from tests.acceptance.cases import all_cases
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import PATIENT, TODAY
from tests.service import clock
from tests.service.fhir.fetching import TOKEN, Json, anonymous, answered
from tests.service.fhir_server import HOME, installed

SECONDS = 60.0  # to start
PAGE = 2  # resources in one answer, so that nearly every list has pages
OURS = f"Patient/{PATIENT}"
ENDED = {"stopped", "completed", "on-hold", "cancelled"}  # their end is when the server last changed them


def resources(call: Json) -> list[Json]:
    """Every resource of a call's prefetch."""
    values = call["prefetch"].values()
    return [
        r
        for v in values
        for r in ([e["resource"] for e in v.get("entry", [])] if v["resourceType"] == "Bundle" else [v])
    ]


def _suits(call: Json) -> bool:
    whole = len(call["prefetch"]) == 11 and all(
        v["resourceType"] != "OperationOutcome" and "link" not in v  # a list that says it goes on is not whole
        for v in call["prefetch"].values()
    )
    subjects = {r.get("subject", {}).get("reference", OURS) for r in resources(call)}  # a search finds no other's
    return (
        whole
        and subjects <= {OURS}
        and not any(r["resourceType"].startswith("Medication") and r["status"] in ENDED for r in resources(call))
    )


def renamed(call: Json, number: int) -> Json:
    """The same call with ids of its own, so that many patients fit on one server."""
    text = json.dumps(call)
    for identity in {PATIENT, *(r["id"] for r in resources(call))}:
        for before in ('"id": "', "/", '"patientId": "'):
            text = text.replace(f'{before}{identity}"', f'{before}p{number}-{identity}"')
    changed: Json = json.loads(text)
    return changed


CALLS = [
    renamed(call, number)
    for number, call in enumerate(hook_request(named.case) for named in all_cases()[::9])
    if _suits(call)
]


@contextmanager
def _server(folder: Path, *token: str) -> Iterator[tuple[str, list[str]]]:
    """The base address of a running server, and the requests it prints."""
    records = folder / "records.json"
    records.write_text(json.dumps([resource for call in CALLS for resource in resources(call)]))
    command = ["node", "server.mjs", str(records), str(PAGE), *token]
    with subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        log: list[str] = []
        reader = threading.Thread(target=_copy, args=(process.stdout, lines, log))
        reader.start()
        try:
            port = lines.get(timeout=SECONDS).removeprefix("listening ").strip()
            yield f"http://127.0.0.1:{port}/fhir", log
        finally:
            process.terminate()
            reader.join()


def _copy(source: Any, lines: "queue.SimpleQueue[str]", log: list[str]) -> None:
    for line in source:
        lines.put(line)
        log.append(line)


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    installed()


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """A server that asks for no token."""
    with _server(tmp_path_factory.mktemp("open")) as running:
        yield running


@pytest.fixture(scope="module")
def guarded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """A server that wants the token of the calls."""
    with _server(tmp_path_factory.mktemp("guarded"), str(TOKEN["access_token"])) as running:
        yield running


def ask(*calls: Json) -> list[Reply]:
    """The replies of one service, call after call."""

    async def run() -> list[Reply]:
        service = PathwayService(Settings(today=TODAY, fhir_deadline=10), load_site(PATHWAY))
        replies = [await answered(service, call) for call in calls]
        await service.aclose()
        return replies

    return clock.run_slowly(run())


def test_there_are_ten_patients_and_some_have_pages() -> None:
    assert len(CALLS) >= 10
    assert any(len(value.get("entry", [])) > PAGE for call in CALLS for value in call["prefetch"].values())


def test_a28_every_patient_gets_the_cards_of_prefetch(open_server: tuple[str, list[str]]) -> None:
    base, log = open_server
    fetched = ask(*({**call, "prefetch": {}, "fhirServer": base} for call in CALLS))
    assert [anonymous(reply) for reply in fetched] == [anonymous(reply) for reply in ask(*CALLS)]
    assert {reply.status for reply in fetched} == {200}
    assert any("_offset=" in line for line in log)
    assert all(line.startswith(("GET ", "listening ")) for line in log)


def test_a46_the_same_with_a_token(guarded_server: tuple[str, list[str]]) -> None:
    access = {"fhirServer": guarded_server[0], "fhirAuthorization": TOKEN}
    few = CALLS[::3]  # all of them are asked for without one
    fetched = ask(*({**call, "prefetch": {}, **access} for call in few))
    assert [anonymous(reply) for reply in fetched] == [anonymous(reply) for reply in ask(*few)]


@pytest.mark.parametrize("token", ["another", None])
def test_e5_without_the_right_token_required_data_are_missing(
    guarded_server: tuple[str, list[str]], token: str | None
) -> None:
    authorization = {"fhirAuthorization": {**TOKEN, "access_token": token}} if token else {}
    (reply,) = ask({**CALLS[0], "prefetch": {}, "fhirServer": guarded_server[0], **authorization})
    assert (reply.status, reply.body) == (412, {"keys": ["conditions"]})


def test_a_patient_the_server_does_not_know_has_no_cards(open_server: tuple[str, list[str]]) -> None:
    stranger = {**CALLS[0], "prefetch": {}, "fhirServer": open_server[0]}
    stranger["context"] = {**stranger["context"], "patientId": "nobody"}
    (reply,) = ask(stranger)
    assert (reply.status, reply.body) == (200, {"cards": []})
