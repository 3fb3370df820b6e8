"""What no response may do, whoever the patient is: budgets, drafts that could harm, numbers nobody recorded.

As many patients as RANDOM_PATIENTS says; `make random` takes 10,000.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hooks.clinical.advice import Order
from hooks.nme import PATHWAY
from tests.acceptance.build import request
from tests.acceptance.card_rules import broken_budgets, broken_rules
from tests.acceptance.conftest import Ask
from tests.acceptance.facts import Case, Draft, Expected, Patient
from tests.acceptance.quoted import Record, undated
from tests.acceptance.reply import Reply
from tests.acceptance.strategies import drafts, patients

pytestmark = pytest.mark.usefixtures("ask")
MANY = settings(
    max_examples=int(os.environ.get("RANDOM_PATIENTS", "300")),
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
BY_LABEL = {proposal.label: proposal for card in PATHWAY.recommendations.values() for proposal in card.proposals}
SSA = {"octreotide-short", "octreotide-long", "lanreotide"}


def drafted(reply: Reply) -> list[str]:
    """The ids of the orders a response drafts."""
    creates = [s for card in reply.cards for s in card.get("suggestions", ()) if s["actions"][0]["type"] == "create"]
    return [BY_LABEL[suggestion["label"]].id for suggestion in creates]


def harms(reply: Reply) -> list[str]:
    """Every draft that this patient's answers forbid (pathway 3.7)."""
    drafts, truths = drafted(reply), reply.predicates
    outside = "yes" in (truths.get("minor"), truths.get("pregnant"))
    forbidden = {
        "an order for a child or in pregnancy": outside and set(drafts) - {"specialist-consult"},
        "a glucagon test on glucagon": truths.get("exogenous") == "yes" and "glucagon" in drafts,
        "an SSA, none known to be absent": truths.get("ssa") != "no" and SSA & set(drafts),
        "one order twice": len(set(drafts)) < len(drafts),
    }
    return [f"{what}: {drafts}" for what, is_so in forbidden.items() if is_so]


def faults(sent: dict[str, Any], reply: Reply) -> list[str]:
    """Every rule the response breaks."""
    record = Record(sent)
    of_cards = [f for c in reply.cards for f in (*broken_rules(c), *record.unheld(c), *undated(c, record))]
    return [*of_cards, *broken_budgets(reply.cards, sent["hook"]), *harms(reply)]


@MANY
@given(patient=patients)
def test_opening_a_chart_breaks_no_rule(ask: Ask, patient: Patient) -> None:
    sent = request(Case(name="A random patient", patient=patient, expect=Expected()))
    reply = ask(sent)
    assert reply.status == 200
    assert faults(sent, reply) == []


@MANY
@given(patient=patients, orders=drafts, hook=st.sampled_from(["order-select", "order-sign"]))
def test_an_order_breaks_no_rule(ask: Ask, patient: Patient, orders: tuple[Draft, ...], hook: Any) -> None:
    sent = request(Case(name="A random order", hook=hook, patient=patient, drafts=orders, expect=Expected()))
    reply = ask(sent)
    assert reply.status == 200
    assert faults(sent, reply) == []


def test_every_draft_has_a_label_of_its_own() -> None:
    ids = {p.id for card in PATHWAY.recommendations.values() for p in card.proposals}
    assert {proposal.id for proposal in BY_LABEL.values()} == ids
    assert {p.id for p in BY_LABEL.values() if p.order is Order.MEDICATION} >= SSA


RECORD = Record(
    {
        "a": [{"value": 530, "unit": "pg/mL"}, {"value": 80, "unit": "pg/mL"}],
        "effectiveDateTime": "2026-11-14T08:00:00Z",
    }
)


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("Glucagon 530 pg/mL, limit 80, 2026-11-14", True),
        ("Glucagon 530 pg/mL (6.6 x limit), 14 Nov", True),
        ("Glucagon 531 pg/mL, limit 80, 2026-11-14", False),
        ("Glucagon 530 pg/mL (8.6 x limit)", False),
        ("Glucagon 530 pg/mL, 2026-11-15", False),
        ("Glucagon 530 pg/mL, 15 Nov", False),
        ("Negative staging older than 180 d is not used", True),
        ("Venous thrombosis in about 30 % of patients", False),
        ("Venous thrombosis in about 30 % of patients*", True),
        ("metastases in 50 % to 100 %", True),
    ],
)
def test_a_number_nobody_recorded_is_found(words: str, held: bool) -> None:
    found = RECORD.unheld({"summary": "", "detail": words})
    assert (found == []) is held


@pytest.mark.parametrize(("fact", "dated"), [("glucagon 530 pg/mL, 2026-11-14", True), ("glucagon 530 pg/mL", False)])
def test_a_quantity_without_a_day_is_found(fact: str, dated: bool) -> None:
    assert (undated({"detail": f"**Why:** {fact}"}, RECORD) == []) is dated
