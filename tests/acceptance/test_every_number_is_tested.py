"""Every number of the pathway has cases on both sides: a step up or down makes one of them fail.

A number shows in the answer itself, not only in the sentence that prints it, unless it decides
nothing but what a card lists.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hooks.clinical.advice import Answer
from hooks.clinical.answer import answer as answer_of
from hooks.clinical.case import Case
from hooks.clinical.evidence import Parameter
from hooks.clinical.service import HookService
from hooks.nme import PATHWAY
from hooks.nme.codes import parameters
from service.call import PathwayService, explanation
from service.cards import cards
from service.fhir.draft import Drafts
from service.protocol.request import parse
from service.settings import Settings
from service.site import Site
from tests.acceptance.build import Json, request
from tests.acceptance.cases import all_cases
from tests.acceptance.facts import Expected
from tests.acceptance.reply import Reply, decided_otherwise, differences
from tests.acceptance.shapes import TODAY

NUMBERS = [number for number in parameters.ALL if number not in parameters.SWITCHES]
STEPS = {"pg/mL": "0.1", "ug/dL": "0.1", "pg/mL per pmol/L": "0.001", "ug/dL per umol/L": "0.001"}
"""The smallest sensible step by unit; everything else is counted in whole numbers."""
LISTED_ONLY = {"confounder_window", "egfr_low", "recent_imaging", "risk_age", "risk_albumin"}
"""Other causes of a raised glucagon are listed and never lower a band (pathway 2.2); risk markers are a line (2.6)."""


class Asked(dict[str, Decimal]):
    """No number of a site's own, and which were asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __bool__(self) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """The number of the pathway."""
        self.names.add(name)
        return default


@dataclass(frozen=True)
class Ready:
    """A case read once, to be answered again and again with other numbers."""

    name: str
    service: HookService
    case: Case
    expected: Expected

    def reply(self, overrides: dict[str, Decimal]) -> Reply:
        """The answer with these numbers."""
        return Reply(200, _body(answer_of(PATHWAY, self.service, self.case, overrides)))

    def notices(self, parameter: Parameter, value: Decimal) -> bool:
        """Does another value of the number break this case?"""
        compare = differences if parameter.name in LISTED_ONLY else decided_otherwise
        return bool(compare(self.reply({parameter.name: value}), self.expected))


def _body(answer: Answer) -> Json:
    drafts = Drafts("patient", answer.reason, TODAY)
    shown = cards(answer, drafts, PATHWAY, "https://cds.example.org")
    extension = {"nme.pathway": explanation(answer, PATHWAY.version)}
    return msgspec.json.decode(msgspec.json.encode({"cards": shown, "extension": extension}))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def ready() -> list[Ready]:
    machine = PathwayService(Settings(today=TODAY), Site(PATHWAY))
    by_hook = {service.hook: service for service in PATHWAY.services}
    found = []
    for named in all_cases():
        if named.case.expect.status == 200:
            service = by_hook[named.case.hook]
            case, _ = machine.consult(service, parse(json.dumps(request(named.case)).encode(), service.hook))
            found.append(Ready(named.id, service, case, named.case.expect))
    return found


@pytest.fixture(scope="module")
def asking(ready: list[Ready]) -> dict[str, list[Ready]]:
    """The cases that hold with the numbers as they are, by the numbers they ask for: no other can notice a change."""
    found = defaultdict(list)
    for one in ready:
        asked = Asked()
        if not differences(one.reply(asked), one.expected):
            for name in asked.names:
                found[name].append(one)
    return found


@pytest.mark.parametrize("direction", [1, -1], ids=["up", "down"])
@pytest.mark.parametrize("parameter", NUMBERS, ids=lambda parameter: parameter.name)
def test_a_step_of_a_number_makes_a_case_fail(
    parameter: Parameter, direction: int, asking: dict[str, list[Ready]]
) -> None:
    stepped = parameter.value + direction * Decimal(STEPS.get(parameter.unit, "1"))
    assert any(one.notices(parameter, stepped) for one in asking[parameter.name]), f"no case notices {stepped}"
