"""Where the time of one call goes, without HTTP: the rooms it passes through, each timed by itself."""

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

import orjson

from benchmarks.payloads import TODAY, Payload
from hooks.clinical.answer import answer as answer_of
from hooks.nme import PATHWAY
from service.call import SCANNED, TYPE_OF_KEY, PathwayService
from service.cards import cards as cards_of
from service.fhir.draft import Drafts
from service.fhir.gathered import gather
from service.gathering.scan import scan
from service.protocol.request import parse
from service.protocol.response import ServiceResponse, encode
from service.settings import Settings
from service.site import load_site

T = TypeVar("T")
TIMES = 15
ADDRESS = "http://127.0.0.1:8000"


class Stopwatch:
    """The median time of each stage in microseconds."""

    def __init__(self) -> None:
        self.microseconds: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        """Do the work, several times, and note how long it took."""
        taken = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            result = work()
            taken.append(time.perf_counter() - begun)
        self.microseconds[stage] = median(taken) * 1e6
        return result


def stages(payload: Payload) -> dict[str, float]:
    """Microseconds by stage. The first, parsing the whole body with orjson, is only to compare with."""
    site = load_site(PATHWAY)
    service = PathwayService(Settings(today=TODAY), site)
    content = next(s for s in PATHWAY.services if s.hook == payload.hook)
    timed = Stopwatch()
    gc.freeze()
    timed("(orjson)", lambda: orjson.loads(payload.body))
    request = timed("envelope", lambda: parse(payload.body, payload.hook))
    timed("scan", lambda: [scan(request.prefetch[key], request.context.patient_id) for key in SCANNED])
    gathered = timed("read all", lambda: gather(request.prefetch, TYPE_OF_KEY))
    timed("scan all", lambda: gathered.concepts(site.codes, site.reading))
    if payload.in_scope:
        case = timed("case", lambda: service.case(gathered, request))
        answer = timed("consult", lambda: answer_of(PATHWAY, content, case, {}))
        drafts = Drafts(case.patient, answer.reason, case.today)
        cards = timed("cards", lambda: cards_of(answer, drafts, PATHWAY, ADDRESS))
        timed("encode", lambda: encode(ServiceResponse(cards=cards)))
    return timed.microseconds
