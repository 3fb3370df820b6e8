"""A case read into the pathway without HTTP, for tests that look inside an answer."""

import json
from functools import cache

from hooks.clinical import case as clinical
from hooks.nme import PATHWAY
from service.call import PathwayService
from service.protocol.request import parse
from service.settings import Settings
from service.site import Site
from tests.acceptance.build import request
from tests.acceptance.facts import Case
from tests.acceptance.shapes import TODAY


@cache
def machine() -> PathwayService:
    """The service on the day of the cases."""
    return PathwayService(Settings(today=TODAY), Site(PATHWAY))


def case_of(case: Case) -> clinical.Case | None:
    """The clinical case; None where the request is answered with an error."""
    if case.expect.status != 200:
        return None
    service = next(s for s in PATHWAY.services if s.hook == case.hook)
    return machine().consult(service, parse(json.dumps(request(case)).encode(), service.hook))[0]
