"""An entry that cannot be read never makes an unknown a no, nor a yes out of nothing (R1 to R8).

What is positive stands beside an incomplete list (R2). So a yes can come to light only where the entry that is gone
contradicted or contested it; then its evidence was shown before.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hooks.clinical.case import Case
from hooks.clinical.criterion import Assessment, Predicate
from hooks.clinical.evidence import Finding
from hooks.clinical.truth import NO, UNKNOWN, YES
from hooks.nme.predicates import PREDICATES
from service.protocol.request import parse
from tests.acceptance.build import Json, request
from tests.acceptance.cases import Named, all_cases
from tests.acceptance.in_process import machine

THEMES = (
    "metastasis",
    "tumour",
    "recurrence",
    "ssa",
    "zinc",
    "glucagon_which_result",
    "candidacy",
    "nutrition",
    "scope",
)
CASES = [n for n in all_cases() if n.theme in THEMES and n.case.expect.status == 200]


def case_of(body: Json) -> Case:
    """The clinical case of a request."""
    service = next(s for s in machine().pathway.services if s.hook == body["hook"])
    return machine().consult(service, parse(json.dumps(body).encode(), service.hook))[0]


def unreadable(body: Json) -> Iterator[Json]:
    """The request, one of its resources at a time turned into something nobody can read; never the Patient."""
    for key, bundle in body["prefetch"].items():
        for position, entry in enumerate((bundle or {}).get("entry", ())):
            broken: dict[str, Any] = {"resourceType": entry["resource"]["resourceType"], "code": 7, "status": 7}
            entries = [*bundle["entry"]]
            entries[position] = entry | {"resource": broken}
            yield body | {"prefetch": body["prefetch"] | {key: bundle | {"entry": entries}}}


def sources(finding: Finding) -> set[str]:
    """The entries a finding names, used or not."""
    return {fact.source for fact in (*finding.facts, *finding.unused)}


def changed_for_the_worse(predicate: Predicate, before: Assessment, after: Assessment) -> bool:
    """An unknown that became a no, or a yes from entries that were not shown before."""
    was, now = before.finding(predicate), after.finding(predicate)
    if was.truth is not UNKNOWN:
        return False
    return now.truth is NO or (now.truth is YES and not sources(now) <= sources(was))


@pytest.mark.parametrize("named", CASES, ids=lambda named: named.id)
def test_what_cannot_be_read_settles_nothing(named: Named) -> None:
    body = request(named.case)
    before = Assessment(case_of(body))
    for damaged in unreadable(body):
        after = Assessment(case_of(damaged))
        assert [p.id for p in PREDICATES if changed_for_the_worse(p, before, after)] == []
