"""The same call gets the same cards: at once, again and again, wherever the machine stands (E-21, E-22)."""

import asyncio
import json
from datetime import UTC, date, datetime, tzinfo

import pytest

from benchmarks.load import http_request
from service import settings
from service.settings import Settings
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import TODAY
from tests.reliability.calls import FIXTURES
from tests.reliability.connections import Connections
from tests.service.fhir.fetching import anonymous
from tests.service.test_graceful_stop import Instance, instance

AT_ONCE, TIMES = 100, 1_000
PLACES = (("UTC", "C"), ("Asia/Kolkata", "tr_TR.UTF-8"), ("America/Los_Angeles", "C"))
"""Zones ahead of and behind UTC; Turkish is the language in which a capital i is not I."""
REQUESTS = [http_request(path.read_bytes()) for path in FIXTURES]


async def replies(port: int, request: bytes, number: int, side_by_side: int) -> list[Reply]:
    """So many answers to one request."""

    async def some(connections: Connections, share: int) -> list[Reply]:
        answers = [await connections.answer(request) for _ in range(share)]
        return [Reply(answer.status, json.loads(answer.body)) for answer in answers]

    async with Connections(port) as connections:
        told = await asyncio.gather(*(some(connections, number // side_by_side) for _ in range(side_by_side)))
    return [reply for several in told for reply in several]


def uuids(reply: Reply) -> list[str]:
    """Every uuid of an answer."""
    return [one["uuid"] for card in reply.cards for one in (card, *card.get("suggestions", ()))]


def test_e21_a_hundred_equal_calls_at_once_get_equal_cards_with_uuids_of_their_own(running: Instance) -> None:
    every = [asyncio.run(replies(running.port, request, AT_ONCE, AT_ONCE)) for request in REQUESTS]
    for told in every:
        assert {reply.status for reply in told} == {200}
        assert len({anonymous(reply) for reply in told}) == 1
    given = [uuid for told in every for reply in told for uuid in uuids(reply)]
    assert len(given) == len(set(given)) > AT_ONCE


def _cards_in(monkeypatch: pytest.MonkeyPatch, zone: str, language: str, times: int) -> list[set[str]]:
    """The different answers to each request on a machine that stands there."""
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("LC_ALL", language)
    with instance(TODAY=TODAY, PUBLIC_URL="https://cds.example.org") as running:
        every = [asyncio.run(replies(running.port, request, times, 10)) for request in REQUESTS]
    return [{anonymous(reply) for reply in told} for told in every]


def test_e22_zone_and_language_of_the_machine_change_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    here, *elsewhere = (_cards_in(monkeypatch, *place, times=10) for place in PLACES)
    assert [len(answers) for answers in here] == [1] * len(REQUESTS)
    assert elsewhere == [here] * len(elsewhere)


@pytest.mark.soak
def test_e22_a_thousand_times_in_three_zones_and_two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    languages = ("C", "tr_TR.UTF-8")
    here, *elsewhere = (_cards_in(monkeypatch, zone, one, TIMES) for zone, _ in PLACES for one in languages)
    assert [len(answers) for answers in here] == [1] * len(REQUESTS)
    assert elsewhere == [here] * 5


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", "2026-11-19T23:59:59", "2026-11-19"),
        ("UTC", "2026-11-20T00:00:00", "2026-11-20"),
        ("Asia/Kolkata", "2026-11-19T18:29:59", "2026-11-19"),
        ("Asia/Kolkata", "2026-11-19T18:30:00", "2026-11-20"),
        ("America/Los_Angeles", "2026-11-20T07:59:59", "2026-11-19"),
        ("America/Los_Angeles", "2026-11-20T08:00:00", "2026-11-20"),
        ("Europe/Zurich", "2026-03-28T22:59:59", "2026-03-28"),
        ("Europe/Zurich", "2026-03-29T22:00:00", "2026-03-30"),
    ],
)
def test_e22_the_day_changes_at_midnight_of_the_stated_zone(
    monkeypatch: pytest.MonkeyPatch, zone: str, moment: str, day: str
) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(settings, "datetime", Stopped)
    assert Settings(time_zone=zone).current_day() == date.fromisoformat(day)  # type: ignore[arg-type]
