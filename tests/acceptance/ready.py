"""Every case read once, to be answered again and again: with other numbers, or by a changed pathway."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import msgspec

from hooks.clinical.advice import Answer
from hooks.clinical.answer import answer as answer_of
from hooks.clinical.case import Case
from hooks.clinical.service import HookService
from hooks.nme import PATHWAY
from service.call import PathwayService, explanation
from service.cards import cards
from service.fhir.draft import Drafts
from service.protocol.request import parse
from service.settings import Settings
from service.site import Site
from tests.acceptance.build import Json, request
from tests.acceptance.cases import all_cases
from tests.acceptance.facts import Expected
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import TODAY


@dataclass(frozen=True)
class Ready:
    """A case read, and what it has to be answered."""

    name: str
    service: HookService
    case: Case
    expected: Expected

    @property
    def theme(self) -> str:
        """The file of the case."""
        return self.name.partition(": ")[0]

    def reply(self, overrides: dict[str, Decimal]) -> Reply:
        """The answer with these numbers."""
        return Reply(200, _body(answer_of(PATHWAY, self.service, self.case, overrides)))


def _body(answer: Answer) -> Json:
    drafts = Drafts("patient", answer.reason, TODAY)
    shown = cards(answer, drafts, PATHWAY, "https://cds.example.org")
    extension = {"nme.pathway": explanation(answer, PATHWAY.version)}
    return msgspec.json.decode(msgspec.json.encode({"cards": shown, "extension": extension}))  # type: ignore[no-any-return]


@cache
def ready_cases() -> tuple[Ready, ...]:
    """All that are answered at all. Kept, so that ``make mutants`` reads them once for thousands of changes."""
    machine = PathwayService(Settings(today=TODAY), Site(PATHWAY))
    by_hook = {service.hook: service for service in PATHWAY.services}
    found = []
    for named in all_cases():
        if named.case.expect.status == 200:
            service = by_hook[named.case.hook]
            case, _ = machine.consult(service, parse(json.dumps(request(named.case)).encode(), service.hook))
            found.append(Ready(named.id, service, case, named.case.expect))
    return tuple(found)
