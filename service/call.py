"""ONE service call: gather -> case -> advice -> cards."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeAlias, TypeVar

from hooks.clinical.advice import Answer
from hooks.clinical.answer import answer as answer_of
from hooks.clinical.case import Availability, Case
from hooks.clinical.service import HookService
from hooks.clinical.truth import Truth
from service import cards as translate
from service.fhir.case import Orders, build_case
from service.fhir.draft import Drafts, prepare
from service.fhir.drafts import draft_entries
from service.fhir.gathered import Gathered, answers, gather
from service.fhir.gathered import gathered as together
from service.fhir.models import Entry
from service.fhir.read import Answer as Found
from service.fhir.whose import foreign
from service.gathering.budget import SMALL, Budget
from service.gathering.cancel import Left, unless_left
from service.gathering.fetch import Access, Fetcher
from service.gathering.missing import unanswered, unresolved
from service.ledger.issuance import Issuance, Issued, IssuedCard
from service.observe import events, traces
from service.outbound.address import Base
from service.protocol.context import OrderContext
from service.protocol.discovery import ServiceDescription
from service.protocol.errors import AnotherPatient, PreconditionFailed
from service.protocol.prefetch import KEYS, REQUIRED, templates
from service.protocol.request import HookRequest
from service.protocol.response import NO_CARDS, Card, ServiceResponse, encode
from service.scope import UNREADABLE, Scope
from service.settings import Settings
from service.site import Site

T = TypeVar("T")
Told: TypeAlias = tuple[bytes, Issuance | None]
"""The response body, and the cards in it; None without any."""

TYPE_OF_KEY = {key: kind for kind, key in KEYS.items()}


class PathwayService:
    """Answers every service of a pathway for one site."""

    def __init__(self, settings: Settings, site: Site) -> None:
        self._settings = settings
        self._site = site
        self.pathway = site.pathway
        self._public_url = settings.base_url
        self.title, self.version = self.pathway.texts.title, self.pathway.version
        self._services = {service.id: service for service in self.pathway.services}
        self._scope = Scope(site)
        self.services = tuple(self._description(service) for service in self.pathway.services)
        self._queries = {service.id: service.prefetch or {} for service in self.services}
        self._fetcher = Fetcher(settings)
        self._budget = Budget(settings.cpu_seconds)
        prepare(self.pathway.proposals)

    def _description(self, service: HookService) -> ServiceDescription:
        return ServiceDescription(
            id=service.id,
            hook=service.hook,
            title=service.title,
            description=service.description,
            prefetch=templates(self._wanted()),
            usage_requirements=service.usage_requirements,
        )

    def _wanted(self) -> dict[str, Sequence[tuple[str, str]]]:
        """Resource type -> codes. Only Observations are asked for by code (fhir-inputs)."""
        needs = self.pathway.needs
        coded = frozenset().union(*(n.concepts for n in needs if n.resource_type == "Observation"))
        wanted: dict[str, Sequence[tuple[str, str]]] = {n.resource_type: () for n in needs}
        if coded:
            wanted["Observation"] = self._site.codes.codes_for(coded)
        return wanted

    async def answer(
        self, service_id: str, request: HookRequest, left: Left | None = None, issued: Issued | None = None
    ) -> bytes:
        """The response body. Raises PreconditionFailed or AnotherPatient when nothing can be decided (decisions 1).

        ``left`` ends the fetching of missing data when the client leaves (E-20), ``issued`` is told of the cards.
        """
        if not request.context.is_clinician:
            return NO_CARDS  # not for patients' own use (pathway section 8, A-128)
        try:
            return await self._answer_to(self._services[service_id], request, left, issued)
        except PreconditionFailed as failed:
            raise PreconditionFailed(*failed.keys, why=self._fetcher.why_not(request)) from None

    async def _answer_to(
        self, service: HookService, request: HookRequest, left: Left | None, issued: Issued | None
    ) -> bytes:
        access = self._fetcher.access(request)
        if access is None:
            told = await self._work(request, partial(self._from_what_was_sent, service, request))
        else:
            told = await self._from_what_was_fetched(service, request, access, left)
        if told is None:
            return NO_CARDS
        reply, issuance = told
        if issuance and issued:
            issued(issuance)
        return reply

    async def _work(self, request: HookRequest, work: Callable[[], T]) -> T:
        """Work on what was sent: here if it is small, else under its budget. Raises Unavailable."""
        return work() if request.size < SMALL else await self._budget.run(work)

    def _from_what_was_sent(self, service: HookService, request: HookRequest) -> Told | None:
        """The answer, None for nobody in scope. Raises PreconditionFailed and AnotherPatient."""
        with traces.span("gather"):
            if self._scope.has_nothing(service, request, may_fetch=False):
                return None
            gathered = self._mattering(service, request, answers(request.prefetch, TYPE_OF_KEY))
        return None if gathered is None else self._judged(service, request, gathered)

    async def _from_what_was_fetched(
        self, service: HookService, request: HookRequest, access: Access, left: Left | None
    ) -> Told | None:
        """The same, with what is missing read first. How large that is, the body does not tell."""
        with traces.span("gather"):
            gathered = await self._gathered(service, request, access, left)
        if gathered is None:
            return None
        return await self._budget.run(partial(self._judged, service, request, gathered))

    async def _gathered(
        self, service: HookService, request: HookRequest, access: Access, left: Left | None
    ) -> Gathered | None:
        """What was sent and what was fetched; None when nothing of it could bring the patient into scope.

        Raises PreconditionFailed and AnotherPatient.
        """
        if await self._work(request, partial(self._scope.has_nothing, service, request, may_fetch=True)):
            return None
        found = await self._budget.run(partial(answers, request.prefetch, TYPE_OF_KEY))
        if missing := unanswered(found, self._queries[service.id]):
            queries = {key: self._queries[service.id][key] for key in missing}
            found = await unless_left(self._fetcher.fill(found, queries, access), left)
        gathered = await self._budget.run(partial(self._mattering, service, request, found))
        if gathered is None:
            return None
        ids = await self._budget.run(partial(_unresolved, gathered, request, access.base))
        if ids:
            found |= await unless_left(self._fetcher.medications(ids, access), left)
            gathered = await self._budget.run(partial(together, found, TYPE_OF_KEY))
        return gathered

    def _mattering(self, service: HookService, request: HookRequest, found: Mapping[str, Found]) -> Gathered | None:
        """What was found, None when nothing of it could bring the patient into scope.

        Raises PreconditionFailed and AnotherPatient.
        """
        gathered = together(found, TYPE_OF_KEY)
        _check_required(gathered)
        _check_whose(gathered, request)
        return gathered if self._scope.may_matter(service, gathered) else None

    async def aclose(self) -> None:
        """Close the connections to FHIR servers, and let go of the threads."""
        self._budget.close()
        await self._fetcher.aclose()

    def _judged(self, service: HookService, request: HookRequest, gathered: Gathered) -> Told:
        """The response body, and the cards in it. Raises PreconditionFailed."""
        for unread in gathered.unread:
            events.SET_ASIDE(type=unread.kind if unread.kind in KEYS else "other")
        with traces.span("case"):
            case = self.case(gathered, request)
        with traces.span("consult"):
            answer = self._answered(service, case, on_request=request.beyond_seeds)
        if answer.state == self.pathway.out_of_scope:
            _check_conditions_read(case)
            return NO_CARDS, None
        with traces.span("cards"):
            cards = self._cards(answer, case, hl7_reasons=request.hl7_reasons)
        events.JUDGED(state=answer.state, predicates=_truths(answer), cards=len(cards))
        return self._response(answer, cards), _issuance(service.id, request, answer.state, cards, self.version)

    def _response(self, answer: Answer, cards: tuple[Card, ...]) -> bytes:
        extension = {f"{self.pathway.id}.pathway": explanation(answer, self.version)}
        return encode(ServiceResponse(cards=cards, extension=extension))

    def consult(self, service: HookService, request: HookRequest) -> tuple[Case, Answer]:
        """The case and the whole answer, out of scope included: what ``explain`` shows."""
        case = self.case(gather(request.prefetch, TYPE_OF_KEY), request)
        return case, self._answered(service, case)

    def suppose(self, service: HookService, case: Case, supposed: Mapping[str, Truth]) -> Answer:
        """What the service would answer if these predicates, by id, had other answers."""
        return answer_of(self.pathway, service, case, self._site.overrides, supposed=supposed)

    def reply(self, answer: Answer, case: Case) -> bytes:
        """The response body that an answer of ``consult`` or ``suppose`` leads to."""
        return (
            NO_CARDS if answer.state == self.pathway.out_of_scope else self._response(answer, self._cards(answer, case))
        )

    def _answered(self, service: HookService, case: Case, *, on_request: bool = False) -> Answer:
        return answer_of(self.pathway, service, case, self._site.overrides, on_request=on_request)

    def case(self, gathered: Gathered, request: HookRequest) -> Case:
        """The patient's case on the service's day, with the unsigned orders of an order hook."""
        context = request.context
        orders = Orders(context.draft_orders, context.selections) if isinstance(context, OrderContext) else None
        return build_case(
            gathered,
            patient_id=context.patient_id,
            orders=orders,
            today=self.today(),
            zone=self._settings.time_zone,
            codes=self._site.codes,
            reading=self._site.reading,
            newest_only=self.pathway.newest_only,
        )

    def today(self) -> date:
        """The service's day (decisions 15)."""
        return self._settings.current_day()

    def _cards(self, answer: Answer, case: Case, *, hl7_reasons: bool = False) -> tuple[Card, ...]:
        drafts = Drafts(case.patient, answer.reason, case.today)
        fixed_day = self._settings.today
        return translate.cards(
            answer, drafts, self.pathway, self._public_url, fixed_day=fixed_day, hl7_reasons=hl7_reasons
        )


