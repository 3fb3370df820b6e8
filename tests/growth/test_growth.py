"""Work grows no faster than what is sent: eight times as much costs at most twelve times the CPU time (D-30).

Measured in CPU time of this process, never on a clock, and by the lesser of two runs. What costs
less than ``FLOOR`` at its largest is cheap whatever it grows by.
"""

import asyncio
import contextlib
import gc
import json
import time
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path as File
from typing import Any

import pytest

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.protocol.errors import ServiceError
from service.protocol.request import Hook, parse
from service.protocol.strict_json import NotACallError, NotJSONError
from service.settings import Settings
from service.site import load_site
from tests.acceptance.shapes import TODAY
from tests.growth.places import FILLINGS, arrays, changed, longer, repeated

REQUESTS = File(__file__).parents[2] / "fixtures" / "requests"
SMALL, LARGE, MOST = 1, 8, 12
CHARACTERS = 2_500  # of a text, once
ITEMS = 60  # of an array, once
FLOOR = 0.05  # seconds of CPU time


@cache
def service() -> PathwayService:
    """The service, without its budget: what takes too long has to show."""
    return PathwayService(Settings(today=TODAY, cpu_seconds=60), load_site(PATHWAY))


@pytest.fixture(scope="module", autouse=True)
def nothing_of_others() -> Iterator[None]:
    """The collector looks at what a call leaves, not at everything that other tests hold."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def cpu(request: Any) -> float:
    """CPU seconds of one call: the lesser of two, unless the first is cheap already."""
    body = json.dumps(request, ensure_ascii=False).encode()
    once = _cpu(body, request["hook"])
    return once if once < FLOOR / MOST else min(once, _cpu(body, request["hook"]))


def _cpu(body: bytes, hook: Hook) -> float:
    gc.collect()
    began = time.process_time()
    with contextlib.suppress(ServiceError, NotACallError, NotJSONError):
        asyncio.run(service().answer(f"nme-{hook}", parse(body, hook)))
    return time.process_time() - began


def is_in_scope(request: Any) -> bool:
    """Is the call still worked on whole?"""
    answering = service().answer(f"nme-{request['hook']}", parse(json.dumps(request).encode(), request["hook"]))
    return "extension" in json.loads(asyncio.run(answering))


def grows_linearly(small: Any, large: Any) -> bool:
    """Does the larger one cost no more than it may?"""
    most = cpu(large)
    return most < FLOOR or most <= MOST * max(cpu(small), FLOOR / MOST)


def fixture(name: str) -> Any:
    return json.loads((REQUESTS / f"{name}.json").read_bytes())


CODED = fixture("localized-operable")["prefetch"]["conditions"]["entry"]


def with_codes(call: Any) -> Any:
    """The call about a patient who is in scope by codes, whatever becomes of the texts."""
    call["prefetch"]["conditions"]["entry"] += CODED
    return call


def at_signing(call: Any) -> Any:
    """The same orders when they are signed: every draft counts, and none is selected."""
    context = {name: value for name, value in call["context"].items() if name != "selections"}
    return {**call, "hook": "order-sign", "context": context}


CALLS = {path.stem: with_codes(fixture(path.stem)) for path in sorted(REQUESTS.glob("*.json"))}
RICH = ("recurrence-on-ssa", "order-select-stopping-an-ssa")
"""A call on opening the chart and one beside an order, with something of everything that is read."""
SIGNED = "order-sign"
CALLS[SIGNED] = at_signing(CALLS[RICH[1]])
PLACES = {place: (name, at) for name in RICH for place, at in arrays(CALLS[name]).items()}


@pytest.mark.parametrize("codes", [False, True])
@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("name", [*RICH, SIGNED])
def test_d30_every_text_of_a_call_grown_at_once(name: str, filling: str, *, codes: bool) -> None:
    small, large = (longer(CALLS[name], FILLINGS[filling], CHARACTERS * times, codes=codes) for times in (SMALL, LARGE))
    assert codes or is_in_scope(small)
    assert grows_linearly(small, large)


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("place", PLACES)
def test_d30_every_array_of_a_call_grown_by_itself(place: str, *, apart: bool) -> None:
    name, at = PLACES[place]
    small, large = (
        changed(CALLS[name], at, partial(repeated, times=ITEMS * times, apart=apart)) for times in (SMALL, LARGE)
    )
    assert grows_linearly(small, large)


def test_the_measure_finds_what_grows_with_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    def square(_self: object, _id: str, request: Any) -> Any:
        return asyncio.sleep(0, sum(1 for _ in range((request.size // 100) ** 2)))

    monkeypatch.setattr(PathwayService, "answer", square)
    name = RICH[0]
    small, large = (longer(CALLS[name], "a", CHARACTERS * times) for times in (SMALL, LARGE))
    assert not grows_linearly(small, large)
