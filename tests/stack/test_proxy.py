"""Calls through the proxy: any replica answers, all know a used token, and only the protocol gets through."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.stack import ledger
from tests.stack.hospital import IN_SCOPE, PUBLIC, SERVICE, STRICT
from tests.stack.process import HOST, until
from tests.stack.stack import Replica, Stack

SECURITY = ("x-content-type-options", "referrer-policy", "strict-transport-security", "cache-control")


def _answered(replica: Replica) -> float:
    """Service calls this replica answered so far."""
    figures = httpx.get(f"{replica.base}/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in figures if line.startswith("nme_cds_calls_total{"))


def test_every_replica_answers_with_cards(stack: Stack) -> None:
    before = [_answered(replica) for replica in stack.replicas]
    cards = [STRICT.cards(stack.base) for _ in range(12)]
    assert all(cards)
    rose = [_answered(replica) - count for replica, count in zip(stack.replicas, before, strict=True)]
    assert min(rose) >= 1
    assert sum(rose) == 12


def test_d7_a_token_used_at_one_replica_is_refused_by_all(stack: Stack) -> None:
    headers = STRICT.headers(SERVICE)
    bases = [*(replica.base for replica in stack.replicas), stack.base]
    statuses = [httpx.post(base + SERVICE, content=IN_SCOPE, headers=headers).status_code for base in bases]
    assert statuses == [200, 401, 401, 401]


def test_feedback_is_kept_once_and_reported(stack: Stack, tmp_path: Path) -> None:
    cards = STRICT.cards(stack.base)
    assert [STRICT.feedback(stack.base, *cards).status_code for _ in range(3)] == [200, 200, 200]
    until(lambda: ledger.rows(stack.ledger_url, "feedback", cards) > 0, "kept with its cards")
    assert ledger.rows(stack.ledger_url, "feedback", cards) == len(cards)
    stack.command("report", "--csv", str(tmp_path / "report.csv"))
    head, total, *_ = (line.split(",") for line in (tmp_path / "report.csv").read_text(encoding="utf-8").splitlines())
    row = dict(zip(head, total, strict=True))
    assert row["grouped_by"] == "all"
    assert int(row["overridden"]) >= len(cards)


@pytest.mark.parametrize("path", ["/metrics", "/docs", "/redoc", "/openapi.json", "/healthz", "/static/x", "/.env"])
def test_d29_what_is_not_for_clients_does_not_get_through(stack: Stack, path: str) -> None:
    answer = httpx.get(stack.base + path)
    assert answer.status_code == 404
    assert "nme_cds" not in answer.text


def test_d29_figures_are_there_for_who_is_inside(stack: Stack) -> None:
    assert [httpx.get(f"{replica.base}/metrics").status_code for replica in stack.replicas] == [200, 200, 200]


@pytest.mark.parametrize("path", ["/cds-services", "/", "/review", "/readyz", "/cds-services/none"])
def test_d27_answers_carry_the_same_headers_as_without_a_proxy(stack: Stack, path: str) -> None:
    through, direct = STRICT.get(stack.base, path), STRICT.get(stack.replicas[0].base, path)
    assert through.status_code == direct.status_code
    assert through.content == direct.content
    apart = {"date", "connection", "server"}
    assert {k: v for k, v in through.headers.items() if k not in apart} == {
        k: v for k, v in direct.headers.items() if k not in apart
    }
    assert through.headers["strict-transport-security"] == "max-age=31536000"
    assert through.headers["server"] == "nginx"  # no version


def test_d27_a_call_carries_them_too(stack: Stack) -> None:
    headers = STRICT.call(stack.base).headers
    assert [headers[name] for name in SECURITY] == ["nosniff", "no-referrer", "max-age=31536000", "no-store"]


def test_without_a_token_nobody_gets_in(stack: Stack) -> None:
    discovery, call = httpx.get(f"{stack.base}/cds-services"), httpx.post(stack.base + SERVICE, content=IN_SCOPE)
    assert (discovery.status_code, call.status_code) == (401, 401)
    assert {answer.headers["www-authenticate"] for answer in (discovery, call)} == {"Bearer"}


def test_d16_a_body_above_the_limit_is_refused_by_the_proxy(stack: Stack) -> None:
    before = [_answered(replica) for replica in stack.replicas]
    assert STRICT.call(stack.base, b"[" + b" " * 9_000_000).status_code == 413
    assert [_answered(replica) for replica in stack.replicas] == before


def test_a_body_just_below_the_limit_reaches_a_replica(stack: Stack) -> None:
    answer = STRICT.call(stack.base, IN_SCOPE + b" " * (8 * 1024 * 1024 - len(IN_SCOPE)))
    assert answer.status_code == 200
    assert answer.json()["cards"]


def _seconds_until_closed(port: int, said: bytes) -> float:
    """How long the proxy waits for the rest of the headers."""
    began = time.monotonic()
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(said)
        with suppress(ConnectionResetError):  # reset_timedout_connection
            while connection.recv(1024):
                pass
    return time.monotonic() - began


@pytest.fixture(scope="module", autouse=True)
def unfinished(stack: Stack) -> Iterator[Future[float]]:
    """A request whose headers never end, begun before the other tests of this file: they pass while it waits."""
    with ThreadPoolExecutor(1) as beside:
        port = int(stack.base.rpartition(":")[2])
        yield beside.submit(_seconds_until_closed, port, b"GET /cds-services HTTP/1.1\r\nHost: x\r\nX-Slow: ")


def test_d16_headers_that_do_not_end_are_closed_by_the_proxy(unfinished: Future[float]) -> None:
    assert 8 < unfinished.result() < 20


def test_tokens_name_what_clients_call_and_not_where_a_replica_listens(stack: Stack) -> None:
    assert not any(PUBLIC in each.base for each in stack.replicas)
    assert {STRICT.call(each.base).status_code for each in stack.replicas} == {200}
