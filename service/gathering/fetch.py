"""Getting from the client's FHIR server what prefetch did not bring (A-28 to A-34, A-45 to A-52).

Only the published query of a key is sent, and what paging links and medication references lead
to under the same base.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TypeAlias
from urllib.parse import quote

from hooks.clinical.case import Availability
from service.fhir.read import Answer, read
from service.observe import events, traces
from service.outbound.address import Base, allowed, parse_base
from service.outbound.breaker import Breaker, Server
from service.outbound.client import (
    FHIRCallError,
    FHIRClient,
    ForCall,
    NotFound,
    NotOffered,
    Refused,
    Unreachable,
    Unusable,
)
from service.protocol.prefetch import KEYS, REQUIRED, filled
from service.protocol.request import HookRequest
from service.settings import Settings

KIND_OF_KEY = {key: kind for kind, key in KEYS.items()}
NONE_THERE = Answer(Availability.GIVEN)
UNAVAILABLE = Answer(Availability.UNAVAILABLE)
NOT_OFFERED = Answer(Availability.NOT_OFFERED)


@dataclass(frozen=True, slots=True)
class Access:
    """Leave to read from one FHIR server during one call. ``until`` is on the event loop's clock."""

    base: Base
    patient: str = field(repr=False)
    token: str | None = field(repr=False)
    until: float
    call: ForCall = field(default_factory=ForCall)

    @property
    def server(self) -> Server:
        """The server as the breaker knows it."""
        return Server(self.base.url, self.call.asker)


@dataclass(frozen=True, slots=True)
class Question:
    """One query, and the first page of its answer when prefetch brought that."""

    kind: str
    query: str = field(repr=False)
    first: Answer | None = None


Result: TypeAlias = Answer | FHIRCallError


NOT_CALLED = "This service does not call the FHIR server that was given: a site has to list it."
OTHER_TOKEN = "The access_token is for another patient than context.patientId."  # noqa: S105 - words about one


