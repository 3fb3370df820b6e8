"""Every row of every evidence table is bound to cases that give exactly its answer, tag included.

A row turned into its opposite fails here, and so does a row nobody has a case for.
"""

from functools import cache

import pytest

from hooks.clinical.case import Case
from hooks.clinical.criterion import Assessment, Predicate
from hooks.clinical.evidence import Finding, Row
from hooks.clinical.truth import NO, YES
from hooks.nme.evidence.tags import Mark
from hooks.nme.predicates import PREDICATES
from tests.acceptance.cases import all_cases
from tests.acceptance.in_process import case_of
from tests.acceptance.ready import ready_cases

ROWS = [pytest.param(p, row, id=f"{p.id}: {row.seen}"[:90]) for p in PREDICATES for row in p.table]


@cache
def patient(name: str) -> Case:
    """The patient of a case, by its name. Kept, and assessed anew for every question (``make mutants``)."""
    found = next((named.case for named in all_cases() if named.case.name == name), None)
    assert found is not None, f"there is no case called {name!r}"
    case = case_of(found)
    assert case is not None
    return case


def as_the_row_says(finding: Finding, row: Row) -> bool:
    """The same truth, and the row's tag."""
    return finding.truth is row.answer and (row.tag is None or row.tag in finding.tags)


@pytest.mark.parametrize(("predicate", "row"), ROWS)
def test_a_row_has_cases_that_answer_as_it_says(predicate: Predicate, row: Row) -> None:
    assert row.cases
    found = {name: Assessment(patient(name)).finding(predicate) for name in row.cases}
    wrong = [name for name, finding in found.items() if not as_the_row_says(finding, row)]
    assert wrong == []


def test_a_predicate_carries_only_tags_it_declares() -> None:
    for one in ready_cases():
        assessment = Assessment(one.case)
        for predicate in PREDICATES:
            assert assessment.finding(predicate).tags <= predicate.tags.keys(), f"{one.name}: {predicate.id}"


def test_a_row_turned_into_its_opposite_is_noticed() -> None:
    mets = next(p for p in PREDICATES if p.id == "mets")
    row = next(r for r in mets.table if r.answer is YES and r.tag is None)
    finding = Assessment(patient(row.cases[0])).finding(mets)
    assert as_the_row_says(finding, row)
    assert not as_the_row_says(finding, Row(row.seen, NO, cases=row.cases))
    assert not as_the_row_says(finding, Row(row.seen, YES, Mark.CONFLICT, cases=row.cases))
