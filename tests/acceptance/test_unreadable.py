"""An entry that cannot be read is never an answer (R2): what would be "no" without it is unknown."""

import json
from collections.abc import Iterator
from copy import deepcopy

import pytest

from hooks.clinical.truth import NO, UNKNOWN, Truth
from hooks.nme import PATHWAY
from service.call import PathwayService
from service.protocol.request import parse
from service.settings import Settings
from service.site import load_site
from tests.acceptance.build import Json
from tests.acceptance.build import request as hook_request
from tests.acceptance.cases import all_cases
from tests.service.fhir.samples import TODAY

MACHINE = PathwayService(Settings(today=TODAY), load_site(PATHWAY))
(CHART,) = (service for service in PATHWAY.services if service.hook == "patient-view")
KEYS = ("conditions", "observations", "reports", "medications")
THEMES = sorted({named.theme for named in all_cases() if named.case.hook == "patient-view"})


def predicates(request: Json) -> dict[str, Truth]:
    _, answer = MACHINE.consult(CHART, parse(json.dumps(request).encode(), CHART.hook))
    return {name: finding.truth for name, finding in answer.predicates.items()}


def with_one_unreadable(request: Json) -> Iterator[Json]:
    """The request with each entry in turn replaced by one that cannot be read."""
    for key in KEYS:
        told = request["prefetch"].get(key)
        for place in range(len(told.get("entry", ()) if isinstance(told, dict) else ())):
            changed = deepcopy(request)
            entry = changed["prefetch"][key]["entry"][place]
            entry["resource"] = {"resourceType": entry["resource"]["resourceType"], "id": 5}
            yield changed


@pytest.mark.parametrize("theme", THEMES)
def test_an_entry_that_cannot_be_read_never_turns_unknown_into_no(theme: str) -> None:
    """Into yes only where what is left says so by itself: what is positive stands (R2)."""
    cases = [named.case for named in all_cases() if named.theme == theme and named.case.hook == "patient-view"]
    for request in map(hook_request, cases):
        before = predicates(request)
        for changed in with_one_unreadable(request):
            after = predicates(changed)
            settled = {name for name in before if before[name] is UNKNOWN and after[name] is NO}
            assert settled == set(), changed["prefetch"]
