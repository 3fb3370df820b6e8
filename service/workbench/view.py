"""Everything the page shows of one patient, worked out before anything is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import msgspec
from anyio import to_thread
from markupsafe import Markup

from hooks.clinical.consultation import Consultation
from hooks.clinical.service import HookService
from service.asking import NotARequestError
from service.call import PathwayService
from service.explain.why import Reasons
from service.protocol.errors import ServiceError
from service.protocol.request import HookRequest, parse
from service.protocol.strict_json import NotACallError, NotJSONError
from service.review.edition import Edition
from service.review.overview import overview_svg
from service.site import Site
from service.workbench.request import request_of
from service.workbench.timeline import Timeline, timeline, timeline_svg
from service.workbench.what_if import Changes, WhatIf
from service.workbench.wishes import Wishes

Json: TypeAlias = dict[str, Any]


class CannotShowError(ValueError):
    """There is nothing to show. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class View:
    """One patient at one service: request and response, and every reason."""

    service: HookService
    request: Json
    response: Json
    state: str
    reasons: Reasons
    changes: Changes
    map: Markup
    timeline: Timeline
    timeline_picture: Markup

    @property
    def cards(self) -> list[Json]:
        """The cards of the response, as sent."""
        cards: list[Json] = self.response["cards"]
        return cards


class Viewer:
    """Shows patients at the services of one site. Nothing is fetched, kept or logged."""

    def __init__(self, machine: PathwayService, site: Site) -> None:
        self._machine, self._site = machine, site
        self.edition = Edition(site)

    @cached_property
    def map(self) -> Markup:
        """The pathway without a patient."""
        return Markup(overview_svg(self.edition))  # noqa: S704 - built by ElementTree, which escapes

    def request(self, wishes: Wishes) -> Json:
        """The hook request of the wishes. Raises CannotShowError."""
        try:
            return request_of(wishes, self._site.pathway.examples, self._machine.today())
        except NotARequestError as error:
            raise CannotShowError(str(error)) from None

    async def view(self, wishes: Wishes) -> View:
        """What the page shows. Raises CannotShowError."""
        sent = self.request(wishes)
        service = self._service(sent)
        try:
            asked = _without_fetching(parse(msgspec.json.encode(sent), service.hook))
            response = await self._response(service, asked, wishes)
        except (NotJSONError, NotACallError, ServiceError) as error:
            raise CannotShowError(_words(error)) from None
        return await to_thread.run_sync(self._shown, service, sent, asked, response, wishes)

    def _service(self, sent: Mapping[str, Any]) -> HookService:
        services = self._site.pathway.services
        service = next((s for s in services if s.hook == sent["hook"]), None)
        if service is None:
            raise CannotShowError(f"No service answers this hook. Known: {', '.join(s.hook for s in services)}.")
        return service

    async def _response(self, service: HookService, asked: HookRequest, wishes: Wishes) -> bytes:
        """As the service sends it; with supposed answers, as it would be sent."""
        if not wishes.answers:
            return await self._machine.answer(service.id, asked)
        case, _ = self._machine.consult(service, asked)
        return self._machine.reply(self._machine.suppose(service, case, wishes.answers), case)

    def _shown(self, service: HookService, sent: Json, asked: HookRequest, response: bytes, wishes: Wishes) -> View:
        case, _ = self._machine.consult(service, asked)
        consultation = Consultation(self._site.pathway, case, self._site.overrides, wishes.answers)
        course = timeline(case, self._site.pathway.trends, consultation.assessment)
        state = consultation.state
        return View(
            service=service,
            request=sent,
            response=msgspec.json.decode(response),
            state=f"{state.id} {self.edition.plain(state.title)}",
            reasons=Reasons(consultation, self.edition, wishes.answers),
            changes=WhatIf(self._machine, service, case, self.edition).changes(wishes.answers),
            map=Markup(overview_svg(self.edition, state.id)),  # noqa: S704 - built by ElementTree, which escapes
            timeline=course,
            timeline_picture=Markup(timeline_svg(course)),  # noqa: S704 - built by ElementTree, which escapes
        )


def _without_fetching(asked: HookRequest) -> HookRequest:
    """The same call without a FHIR server: the page shows what it was given."""
    return msgspec.structs.replace(asked, fhir_server=None, fhir_authorization=None, broken_authorization=False)


def _words(error: Exception) -> str:
    return error.diagnostics if isinstance(error, ServiceError) else str(error)
