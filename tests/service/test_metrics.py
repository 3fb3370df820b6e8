"""What /metrics tells, whom it tells, and readiness (D-25, D-29, E-9, E-24)."""

import asyncio
import timeit
from contextvars import copy_context
from pathlib import Path

import httpx
import pytest
import respx
from fastapi import FastAPI
from prometheus_client import REGISTRY

from service.http.health import Check, keys_check
from service.main import build_app
from service.observe import events, metrics
from service.observe.log import log
from service.outbound.network_policy import INTERNET
from service.protocol.errors import PreconditionFailed, Unavailable
from service.protocol.request import HookRequest
from service.protocol.response import NO_CARDS
from service.settings import Settings
from service.trust import fetched_keys
from service.trust.fetched_keys import PAUSE, STALE, FetchedKeys
from service.trust.gate import Gate
from service.trust.replay import InProcess
from tests.service.fake import CALL, PATIENT_VIEW, Client, Fake
from tests.service.test_graceful_stop import HOST, instance
from tests.service.trust.kit import KID, guarded, profile, written
from tests.service.trust.test_fetched_keys import ADDRESS, Clock, published

PUBLIC = "https://cds.example.org"
SERVICE = {"service": "nme-patient-view"}
FEW_MICROSECONDS = 25e-6  # seconds; 5 are the aim, the rest is other work on this machine


def value(name: str, **labels: str) -> float:
    """The figure now; 0 before the first."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def refusing(_service_id: str, _request: HookRequest) -> bytes:
    raise PreconditionFailed("conditions")


async def breaking(_service_id: str, _request: HookRequest) -> bytes:
    raise ZeroDivisionError("canary")


async def judging(_service_id: str, _request: HookRequest) -> bytes:
    events.JUDGED(state="S04", predicates={"mets": "no"}, cards=2)
    for recommendation in ("K04", "K10"):
        events.GIVEN(recommendation=recommendation)
    return NO_CARDS


def called(answer: Fake) -> int:
    return Client(answer).post(PATIENT_VIEW, json=CALL).status_code


def test_an_answered_call_is_counted_and_timed() -> None:
    before = value("nme_cds_calls_total", **SERVICE, status="200"), value("nme_cds_call_seconds_count", **SERVICE)
    assert called(Fake()) == 200
    after = value("nme_cds_calls_total", **SERVICE, status="200"), value("nme_cds_call_seconds_count", **SERVICE)
    assert after == (before[0] + 1, before[1] + 1)


def test_a_refused_call_is_counted_by_its_status_and_not_timed() -> None:
    before = value("nme_cds_calls_total", **SERVICE, status="412")
    timed = value("nme_cds_call_seconds_count", **SERVICE)
    assert called(Fake(refusing)) == 412
    assert value("nme_cds_calls_total", **SERVICE, status="412") == before + 1
    assert value("nme_cds_call_seconds_count", **SERVICE) == timed
    assert value("nme_cds_refused_total", status="412", reason="PreconditionFailed") >= 1


def test_a_fault_of_ours_is_counted_by_its_class() -> None:
    before = value("nme_cds_failures_total", type="ZeroDivisionError")
    assert called(Fake(breaking)) == 500
    assert value("nme_cds_failures_total", type="ZeroDivisionError") == before + 1
    assert "canary" not in metrics.exposition().decode()


def test_states_and_cards_are_counted() -> None:
    names = ("nme_cds_states_total", {"state": "S04"}), ("nme_cds_cards_total", {"recommendation": "K10"})
    before = [value(name, **labels) for name, labels in names]
    assert called(Fake(judging)) == 200
    assert [value(name, **labels) for name, labels in names] == [figure + 1 for figure in before]


def test_what_could_not_be_fetched_is_counted_without_its_page_number() -> None:
    events.NOT_FETCHED(type="Condition", reason="deadline", page=2)
    assert value("nme_cds_not_fetched_total", type="Condition", reason="deadline") >= 1


def test_a_resource_that_could_not_be_read_is_counted_by_our_name_of_its_type() -> None:
    labels = [{"type": "Observation"}, {"type": "other"}]
    before = [value("nme_cds_set_aside_total", **label) for label in labels]
    patient = {"resourceType": "Patient", "id": "canary-patient"}
    nme = {"text": "Necrolytic migratory erythema"}
    subject = {"reference": "Patient/canary-patient"}
    condition = {"resourceType": "Condition", "id": "c", "code": nme, "subject": subject}
    broken = [{"resource": {"resourceType": "Observation", "status": [{}], "component": 7}}, {"resource": "canary"}]
    prefetch = {
        "patient": patient,
        "conditions": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": condition}]},
        "observations": {"resourceType": "Bundle", "type": "searchset", "entry": broken},
    }
    call = {name: member for name, member in CALL.items() if not name.startswith("fhir")} | {"prefetch": prefetch}
    answered = asyncio.run(_posted(build_app(Settings(ledger_url="none")), call))
    assert (answered.status_code, bool(answered.json()["cards"])) == (200, True)
    assert [value("nme_cds_set_aside_total", **label) for label in labels] == [figure + 1 for figure in before]
    assert "canary" not in metrics.exposition().decode()


async def _posted(app: FastAPI, call: object) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as http:
        return await http.post(PATIENT_VIEW, json=call)


def test_a_fetch_is_timed_by_resource_type() -> None:
    before = value("nme_cds_fetch_seconds_count", type="Condition")
    events.FETCHED(type="Condition", duration_ms=200)
    assert value("nme_cds_fetch_seconds_count", type="Condition") == before + 1


def test_d25_nothing_of_a_request_is_in_the_figures() -> None:
    called(Fake(judging))
    Client().get("/canary-path")
    said = metrics.exposition().decode()
    assert "canary" not in said
    assert str(CALL["hookInstance"]) not in said


def test_the_page_is_what_prometheus_reads() -> None:
    page = Client().get("/metrics")
    assert (page.status_code, page.headers["content-type"].split(";")[0]) == (200, "text/plain")
    assert "# TYPE nme_cds_call_seconds histogram" in page.text


@pytest.mark.parametrize(("told", "status"), [(False, 404), (True, 200)])
def test_d29_with_clients_the_page_is_shown_only_when_told(tmp_path: Path, *, told: bool, status: int) -> None:
    assert guarded(tmp_path, public_url=PUBLIC, metrics=told).get("/metrics").status_code == status


class Queue:
    """A ledger's queue in trouble."""

    waiting, dropped = 7, 3


