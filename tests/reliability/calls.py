"""The requests of the load and what is right for each: good ones of two sizes, and bad ones of every kind."""

import asyncio
import json
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.load import http_request
from benchmarks.payloads import everyday_resources
from hooks.nme import PATHWAY
from service.call import PathwayService
from service.protocol.request import parse
from service.settings import Settings
from service.site import Site
from tests.acceptance.shapes import TODAY
from tests.reliability.connections import Answer
from tests.service.fake import PATIENT_VIEW

Json = dict[str, Any]
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "requests").glob("*.json"))
SIZES = (20_000, 200_000)  # bytes (E-1)
KEY = {"Observation": "observations", "Condition": "conditions"}


@dataclass(frozen=True, slots=True)
class Call:
    """A request as bytes, and what is right for it: the status, and the recommendations of its cards."""

    request: bytes
    status: int = 200
    cards: tuple[str, ...] = ()


class _Topic(msgspec.Struct):
    code: str


class _Source(msgspec.Struct):
    topic: _Topic


class _Card(msgspec.Struct):
    source: _Source


class _Reply(msgspec.Struct):
    cards: tuple[_Card, ...] = ()


_reply = msgspec.json.Decoder(_Reply)


def cards_of(body: bytes) -> tuple[str, ...]:
    """The recommendations of the cards in a body. Raises msgspec.DecodeError when it is no answer."""
    return tuple(card.source.topic.code for card in _reply.decode(body).cards)


def fault(answer: Answer, call: Call) -> str:
    """What is wrong with an answer; nothing when it is right."""
    if answer.status != call.status:
        return f"status {answer.status} instead of {call.status}"
    try:
        return "" if cards_of(answer.body) == call.cards else "other cards"
    except msgspec.DecodeError:
        return "malformed JSON"


@cache
def good() -> tuple[Call, ...]:
    """Every request of fixtures/requests in each size: patient-view and order-select, in scope and out of it.

    What fills them up are everyday results and diagnoses, which change no card.
    """
    calls = [json.loads(path.read_bytes()) for path in FIXTURES]
    return tuple(_sized(call, size) for call in calls for size in SIZES)


def _sized(call: Json, size: int) -> Call:
    return Call(http_request(filled_up(call, size)), cards=cards_of(asyncio.run(_expected(call))))


async def _expected(call: Json) -> bytes:
    service = PathwayService(Settings(today=TODAY), Site(PATHWAY))
    return await service.answer(f"nme-{call['hook']}", parse(json.dumps(call).encode(), call["hook"]))


def filled_up(call: Json, size: int) -> bytes:
    """The call with as many everyday results and diagnoses of its patient as fit into the size."""
    added: dict[str, list[Json]] = {key: [] for key in KEY.values()}
    room = size - len(json.dumps(call))
    subject = {"reference": f"Patient/{call['context']['patientId']}"}
    for resource in everyday_resources():
        entry = {"resource": resource | {"subject": subject}}
        room -= len(json.dumps(entry)) + len(", ")
        if room < 0:
            break
        added[KEY[resource["resourceType"]]].append(entry)
    bundles = {key: _longer(call["prefetch"][key], entries) for key, entries in added.items()}
    return json.dumps(call | {"prefetch": call["prefetch"] | bundles}).encode()


def _longer(bundle: Json, entries: list[Json]) -> Json:
    return bundle | {"entry": [*bundle.get("entry", ()), *entries], "total": bundle["total"] + len(entries)}


_NO_PREFETCH = b'{"hook":"patient-view","hookInstance":"1","context":{"userId":"Practitioner/1","patientId":"1"}}'
_BAD = (
    (b"", 400),
    (b"{", 400),
    (b"[]", 422),
    (b"null", 422),
    (b'{"hook": NaN}', 400),
    (b'{"hook": "patient-view"}', 422),
    (b"\xff\xfe", 400),
    (b'{"hook": "\\ud800"}', 400),
    (b'{"hook": "patient-view", "hook": "patient-view"}', 400),
    (b'{"a":' * 5_000, 400),
    (b"9" * 200_000, 422),
    (_NO_PREFETCH, 412),
    (_NO_PREFETCH.replace(b'"1"}', b'"../1"}'), 422),
)


def _posted(path: str, body: bytes) -> bytes:
    lines = (f"POST {path} HTTP/1.1", "Host: x", "Content-Type: application/json", f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body


def bad() -> tuple[Call, ...]:
    """Requests that cannot be answered with cards, and the status each gets."""
    refused = ((PATIENT_VIEW, body, status) for body, status in _BAD)
    elsewhere = (("/cds-services/none", b"{}", 404), ("/cds-services/", b"{}", 404))
    return tuple(Call(_posted(path, body), status) for path, body, status in chain(refused, elsewhere))
