"""The load generator itself: it does not wait, it counts from the time a request was due, it sees what is wrong."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.reliability.calls import SIZES, Call, bad, cards_of, fault, good
from tests.reliability.connections import Answer
from tests.reliability.open_loop import Run, Timed, open_loop
from tests.service.fhir.servers import Heard, answering, serving, whole

NO_CARDS = b'{"cards": []}'
CALL = Call(b"POST / HTTP/1.1\r\n\r\n")
CARD = b'{"cards": [{"source": {"topic": {"code": "K04"}}}]}'


def loaded(reply: Callable[[Heard, asyncio.StreamWriter], Awaitable[None]], *, rate: float, seconds: float) -> Run:
    async def run() -> Run:
        async with serving(reply) as server:
            return await open_loop(server.port, [CALL], rate=rate, seconds=seconds)

    return asyncio.run(run())


def test_every_request_is_sent_and_judged() -> None:
    run = loaded(answering(whole(NO_CARDS)), rate=100, seconds=0.5)
    assert (len(run.requests), run.faults) == (50, {})


def test_a_service_that_stands_still_delays_no_request_and_is_not_hidden() -> None:
    """All ten requests are under way before the first is answered; each waits for what is left of half a second."""
    waiting, go = [], asyncio.Event()

    async def stand_still(_heard: Heard, writer: asyncio.StreamWriter) -> None:
        waiting.append(1)
        if len(waiting) == 10:
            await asyncio.sleep(0.4)
            go.set()
        await go.wait()
        writer.write(whole(NO_CARDS))

    run = loaded(stand_still, rate=100, seconds=0.1)
    assert run.faults == {}
    assert min(one.seconds for one in run.requests) >= 0.4
    first = next(one for one in run.requests if one.due == 0)
    assert first.seconds >= 0.49


async def cut_off(_heard: Heard, writer: asyncio.StreamWriter) -> None:
    writer.close()


def test_a_lost_answer_is_a_fault() -> None:
    assert loaded(cut_off, rate=10, seconds=0.5).faults == {"IncompleteReadError": 5}


@pytest.mark.parametrize(
    ("status", "body", "wrong"),
    [
        (200, CARD, ""),
        (200, NO_CARDS, "other cards"),
        (200, CARD[:-1], "malformed JSON"),
        (503, CARD, "status 503 instead of 200"),
    ],
)
def test_an_answer_is_right_by_its_status_and_its_cards(status: int, body: bytes, wrong: str) -> None:
    assert fault(Answer(status, {}, body), Call(b"", cards=("K04",))) == wrong


def test_the_figures_of_a_run() -> None:
    run = Run([Timed(number / 10, number / 100, "") for number in range(100)])
    assert [run.within(percent) for percent in (0, 50, 99, 100)] == [0.0, 0.5, 0.99, 0.99]
    assert len(run.since(5.0).requests) == 50
    assert str(run).startswith("100 requests, p50 500.0 ms, p90 900.0 ms, p99 990.0 ms, longest 990.0 ms, wrong: none")


def test_the_good_requests_are_of_both_sizes_and_both_hooks() -> None:
    sizes = [len(call.request) for call in good()]
    assert all(0.9 * size < length < size + 200 for size, length in zip(SIZES * (len(sizes) // 2), sizes, strict=True))
    paths = {call.request.split(b" ", 2)[1] for call in good()}
    assert paths == {b"/cds-services/nme-patient-view", b"/cds-services/nme-order-select"}
    assert {bool(call.cards) for call in good()} == {True, False}


def test_no_bad_request_expects_cards() -> None:
    assert {call.status for call in bad()} == {400, 404, 412, 422}
    assert cards_of(b"{}") == ()
