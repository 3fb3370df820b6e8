"""Traces for a collector: what is told of each request, and that neither data nor delay comes with it (D-25, D-26)."""

import asyncio
import subprocess
import sys
import time
import timeit
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status
from pydantic import HttpUrl

from service.http.app import create_app
from service.main import build_app
from service.observe import trace_export, traces
from service.observe.trace_export import TraceExport
from service.protocol.prefetch import KEYS
from service.protocol.request import HookRequest
from service.settings import Settings
from service.version import SOFTWARE_VERSION
from tests.service.collector import Collector, collecting, told
from tests.service.fake import CALL, PATIENT_VIEW, Fake
from tests.service.fhir.fetching import CASE, TOKEN, Json
from tests.service.fhir.servers import Heard, Reply, Server, head, serving
from tests.service.fhir.test_fetch_sockets import by_fetching, record
from tests.service.running import running
from tests.service.test_graceful_stop import HOST, instance
from tests.service.test_privacy import BIRTH, CALLS, TODAY, WORK_UP, all_logs, hostile, leaks, with_canaries
from tests.service.trust.kit import bearer, claims, profile, token, written

SERVER = "POST /cds-services/{service_id}"
FEEDBACK = "POST /cds-services/{service_id}/feedback"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAMPLED, UNSAMPLED = f"00-{TRACE}-{PARENT}-01", f"00-{TRACE}-{PARENT}-00"
FEW_MICROSECONDS = 5e-6  # seconds; half of one is the aim, the rest is other work on this machine


@contextmanager
def traced(collector: Collector, **settings: Any) -> Iterator[httpx.Client]:
    """The whole service on a socket, and a client for it. Its spans are with the collector when it has stopped."""
    told_so = {"today": TODAY, "ledger_url": "none", "traces_url": collector.url, **settings}
    with (
        running(build_app(Settings(**told_so))) as (host, port),
        httpx.Client(base_url=f"http://{host}:{port}") as http,
    ):
        yield http


def collected(*calls: Json, headers: dict[str, str] | None = None, **settings: Any) -> Collector:
    """What the collector holds after these service calls, each answered with 200."""
    with collecting() as collector, traced(collector, **settings) as http:
        for call in calls:
            assert http.post(f"/cds-services/nme-{call['hook']}", json=call, headers=headers).status_code == 200
    return collector


def test_a_call_in_scope_is_a_span_and_one_for_each_step() -> None:
    collector = collected(WORK_UP)
    steps = ("read", "gather", "case", "consult", "cards")
    assert collector.tree() == [(SERVER, None), *((step, SERVER) for step in steps)]
    server = collector.named(SERVER)
    assert told(server.attributes) == {
        "http.request.method": "POST",
        "http.route": "/cds-services/{service_id}",
        "http.response.status_code": 200,
        "nme.client": "anyone",
        "nme.service": "nme-patient-view",
        "nme.hook": "patient-view",
        "nme.cards": 2,
    }
    assert server.kind == server.SPAN_KIND_SERVER
    assert all(not told(span.attributes) for span in collector.spans if span.name in steps)
    assert all(span.end_time_unix_nano <= server.end_time_unix_nano for span in collector.spans)


def test_a_call_out_of_scope_ends_with_gathering_and_tells_no_state() -> None:
    collector = collected(CALLS["out-of-scope"])
    assert collector.tree() == [(SERVER, None), ("read", SERVER), ("gather", SERVER)]
    assert set(told(collector.named(SERVER).attributes)) == {
        *("http.request.method", "http.route", "http.response.status_code"),
        *("nme.client", "nme.service", "nme.hook"),
    }


# Fetching ----------------------------------------------------------------------------------------


def fetched(reply: Reply, call: Json, **settings: Any) -> tuple[Collector, Server]:
    """What the collector and the FHIR server hold after a call that had to fetch, answered with 200."""

    async def play(http: httpx.Client) -> Server:
        async with serving(reply) as server:
            sent = by_fetching(call, server, ("patient",))
            answer = await asyncio.to_thread(http.post, PATIENT_VIEW, json=sent, headers={"traceparent": SAMPLED})
            assert answer.status_code == 200, answer.text
            return server

    with collecting() as collector, traced(collector, **settings) as http:
        server = asyncio.run(play(http))
    return collector, server


def without(kind: str, prefetch: Json) -> Reply:
    """The record on a server that refuses one type."""
    whole = record(prefetch)

    async def reply(heard: Heard, writer: asyncio.StreamWriter) -> None:
        if heard.target.startswith(f"/fhir/{kind}"):
            writer.write(head("403 Forbidden", "Content-Length: 0"))
        else:
            await whole(heard, writer)

    return reply


