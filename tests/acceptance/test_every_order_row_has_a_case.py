"""Every row of the order table is fired by a case, and every order has a case in which it stays silent or
gives something else (pathway section 4)."""

from collections.abc import Iterator

import pytest

from hooks.clinical.case import Case
from hooks.clinical.consultation import Consultation
from hooks.clinical.orders import OrderKind, OrderRow
from hooks.nme import PATHWAY
from hooks.nme.orders.kinds import KINDS, kinds_of
from hooks.nme.orders.table import ORDERS, TABLE
from tests.acceptance.cases import all_cases
from tests.acceptance.in_process import case_of


@pytest.fixture(scope="module")
def fired() -> list[tuple[OrderKind, OrderRow | None]]:
    """What each selected draft of each order case fires; None for a kind that fires nothing."""
    found = (case_of(named.case) for named in all_cases() if named.case.hook != "patient-view")
    return [pair for case in found if case for pair in _fired(case)]


def _fired(case: Case) -> Iterator[tuple[OrderKind, OrderRow | None]]:
    consultation = Consultation(PATHWAY, case)
    for draft in case.drafts:
        for kind in kinds_of(consultation.assessment, draft) if draft.selected else []:
            rows: list[OrderRow | None] = [*ORDERS.rows_for(kind, consultation.state.id, consultation.assessment)]
            yield from ((kind, row) for row in rows or [None])


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.orders[0].id}-{'-'.join(sorted(row.states))[:24]}")
def test_a_row_is_fired_by_a_case(row: OrderRow, fired: list[tuple[OrderKind, OrderRow | None]]) -> None:
    assert any(seen is row for _, seen in fired)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_an_order_has_a_case_beside_its_rows(kind: OrderKind, fired: list[tuple[OrderKind, OrderRow | None]]) -> None:
    of_kind = [row for seen, row in fired if seen is kind]
    own = [row for row in of_kind if row is not None and row in TABLE]
    assert of_kind
    assert len({id(row) for row in of_kind}) > 1 or not own
