"""Every patient case through real HTTP: state, exact cards, overlays, predicates, words."""

import pytest

from tests.acceptance.build import request
from tests.acceptance.card_rules import broken_budgets, broken_rules
from tests.acceptance.cases import Named, all_cases
from tests.acceptance.conftest import Ask
from tests.acceptance.reply import differences


@pytest.mark.parametrize("named", all_cases(), ids=lambda named: named.id)
def test_a_case_gets_the_answer_it_expects(named: Named, ask: Ask, offered: frozenset[str]) -> None:
    service = f"nme-{named.case.hook}"
    if service not in offered:
        pytest.skip(f"{service} is not in discovery")
    reply = ask(request(named.case))
    assert differences(reply, named.case.expect) == []
    assert [rule for card in reply.cards for rule in broken_rules(card)] == []
    assert broken_budgets(reply.cards, named.case.hook) == []


SIGNED = [n for n in all_cases() if n.case.hook == "order-select" and all(draft.selected for draft in n.case.drafts)]


@pytest.mark.parametrize("named", SIGNED, ids=lambda named: named.id)
def test_signing_the_same_orders_gives_the_same_answer(named: Named, ask: Ask) -> None:
    """Both hooks share one order table, and on order-sign every draft counts (decisions 3)."""
    reply = ask(request(named.case.model_copy(update={"hook": "order-sign"})))
    assert differences(reply, named.case.expect) == []