def test_each_fhir_query_is_a_span_named_by_its_type_with_our_reason_when_it_failed() -> None:
    collector, _ = fetched(without("Procedure", CASE["prefetch"]), CASE)
    kinds = set(KEYS) - {"Patient"}
    spans = {span.name: span for span in collector.spans if span.name.startswith("fetch ")}
    assert set(spans) == {f"fetch {kind}" for kind in kinds}
    assert {span.parent_span_id for span in spans.values()} == {collector.named("gather").span_id}
    assert told(spans["fetch Condition"].attributes) == {"nme.type": "Condition"}
    assert told(spans["fetch Procedure"].attributes) == {
        "nme.type": "Procedure",
        "nme.reason": "status 403",
    }
    assert spans["fetch Condition"].status.code == Status.STATUS_CODE_UNSET
    assert spans["fetch Procedure"].status.code == Status.STATUS_CODE_ERROR


def test_fhir_servers_get_no_trace_headers() -> None:
    _, server = fetched(record(CASE["prefetch"]), CASE)
    assert server.heard
    assert all({"traceparent", "tracestate", "baggage"}.isdisjoint(heard.headers) for heard in server.heard)
    assert all(TRACE not in str(heard.headers) for heard in server.heard)


def test_a_server_that_is_left_alone_is_told_on_the_step() -> None:
    down = {**CASE, "fhirServer": "http://127.0.0.1:9/fhir", "fhirAuthorization": TOKEN, "prefetch": {}}
    with collecting() as collector, traced(collector) as http:
        assert [http.post(PATIENT_VIEW, json=down).status_code for _ in range(6)] == [412] * 6
    *tried, last = [told(span.attributes) for span in collector.spans if span.name == "gather"]
    assert tried == [{"error.type": "PreconditionFailed"}] * 5
    assert last == {"nme.reason": "left alone", "error.type": "PreconditionFailed"}


# What is never told ------------------------------------------------------------------------------


def test_d25_d26_no_canary_is_in_any_byte_that_is_sent() -> None:
    hostile_headers = {
        "tracestate": "canary=canary",
        "baggage": "patient=canary",
        "traceparent": "canary",
        "user-agent": "canary",
        "cookie": "canary=1",
        "authorization": "Bearer canary-token",
        "x-request-id": "canary",
    }
    with collecting() as collector, traced(collector) as http:
        for call in CALLS.values():
            assert (
                http.post(
                    f"/cds-services/nme-{call['hook']}?patient=canary", json=call, headers=hostile_headers
                ).status_code
                == 200
            )
        for path, body, headers in hostile():
            http.post(f"/cds-services/{path}", content=body, headers={"Content-Type": "application/json"} | headers)
        assert http.request("PROPFIND", "/cds-services/canary/canary/canary").status_code == 404
        assert http.request("PROPFIND", PATIENT_VIEW).status_code == 405
    sent = b"".join(collector.bodies).decode("latin-1")
    assert len(collector.spans) > len(CALLS) * 5
    assert not leaks(sent)
    assert {told(span.attributes).get("http.request.method") for span in collector.spans} == {None, "POST", "_OTHER"}


def test_d25_d26_neither_token_nor_patient_is_told_of_a_fetch() -> None:
    case = {**CASE, "prefetch": with_canaries(CASE["prefetch"])}
    patient = case["context"]["patientId"]
    collector, server = fetched(without("Consent", case["prefetch"]), case)
    assert any(patient in target for target in server.targets)
    assert {heard.headers["authorization"] for heard in server.heard} == {"Bearer canary-token"}
    sent = b"".join(collector.bodies).decode("latin-1")
    assert "fetch Consent" in sent
    for secret in (patient, "canary", BIRTH, "127.0.0.1", case["hookInstance"]):
        assert secret not in sent


def test_of_an_exception_only_the_class_is_told() -> None:
    with collecting() as collector, traced(collector) as http:
        bodies = (b'{"canary', b'["canary"]')
        statuses = [http.post(PATIENT_VIEW, content=body, headers=JSON).status_code for body in bodies]
    assert statuses == [400, 422]
    reads = [span for span in collector.spans if span.name == "read"]
    assert [told(span.attributes) for span in reads] == [
        {"error.type": "NotJSONError"},
        {"error.type": "NotACallError"},
    ]
    assert {span.status.code for span in reads} == {Status.STATUS_CODE_ERROR}
    assert all(not span.events and not span.status.message for span in collector.spans)
    assert not leaks(b"".join(collector.bodies).decode("latin-1"))


JSON = {"Content-Type": "application/json"}


async def breaking(_service_id: str, _request: HookRequest) -> bytes:
    raise ZeroDivisionError("canary")