def _issuance(service_id: str, request: HookRequest, state: str, cards: tuple[Card, ...], version: str) -> Issuance:
    given = (IssuedCard(c.uuid, c.source.topic.code, tuple(s.uuid for s in c.suggestions)) for c in cards)
    return Issuance(
        service=service_id,
        hook_instance=request.hook_instance,
        state=state,
        pathway_version=version,
        patient_id=request.context.patient_id,
        cards=tuple(given),
    )


def explanation(answer: Answer, version: str) -> dict[str, object]:
    """The pathway's reasons in the response of a patient in scope (design, "Explanation is part of the answer")."""
    overlays = {"overlays": list(answer.overlays)} if answer.overlays else {}  # no empty array
    applies = {"cards": list(answer.applies)} if answer.applies else {}
    return {"version": version, "state": answer.state, **overlays, "predicates": _truths(answer), **applies}


def _truths(answer: Answer) -> dict[str, str]:
    return {name: finding.truth.value for name, finding in answer.predicates.items()}


def _drafted(request: HookRequest) -> tuple[Entry, ...]:
    context = request.context
    return draft_entries(context.draft_orders) if isinstance(context, OrderContext) else ()


def _unresolved(gathered: Gathered, request: HookRequest, base: Base) -> tuple[str, ...]:
    return unresolved(gathered, _drafted(request), base)


def _check_required(gathered: Gathered) -> None:
    for key in REQUIRED:
        if gathered.by_key[key] is Availability.NOT_GIVEN:
            raise PreconditionFailed(key)


def _check_whose(gathered: Gathered, request: HookRequest) -> None:
    """Another patient's data are counted; when nothing is this patient's, nothing can be decided (pathway-2 2.8)."""
    found = foreign(gathered, request.context.patient_id)
    if found.count:
        events.FOREIGN(resources=found.count)
    if found.is_all:
        raise AnotherPatient


def _check_conditions_read(case: Case) -> None:
    if case.available("Condition") in UNREADABLE:
        raise PreconditionFailed("conditions")