class Fetcher:
    """All fetching of one application."""

    def __init__(self, settings: Settings) -> None:
        self._seconds, self._most_pages = settings.fhir_deadline, settings.fhir_pages
        policy = partial(allowed, listed=settings.fhir_bases, open_mode=settings.open_mode)
        self._base = lru_cache(maxsize=256)(policy)  # every call of a client names the same few addresses
        self._client = FHIRClient(settings.network_policy)
        self._breaker = Breaker()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def access(self, request: HookRequest) -> Access | None:
        """What the call lets us read; None without an address we may call or a token we may use.

        A token for another patient is not used (A-48), a broken one not replaced by none (A-47).
        """
        if request.fhir_server is None or request.broken_authorization:
            return None
        base = self._base_of(request)
        if base is None or _is_for_another(request):
            return None
        token = request.fhir_authorization.access_token if request.fhir_authorization else None
        until = asyncio.get_running_loop().time() + self._seconds
        return Access(base, request.context.patient_id, token, until, ForCall(request.asker))

    def _base_of(self, request: HookRequest) -> Base | None:
        server = request.fhir_server or ""
        return parse_base(server) if request.server_is_listed else self._base(server)

    def why_not(self, request: HookRequest) -> str:
        """What keeps us from reading the FHIR server that was given, in a sentence; empty when nothing does."""
        if request.fhir_server is None:
            return ""
        if self._base_of(request) is None:
            return NOT_CALLED
        return request.authorization_flaw or (OTHER_TOKEN if _is_for_another(request) else "")

    async def fill(self, found: Mapping[str, Answer], queries: Mapping[str, str], access: Access) -> dict[str, Answer]:
        """``found`` with the answers to ``queries`` (prefetch key -> template).

        A required key that prefetch did not have and the server did not answer stays without an answer.
        """
        questions = {
            key: Question(KIND_OF_KEY[key], filled(template, access.patient), _first_page(found.get(key)))
            for key, template in queries.items()
        }
        results = await self._ask(questions, access)
        told = {key: _told(key, result, found.get(key)) for key, result in results.items()}
        return {**found, **{key: answer for key, answer in told.items() if answer is not None}}

    async def medications(self, ids: Sequence[str], access: Access) -> dict[str, Answer]:
        """The Medications of these ids that could be read, by reference (client-quirks C-E4)."""
        queries = {f"Medication/{identity}": f"Medication/{quote(identity, safe='')}" for identity in ids}
        results = await self._ask({name: Question("Medication", query) for name, query in queries.items()}, access)
        return {name: result for name, result in results.items() if isinstance(result, Answer)}

    async def _ask(self, questions: Mapping[str, Question], access: Access) -> dict[str, Result]:
        """All questions at once, unless the server is being left alone (E-7)."""
        if not self._breaker.allows(access.server):
            traces.failed("left alone")
            return dict.fromkeys(questions, Unreachable("left alone"))
        async with asyncio.TaskGroup() as group:
            tasks = {name: group.create_task(self._result(q, access)) for name, q in questions.items()}
        results = {name: task.result() for name, task in tasks.items()}
        heard = not all(map(_is_silence, results.values()))
        self._breaker.note(access.server, answered=heard)
        return results

    async def _result(self, question: Question, access: Access) -> Result:
        with traces.span(f"fetch {question.kind}", type=question.kind):
            began = time.perf_counter()
            try:
                answer = await self._pages(question, access)
            except FHIRCallError as error:
                events.NOT_FETCHED(type=question.kind, reason=str(error))
                return error
            events.FETCHED(type=question.kind, duration_ms=(time.perf_counter() - began) * 1000)
            return answer

    async def _pages(self, question: Question, access: Access) -> Answer:
        """All pages, up to the limit; those before a page that fails count (A-34, E-8)."""
        url = f"{access.base.url}/{question.query}"
        pages = [question.first or await self._page(url, question.kind, access)]
        seen = {url}
        while len(pages) < self._most_pages:
            following = access.base.page(pages[-1].next_page or "", url)
            if following is None or following in seen:
                break
            seen.add(url := following)
            try:
                pages.append(await self._page(url, question.kind, access))
            except FHIRCallError as error:
                events.NOT_FETCHED(type=question.kind, reason=str(error), page=len(pages) + 1)
                break
        return joined(pages)

    async def _page(self, url: str, kind: str, access: Access) -> Answer:
        """One answer. Raises FHIRCallError when it is not one to the question (D-31)."""
        answer = read(await self._client.get(url, access.token, access.until, access.call), kind)
        if answer.availability is Availability.UNAVAILABLE:
            raise Unusable("another resource")
        if answer.availability is Availability.NOT_OFFERED:
            raise NotOffered("not found")
        return answer


def _is_silence(result: Result) -> bool:
    """Was the server not reached? An answer nobody can use is one all the same."""
    return isinstance(result, Unreachable) and not isinstance(result, Unusable)


def _is_for_another(request: HookRequest) -> bool:
    """Is the token for another patient (A-48)?"""
    authorization, patient = request.fhir_authorization, request.context.patient_id
    return authorization is not None and (authorization.patient or patient).removeprefix("Patient/") != patient


def joined(pages: Sequence[Answer]) -> Answer:
    """The pages of a search as one answer: complete when the last one is there and none told of an error."""
    if len(pages) == 1:
        return pages[0]
    entries = tuple(entry for page in pages for entry in page.entries)
    unread = tuple(unread for page in pages for unread in page.unread)
    is_short = max(page.total for page in pages) > sum(page.counted for page in pages)
    is_failed = is_short or any(page.failed for page in pages)
    is_whole = pages[-1].next_page is None and not is_failed and bool(entries or unread)
    return Answer(Availability.GIVEN if is_whole else Availability.PARTIAL, entries, unread)


def _first_page(answer: Answer | None) -> Answer | None:
    return answer if answer and answer.next_page is not None else None


def _told(key: str, result: Result, before: Answer | None) -> Answer | None:
    """What a result says about a key (decisions 1 and 28); None when a required one got no answer.

    A server without Conditions or Observations is a wrong address rather than a small server, so
    for required keys "not found" is no answer. Otherwise it would look like "all clear" (E-6).
    """
    is_required = key in REQUIRED
    match result:
        case Answer():
            return result
        case NotFound() if KIND_OF_KEY[key] == "Patient":
            return NONE_THERE
        case NotFound() | NotOffered() if not is_required:
            return NOT_OFFERED
        case Refused():
            return before or UNAVAILABLE
    return before or (None if is_required else UNAVAILABLE)
