"""Where the CPU time of a call goes, without HTTP: each stage inside a whole call, where caches are cold."""

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import orjson
import uvloop

from benchmarks.payloads import TODAY, Payload
from hooks.nme import PATHWAY
from service.call import PathwayService
from service.observe import traces
from service.protocol.request import parse
from service.settings import Settings
from service.site import load_site

TIMES, LEAST, SECONDS = 400, 5, 2.0  # as many calls as fit into so many seconds
STAGES = ("read", "gather", "case", "consult", "cards")
"""The steps that a trace shows too; what is left is the answer's encoding, events, and the way between them."""


class Stopwatch:
    """CPU seconds of each stage, one figure a call. It stands in for the traces."""

    def __init__(self) -> None:
        self.taken: defaultdict[str, list[float]] = defaultdict(list)

    @contextmanager
    def span(self, name: str, **_told: object) -> Iterator[None]:
        """One stage."""
        begun = time.process_time()
        yield
        self.taken[name].append(time.process_time() - begun)

    def microseconds(self) -> dict[str, float]:
        """The medians, and what the stages leave of the whole."""
        found = {name: median(taken) * 1e6 for name, taken in self.taken.items()}
        parts = sum(found.get(stage, 0.0) for stage in STAGES)
        return found | {"rest": found["whole call"] - parts}


def stages(payload: Payload) -> dict[str, float]:
    """Microseconds by stage. The first, parsing the whole body with orjson, is only to compare with."""
    service, watch = PathwayService(Settings(today=TODAY), load_site(PATHWAY)), Stopwatch()
    gc.collect()
    gc.freeze()
    for _ in range(15):
        with watch.span("(orjson)"):
            orjson.loads(payload.body)
    kept, traces.span = traces.span, watch.span
    try:
        uvloop.run(_calls(service, payload, watch))
    finally:
        traces.span = kept
    return watch.microseconds()


async def _calls(service: PathwayService, payload: Payload, watch: Stopwatch) -> None:
    began = time.perf_counter()
    for number in range(TIMES):
        if number >= LEAST and time.perf_counter() - began > SECONDS:
            break
        with watch.span("whole call"):
            with watch.span("read"):
                request = parse(payload.body, payload.hook)
            await service.answer(f"nme-{payload.hook}", request)
        await asyncio.sleep(0)
    await service.aclose()