def test_a_fault_of_ours_is_told_by_its_status() -> None:
    with collecting() as collector:
        app = create_app(Settings(traces_url=HttpUrl(collector.url)), Fake(breaking))
        with running(app) as (host, port):
            assert httpx.post(f"http://{host}:{port}{PATIENT_VIEW}", json=CALL).status_code == 500
    server = collector.named(SERVER)
    assert told(server.attributes)["http.response.status_code"] == 500
    assert (server.status.code, server.status.message) == (Status.STATUS_CODE_ERROR, "")
    assert not leaks(b"".join(collector.bodies).decode("latin-1"))


def test_health_and_pages_have_no_spans() -> None:
    with collecting() as collector, traced(collector) as http:
        assert [http.get(path).status_code for path in ("/healthz", "/readyz", "/metrics", "/")] == [200] * 4
        assert http.get("/cds-services").status_code == 200
    assert collector.tree() == [("GET /cds-services", None)]


def test_the_routes_told_are_those_of_the_protocol(tmp_path: Path) -> None:
    app = build_app(Settings(ledger_url=f"sqlite:///{tmp_path}/ledger.sqlite"))
    paths = {getattr(route, "path", "") for route in app.routes} | {"/cds-services/{service_id}"}  # past the router
    assert {path for path in paths if path.startswith("/cds-services")} == set(traces.ROUTES)


# Who calls ---------------------------------------------------------------------------------------


def test_client_and_tenant_are_told_once_they_are_proven(tmp_path: Path) -> None:
    with collecting() as collector:
        settings = Settings(clients=written(tmp_path, profile()), traces_url=HttpUrl(collector.url), today=TODAY)
        app = create_app(settings, Fake())
        with running(app) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as http:
            tokens = (token(claims(tenant="Ward\n7")), token(claims(tenant="canary", aud="canary")))
            statuses = [http.post(PATIENT_VIEW, json=CALL, headers=bearer(text)).status_code for text in tokens]
    assert statuses == [200, 401]
    known, unknown = [told(span.attributes) for span in collector.spans if span.name == SERVER]
    assert (known["nme.client"], known["nme.tenant"]) == ("General Hospital", "Ward\\n7")
    assert unknown == {
        "http.request.method": "POST",
        "http.route": "/cds-services/{service_id}",
        "http.response.status_code": 401,
    }
    assert not leaks(b"".join(collector.bodies).decode("latin-1"))


# Feedback ----------------------------------------------------------------------------------------

GIVEN = {
    "feedback": [
        {
            "card": "11111111-2222-4333-8444-555555555555",
            "outcome": "overridden",
            "overrideReason": {"userComment": "canary"},
            "outcomeTimestamp": "2026-11-21T10:00:00Z",
        }
    ]
}


@pytest.mark.parametrize(
    ("ledger", "status", "failure"),
    [
        ("sqlite:///{folder}/ledger.sqlite", 200, {}),
        ("sqlite:////proc/nowhere/ledger.sqlite", 503, {"error.type": "LedgerDownError"}),
    ],
)
def test_writing_feedback_is_a_span(tmp_path: Path, ledger: str, status: int, failure: dict[str, str]) -> None:
    with collecting() as collector, traced(collector, ledger_url=ledger.format(folder=tmp_path)) as http:
        assert http.post(f"{PATIENT_VIEW}/feedback", json=GIVEN).status_code == status
    assert collector.tree() == [(FEEDBACK, None), ("keep feedback", FEEDBACK)]
    kept = told(collector.named("keep feedback").attributes)
    assert kept == {"nme.client": "anyone", "nme.service": "nme-patient-view", **failure}
    assert not leaks(b"".join(collector.bodies).decode("latin-1"))


# The caller's trace, and which calls are picked ---------------------------------------------------


def test_the_callers_trace_is_continued_without_its_state() -> None:
    headers = {"traceparent": SAMPLED, "tracestate": "vendor=canary", "baggage": "patient=canary"}
    collector = collected(WORK_UP, headers=headers, traces_share=0)
    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}
    assert collector.named(SERVER).parent_span_id.hex() == PARENT
    assert {span.trace_state for span in collector.spans} == {""}


