"""Fetching over real sockets: deadlines, refused addresses, a client that leaves, many patients (A-28, D-9, E-3)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.gathering.cancel import unless_left
from service.main import build_app
from service.protocol.errors import PreconditionFailed
from service.protocol.prefetch import KEYS
from service.settings import Settings
from service.site import load_site
from tests.acceptance.build import request as hook_request
from tests.acceptance.cases import all_cases
from tests.acceptance.reply import Reply as Answered
from tests.acceptance.shapes import TODAY
from tests.service import clock
from tests.service.fhir.fetching import CASE, TOKEN, Json, anonymous, answered
from tests.service.fhir.servers import Heard, Reply, Server, serving, until, whole

KEY_OF = dict(KEYS)


def brings_everything(call: Json) -> bool:
    """Does its prefetch hold every key, each read without failure?"""
    read = {key for key, value in call["prefetch"].items() if value["resourceType"] != "OperationOutcome"}
    return read >= set(KEYS.values())


ANSWERED = [named for named in all_cases() if named.case.expect.status == 200]
SEVERAL = [named for named in ANSWERED[::20] if brings_everything(hook_request(named.case))]
"""Every twentieth case: all themes, all hooks."""


def record(prefetch: Json, slow: tuple[str, ...] = ()) -> Reply:
    """A server with this record, which never answers for the slow types."""

    async def reply(heard: Heard, writer: asyncio.StreamWriter) -> None:
        kind = urlsplit(heard.target).path.split("/")[2]
        if kind in slow:
            await asyncio.sleep(60)
        value = prefetch.get(KEY_OF[kind])
        status = "404 Not Found" if value is None else "200 OK"
        writer.write(whole(json.dumps(value or {"resourceType": "OperationOutcome"}).encode(), status=status))
        await writer.drain()

    return reply


def pathway(**settings: Any) -> PathwayService:
    return PathwayService(Settings(**{"today": TODAY, **settings}), load_site(PATHWAY))


def by_fetching(call: Json, server: Server, keep: tuple[str, ...] = ()) -> Json:
    """The call with access to the server and only the kept prefetch keys."""
    prefetch = {key: value for key, value in call["prefetch"].items() if key in keep}
    return {**call, "prefetch": prefetch, "fhirServer": server.base, "fhirAuthorization": TOKEN}


@pytest.mark.parametrize("named", SEVERAL, ids=lambda named: named.id)
def test_a28_every_patient_gets_the_same_cards_by_prefetch_by_fetching_and_mixed(named: Any) -> None:
    call = hook_request(named.case)

    async def run() -> list[Answered]:
        service = pathway()
        async with serving(record(call["prefetch"])) as server:
            calls = [call, by_fetching(call, server), by_fetching(call, server, ("patient", "observations"))]
            replies = [await answered(service, one) for one in calls]
            await service.aclose()
            lists = [target for target in server.targets if "/Medication/" not in target]
            assert len(lists) == 2 * len(KEYS) - 2
            return replies

    prefetched, fetched, mixed = map(anonymous, clock.run(run()))
    assert prefetched == fetched == mixed


def test_there_are_at_least_ten_such_patients() -> None:
    assert len([named for named in SEVERAL if named.theme != "data_quality"]) >= 10


def timed(slow: tuple[str, ...], seconds: float) -> tuple[Answered, float]:
    async def run() -> tuple[Answered, float]:
        service = pathway(fhir_deadline=seconds)
        async with serving(record(CASE["prefetch"], slow)) as server:
            started = clock.now()
            reply = await answered(service, by_fetching(CASE, server))
            took = clock.now() - started
            await service.aclose()
            return reply, took

    return clock.run(run())


def test_e3_one_deadline_for_all_and_what_came_in_time_counts() -> None:
    reply, took = timed(("Procedure", "Consent", "AllergyIntolerance"), 0.5)
    assert took == pytest.approx(0.5, abs=0.01)
    assert reply.status == 200
    assert "Procedure data could not be read" in reply.text


def test_e3_required_data_that_come_too_late_are_a_failed_precondition() -> None:
    reply, took = timed(("Condition",), 0.3)
    assert (reply.status, reply.body) == (412, {"keys": ["conditions"]})
    assert took == pytest.approx(0.3, abs=0.01)


def test_e3_waiting_for_one_server_does_not_delay_a_call_with_full_prefetch() -> None:
    async def run() -> float:
        service = pathway(fhir_deadline=1.0)
        async with serving(record(CASE["prefetch"], tuple(KEYS))) as server:
            waiting = [asyncio.create_task(answered(service, by_fetching(CASE, server))) for _ in range(5)]
            await until(lambda: len(server.heard) >= len(KEYS))
            started = clock.now()
            await answered(service, CASE)
            took = clock.now() - started
            await asyncio.gather(*waiting)
            await service.aclose()
            return took

    assert clock.run(run()) < 0.1


@pytest.mark.parametrize(
    "base",
    [
        "http://127.1:{port}/fhir",
        "http://0:{port}/fhir",
        "http://0.0.0.0:{port}/fhir",
        "http://0x7f000001:{port}/fhir",
        "http://2130706433:{port}/fhir",
        "http://0177.0.0.1:{port}/fhir",
        "http://[::ffff:127.0.0.1]:{port}/fhir",
        "http://ehr.example.org@127.0.0.1:{port}/fhir",
        "http://127.0.0.1:{port}\\@ehr.example.org/fhir",
        "http://127.0.0.1:{port}/fhir?x=",
        "http://127.0.0.1:{port}/fhir#",
        "http://127.0.0.1:{port}/fhir/../fhir",
        " http://127.0.0.1:{port}/fhir",
        "//127.0.0.1:{port}/fhir",
        "ftp://127.0.0.1:{port}/fhir",
    ],
)
def test_d9_a_refused_address_gets_no_connection(base: str) -> None:
    assert _connections(base) == 0


@pytest.mark.parametrize(
    ("settings", "connections"),
    [
        ({}, 1),
        ({"fhir_servers": "https://ehr.example.org/fhir"}, 0),
        ({"host": "192.0.2.1"}, 0),
        ({"host": "192.0.2.1", "fhir_servers": "http://127.0.0.1:{port}/fhir"}, 1),
        ({"host": "192.0.2.1", "fhir_servers": "http://127.0.0.1:{port}/other"}, 0),
    ],
)
def test_d9_this_machine_is_called_in_open_mode_or_when_listed(settings: Json, connections: int) -> None:
    assert _connections("http://127.0.0.1:{port}/fhir", **settings) == connections


def _connections(base: str, **settings: Any) -> int:
    async def run() -> int:
        async with serving(record(CASE["prefetch"])) as server:
            filled = {name: value.format(port=server.port) for name, value in settings.items()}
            service = pathway(**filled)
            call = {**by_fetching(CASE, server, tuple(KEYS.values())), "fhirServer": base.format(port=server.port)}
            del call["prefetch"]["conditions"]
            reply = await answered(service, call)
            assert (reply.status == 200) is bool(server.connections)
            await service.aclose()
            return server.connections

    return clock.run(run())


# A client that leaves ----------------------------------------------------------------------------

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


def test_e20_fetching_ends_when_the_client_leaves() -> None:
    async def run() -> list[Message]:
        app = build_app(Settings(today=TODAY, fhir_deadline=10))
        async with serving(record(CASE["prefetch"], tuple(KEYS))) as server:
            body = json.dumps(by_fetching(CASE, server)).encode()
            sent: list[Message] = []
            messages = iter([{"type": "http.request", "body": body, "more_body": False}])

            async def receive() -> Message:
                message = next(messages, None)
                if message is not None:
                    return message
                await until(lambda: len(server.heard) == len(KEYS))
                return {"type": "http.disconnect"}

            async def send(message: Any) -> None:
                sent.append(message)

            scope = {
                "type": "http",
                "method": "POST",
                "path": "/cds-services/nme-patient-view",
                "headers": [(b"content-type", b"application/json")],
                "query_string": b"",
            }
            await asyncio.wait_for(app(scope, receive, send), 3)
            await asyncio.wait_for(server.dropped.wait(), 1)
            await app.answer.aclose()  # type: ignore[attr-defined]
            return sent

    assert clock.run(run()) == []


class GoneError(Exception):
    """The client has left."""


async def _leaves() -> None:
    await asyncio.sleep(0.01)
    raise GoneError


async def _stays() -> None:
    await asyncio.sleep(60)


async def _works(log: list[str]) -> str:
    try:
        await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        log.append("cancelled")
        raise
    return "done"


def test_work_is_finished_while_the_client_stays() -> None:
    assert clock.run(unless_left(_works([]), _stays)) == "done"
    assert clock.run(unless_left(_works([]), None)) == "done"


def test_work_is_cancelled_when_the_client_leaves() -> None:
    log: list[str] = []
    with pytest.raises(GoneError):
        clock.run(unless_left(_works(log), _leaves))
    assert log == ["cancelled"]


def test_work_is_cancelled_when_the_call_is() -> None:
    async def run(log: list[str]) -> None:
        task = asyncio.create_task(unless_left(_works(log), _stays))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    log: list[str] = []
    clock.run(run(log))
    assert log == ["cancelled"]


def test_a_failure_of_the_work_is_the_callers() -> None:
    async def fails() -> None:
        raise PreconditionFailed("conditions")

    with pytest.raises(PreconditionFailed):
        clock.run(unless_left(fails(), _stays))
