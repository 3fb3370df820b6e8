"""The benchmark sends what it says it sends, and both servers answer it. No clock is looked at."""

import asyncio
import json
from itertools import repeat
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import HttpUrl
from starlette.types import ASGIApp

from benchmarks import floor
from benchmarks.client import ADDRESS, SigningClient
from benchmarks.load import Run, http_request, is_whole, path_of, summed_up
from benchmarks.mixed import RATE, both
from benchmarks.payloads import SIZES, TODAY, Payload, payload, payloads, records
from benchmarks.servers import running
from benchmarks.stages import stages
from service.main import build_app
from service.settings import Settings
from service.trust.gate import gate_of

ALL = payloads()
NAMES = [one.name for one in ALL]


async def called(app: ASGIApp, body: bytes) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://cds.test") as client:
        headers = {"Content-Type": "application/json"}
        return await client.post(path_of(body), content=body, headers=headers)


def answered(app: ASGIApp, body: bytes) -> Any:
    response = asyncio.run(called(app, body))
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("request_", ALL, ids=NAMES)
def test_a_request_is_about_as_large_as_its_name_says(request_: Payload) -> None:
    drafts = 0 if request_.hook == "patient-view" else 1_000
    assert 0.75 * SIZES[request_.size] < len(request_.body) <= SIZES[request_.size] + drafts


def test_the_same_requests_are_built_every_time() -> None:
    assert payload("100 kB", in_scope=True) == payload("100 kB", in_scope=True)


@pytest.mark.parametrize("request_", ALL, ids=NAMES)
def test_the_service_answers_each_request_with_its_cards(request_: Payload) -> None:
    cards = answered(build_app(Settings(today=TODAY)), request_.body)["cards"]
    assert tuple(card["source"]["topic"]["code"] for card in cards) == request_.cards


def test_the_floor_answers_one_card_to_anyone() -> None:
    assert len(answered(floor.app, ALL[0].body)["cards"]) == 1


@pytest.mark.parametrize("in_scope", [False, True])
def test_the_time_of_a_call_is_told_by_stage(in_scope: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.stages.TIMES", 3)
    taken = stages(payload("5 kB", in_scope=in_scope))
    judged = {"case", "consult", "cards"} if in_scope else set()
    assert taken.keys() == {"(orjson)", "read", "gather", "whole call", "rest"} | judged


def test_the_records_are_calls_or_those_of_a_file_that_are_to_be_answered(tmp_path: Path) -> None:
    hooks = {json.loads(body)["hook"] for body in records()}
    assert hooks == {"patient-view", "order-select"}
    lines = [{"request": {"hook": "a"}}, {"request": {"hook": "b"}, "expect": {"status": 412}}]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert records(tmp_path / "x.jsonl") == [b'{"hook":"a"}']


def test_a_signed_call_is_let_in(tmp_path: Path) -> None:
    client, body = SigningClient(), ALL[0].body
    gate = gate_of(Settings(clients=client.write(tmp_path), public_url=HttpUrl(ADDRESS)))
    head = http_request(body, client.token(path_of(body))).partition(b"\r\n\r\n")[0]
    lines = (line.partition(b": ") for line in head.split(b"\r\n")[1:])
    headers = [(name.lower(), value) for name, _, value in lines]
    scope = {"type": "http", "method": "POST", "path": path_of(body), "query_string": b"", "headers": headers}
    assert gate
    assert asyncio.run(gate.admit(scope)).client == "Benchmark"


def test_an_http_request_announces_its_length() -> None:
    assert http_request(b"{}").endswith(b"\r\nContent-Length: 2\r\n\r\n{}")


@pytest.mark.parametrize(
    ("received", "whole"),
    [
        (b"", False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n", False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{", False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", True),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: y\r\n\r\n{}", True),
    ],
)
def test_an_answer_is_whole_when_all_its_bytes_are_there(received: bytes, whole: bool) -> None:
    assert is_whole(received) is whole


def test_only_answers_of_the_measured_time_are_counted() -> None:
    run = Run(repeat(b""), starts=1.0, ends=2.0)
    for sent, now in ((0.8, 0.9), (0.9, 1.0), (1.5, 1.7), (1.9, 2.1)):
        run.count(sent, now, good=True)
    run.count(1.1, 1.2, good=False)
    assert (summed_up(run, 1.0).answers, run.failures, run.all_answers) == (3, 1, 5)


def test_a_run_without_answers_is_all_zero() -> None:
    figures = summed_up(Run(repeat(b""), 0.0, 1.0), 1.0)
    assert (figures.rate, figures.p50, figures.p99) == (0.0, 0.0, 0.0)


def test_e31_ordinary_clients_are_answered_while_hostile_ones_do_their_worst() -> None:
    with running("ours", payloads()[0].body) as server:
        quiet, mixed = asyncio.run(both(server.port, 1.0))
    assert (len(quiet), len(mixed)) == (RATE, RATE)