@pytest.mark.parametrize("sent", ["", "canary", f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-{PARENT}-01-canary"])
def test_a_broken_parent_is_no_parent(sent: str) -> None:
    collector = collected(CALLS["out-of-scope"], headers={"traceparent": sent})
    assert collector.named(SERVER).parent_span_id == b""
    assert TRACE not in {span.trace_id.hex() for span in collector.spans}


@pytest.mark.parametrize(
    ("share", "headers"), [(1.0, {"traceparent": UNSAMPLED}), (0.0, {}), (0.0, {"traceparent": "canary"})]
)
def test_a_call_that_is_not_picked_sends_nothing(share: float, headers: dict[str, str]) -> None:
    assert collected(WORK_UP, headers=headers, traces_share=share).bodies == []


def test_the_share_is_of_calls_without_a_parent() -> None:
    collector = collected(*[CALLS["out-of-scope"]] * 200, traces_share=0.5)
    picked = sum(span.name == SERVER for span in collector.spans)
    assert 50 < picked < 150


# The sender --------------------------------------------------------------------------------------


def test_the_sender_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = dict(trace_export.resource().attributes)
    assert (ours["service.name"], ours["service.version"]) == ("nme-cds", SOFTWARE_VERSION)
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "service.name=nme-cds-east,deployment.environment.name=test")
    theirs = dict(trace_export.resource().attributes)
    assert (theirs["service.name"], theirs["deployment.environment.name"]) == ("nme-cds-east", "test")
    assert theirs["service.version"] == SOFTWARE_VERSION
    monkeypatch.setenv("OTEL_SERVICE_NAME", "nme-cds-west")
    assert trace_export.resource().attributes["service.name"] == "nme-cds-west"


def test_a_collector_that_is_away_delays_nothing_and_is_one_line_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    with collecting() as gone:
        pass
    trace_export._not_sent.cache_clear()
    monkeypatch.setattr(trace_export, "POST_SECONDS", 0.5)
    with all_logs() as lines, traced(gone) as http:
        assert [http.post(PATIENT_VIEW, json=WORK_UP).status_code for _ in range(5)] == [200] * 5
        export = TraceExport(gone.url, 1.0)
        for _ in range(3):
            export.tracer.start_span("canary").end()
            assert export._provider.force_flush() is True
        asyncio.run(export.aclose())
    complaints = [line for line in lines if "traces not sent" in line or "opentelemetry" in line or "urllib3" in line]
    assert len(complaints) == 1
    assert '"level":"warning"' in complaints[0]
    assert gone.url not in "".join(lines)


def test_a_collector_that_hangs_keeps_neither_calls_nor_the_stop_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers only after both: who waited for it would wait for an hour."""
    monkeypatch.setattr(trace_export, "POST_SECONDS", 3600)
    monkeypatch.setattr(trace_export, "PAUSE", 100)
    monkeypatch.setattr(trace_export, "FLUSH_SECONDS", 0.2)
    with collecting() as collector:
        collector.answers.clear()
        with traced(collector) as http:
            assert http.post(PATIENT_VIEW, json=WORK_UP).status_code == 200
            assert collector.asked.wait(60)  # a batch is under way
            assert [http.post(PATIENT_VIEW, json=WORK_UP).status_code for _ in range(5)] == [200] * 5
        assert collector.bodies == []


def test_spans_that_find_no_room_are_let_go() -> None:
    with collecting() as collector:
        collector.answers.clear()
        export = TraceExport(collector.url, 1.0)
        for _ in range(2 * trace_export.WAITING):
            export.tracer.start_span("one").end()
        collector.answers.set()
        asyncio.run(export.aclose())
    assert len(collector.spans) <= trace_export.WAITING + 2 * trace_export.BATCH


@pytest.mark.parametrize("workers", [1, 2])
def test_e11_what_waits_is_sent_when_a_process_is_told_to_stop(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    with collecting() as collector:
        monkeypatch.setenv("NME_CDS_TRACES_URL", collector.url)
        with instance(workers=workers) as service:
            calls = [httpx.post(f"http://{HOST}:{service.port}{PATIENT_VIEW}", json=CALL) for _ in range(20)]
    assert {call.status_code for call in calls} == {412}
    assert sum(span.name == SERVER for span in collector.spans) == 20
    assert len({told(sender.resource.attributes)["service.instance.id"] for sender in collector.senders}) == workers


# Without the setting -----------------------------------------------------------------------------

WITHOUT = """
import sys
from service.main import build_app
from service.settings import Settings
build_app(Settings(ledger_url="none"))
heavy = ("opentelemetry.sdk", "opentelemetry.exporter", "google.protobuf", "requests", "urllib3")
print([name for name in sys.modules if name.startswith(heavy)])
"""


def test_without_a_collector_nothing_of_the_sdk_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.splitlines()[-1] == "[]"


def test_d26_the_web_framework_sends_no_spans_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with collecting() as collector:
        monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.removesuffix("/v1/traces"))
        with instance() as service:
            assert httpx.post(f"http://{HOST}:{service.port}{PATIENT_VIEW}", json=CALL).status_code == 412
    assert collector.bodies == []


def test_without_a_collector_a_step_costs_a_look() -> None:
    def step() -> None:
        with traces.span("fetch Condition", type="Condition"):
            traces.note(cards=2)

    assert min(timeit.repeat(step, timer=time.process_time, number=2_000, repeat=5)) / 2_000 < FEW_MICROSECONDS