def test_the_gauges_follow_the_queue() -> None:
    async def watch() -> None:
        async with metrics.watched(Queue()):
            await asyncio.sleep(0)

    asyncio.run(watch())
    assert (value("nme_cds_ledger_waiting"), value("nme_cds_ledger_dropped")) == (7, 3)


def test_the_path_of_every_call_pays_a_few_microseconds() -> None:
    def calls() -> float:
        events.begin("anyone", "", "nme-patient-view", "patient-view")
        return min(timeit.repeat(lambda: events.ANSWERED(status=200, cards=0), number=2_000, repeat=5)) / 2_000

    before = log.level
    log.setLevel("WARNING")  # the figures alone
    try:
        assert copy_context().run(calls) < FEW_MICROSECONDS
    finally:
        log.setLevel(before)


def test_e24_no_usable_keys_at_all_is_not_ready_and_mends_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    gate = _gate(tmp_path, clock, monkeypatch)
    check = keys_check(gate)

    async def story() -> None:
        async with respx.mock as router:
            host = router.get(ADDRESS).respond(503)
            await _not_ready(check)
            await _not_ready(check)
            assert host.call_count == 1  # the pause between two fetches holds
            host.mock(return_value=published(KID))
            clock.now += PAUSE
            await _not_ready(check)
            await check()
            clock.now += STALE
            await _not_ready(check)

    asyncio.run(story())


def test_e9_one_client_with_keys_is_enough_to_be_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = _gate(tmp_path, Clock(), monkeypatch, profile(name="Other", issuer="https://other.example.org"))
    asyncio.run(_check(gate))


def _gate(folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, *more: str) -> Gate:
    """A gate whose first client publishes its keys at ADDRESS."""
    monkeypatch.setattr(fetched_keys.FetchedKeys.__init__, "__defaults__", (clock, INTERNET))
    gate = Gate(written(folder, profile("", jku=ADDRESS), *more), PUBLIC, InProcess())
    assert isinstance(gate.clients.all[0].keys, FetchedKeys)
    return gate


async def _check(gate: Gate) -> None:
    await keys_check(gate)()


async def _not_ready(check: Check) -> None:
    with pytest.raises(Unavailable, match="keys"):
        await check()
    await asyncio.sleep(0.05)  # for the fetch it began


def test_a_call_outside_a_service_is_counted_without_one() -> None:
    before = value("nme_cds_refused_total", status="404", reason="HTTPException")
    Client().get("/nothing")
    assert value("nme_cds_refused_total", status="404", reason="HTTPException") == before + 1


def test_the_drain_is_none_in_open_mode_and_five_seconds_else() -> None:
    assert Settings().drain == 0.0
    assert Settings(host="0.0.0.0").drain == 5.0  # noqa: S104 - not listened on
    assert Settings(drain_seconds=2).drain == 2.0


def test_the_figures_of_several_workers_are_added_up() -> None:
    with instance(workers=2) as running:
        base = f"http://{HOST}:{running.port}"
        for _ in range(20):  # each on a connection of its own, so that both workers get some
            assert httpx.post(base + PATIENT_VIEW, json=CALL).status_code == 412
        page = httpx.get(base + "/metrics").text
    assert 'nme_cds_calls_total{service="nme-patient-view",status="412"} 20.0' in page
