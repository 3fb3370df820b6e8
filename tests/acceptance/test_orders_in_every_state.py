"""Every order of the table in every state gives exactly these cards (pathway section 4; decisions 1, 16, 18, 26)."""

import re
from collections.abc import Iterator

import pytest

from hooks.nme import states as nme
from tests.acceptance.build import Json, request
from tests.acceptance.card_rules import broken_rules
from tests.acceptance.conftest import Ask
from tests.acceptance.facts import Case
from tests.acceptance.reply import Reply

Facts = dict[str, object]
NME: Facts = {"nme": {"onset_days_ago": 500}}
TUMOUR: Facts = {**NME, "tumour": "confirmed"}
LOCALIZED: Facts = {**TUMOUR, "m_category": "M0"}
RESECTED: Facts = {"tumour": "confirmed", "resection": {"days_ago": 400}, "m_category": "M0"}
RANGE: Facts = {"upper_limit": "159"}
PATIENTS: dict[str, Facts] = {
    "S00": {"conditions": "colon cancer"},
    "S03P": {"tumour": "provisional"},
    "unread": {"unavailable": ["Condition"], "glucagon": {"value": "900 pg/mL", **RANGE}},
    "S02": NME,
    "S02G": {**NME, "glucagon": {"value": "310 pg/mL", **RANGE}},
    "S02N": {**NME, "glucagon": {"value": "120 pg/mL", **RANGE}},
    "S09": {**NME, "conditions": "Crohn disease", "glucagon": {"value": "60 pg/mL", **RANGE}},
    "S03": {**NME, "glucagon": {"value": "700 pg/mL", **RANGE}},
    "S03N": {**NME, "glucagon": {"value": "700 pg/mL", **RANGE}, "imaging": {"scan": "CT", "tumour": False}},
    "S04": {**LOCALIZED, "surgeon": "fit"},
    "S04U": LOCALIZED,
    "S04X": TUMOUR,
    "S05": {**LOCALIZED, "surgeon": "unfit"},
    "S06": {**TUMOUR, "metastases": "liver"},
    "lung": {**TUMOUR, "metastases": "lung"},
    "S07": RESECTED,
    "S08": {**RESECTED, "nme": {"clinical": "recurrence", "onset_days_ago": 15}},
    "S10": {"glucagon": {"value": "300 pg/mL", **RANGE}},
}
ORDERS: dict[str, tuple[str, ...]] = {
    "ssa": ("octreotide short-acting", "octreotide", "lanreotide"),
    "lar": ("octreotide LAR",),
    "ifn": ("interferon alfa",),
    "chemo": ("streptozocin", "fluorouracil"),
    "nutri": ("zinc sulfate", "amino acids", "lipid emulsion", "parenteral nutrition"),
    "resect": ("distal pancreatectomy", "pancreatectomy", "pancreatic lesion excision"),
    "liver": ("hepatic embolization", "radiofrequency ablation"),
    "test": ("glucagon test",),
    "scan": ("CT", "MRI", "receptor scintigraphy"),
    "eus": ("endoscopic ultrasound",),
    "biopsy": ("skin biopsy",),
    "drug": ("glucagon",),
    "stop": ("octreotide LAR", "octreotide short-acting", "lanreotide"),
    "other": ("paracetamol",),
}
TABLE = """
state  ssa lar     ifn chemo   nutri resect liver test scan eus biopsy drug stop other
S00    .   .       .   .       .     .      .     .    .    .   .      .    .    .
S03P   K03 K03     K03 K09+K03 K10   K03    K05   .    .    K03 .      K19  .    .
unread K17 K17     K17 K17     K17   K17    K17   K17  K17  K17 K17    K17  K17  .
S02    K01 K01     K01 K09+K01 K10   K01    K05   .    .    K03 K01    .    .    .
S02G   K01 K01     K01 K09+K01 K10   K01    K05   K02  .    K03 .      .    .    .
S02N   K16 K16     K16 K09+K16 K10   K16    K05   K02  .    K03 .      .    .    .
S09    K16 K16     K16 K09+K16 K10   K16    K05   K02  .    K03 .      .    .    .
S03    K03 K03     K03 K09+K03 K10   K03    K05   K02  .    K03 .      K19  .    .
S03N   K18 K18     K18 K09+K18 K10   K18    K05   K02  .    .   .      .    .    .
S04    K04 K04     K04 K09+K04 K10   K04    K04   .    .    K03 .      K19  K13  .
S04U   K06 K06     K06 K09+K06 K10   K06    K06   .    .    K03 .      K19  K13  .
S04X   K05 K05     K05 K09+K05 K10   K05    K05   .    .    K03 .      K19  K13  .
S05    K11 K07+K11 K07 K09+K07 K10   K06    K07   .    .    K03 .      K19  K13  .
S06    K11 K07+K11 K07 K09     K10   K07    K08   .    .    K03 .      K19  K13  .
lung   K11 K07+K11 K07 K09     K10   K07    K07   .    .    K03 .      K19  K13  .
S07    K14 K14     K14 K09+K14 K10   K14    K14   .    .    K03 .      K19  K14  .
S08    K15 K15     K15 K09+K15 K10   K15    K15   .    .    K03 .      K19  K13  .
S10    .   .       .   K09     .     .      K05   K02  .    K03 .      .    .    .
"""
"""``unread``: problem list refused, glucagon known; ``lung``: metastases, none in the liver."""
STATES = {"unread": "S01", "lung": "S06"}


def _table() -> Iterator[tuple[str, str, list[str]]]:
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    for state, *cells in rows:
        for family, cell in zip(head[1:], cells, strict=True):
            yield from ((state, f"{family}: {order}", _ids(cell)) for order in ORDERS[family])


def _ids(cell: str) -> list[str]:
    return [] if cell == "." else cell.split("+")


def _reply(ask: Ask, state: str, order: str, hook: str) -> Reply:
    family, _, name = order.partition(": ")
    draft = {"order": name, "stop": family == "stop"}
    case = Case.model_validate(
        {"name": f"{order} in {state}", "hook": hook, "patient": PATIENTS[state], "drafts": draft, "expect": {}}
    )
    return ask(request(case))


@pytest.mark.parametrize(("state", "order", "cards"), [*_table()], ids=str)
def test_an_order_gives_the_cards_of_its_row(state: str, order: str, cards: list[str], ask: Ask) -> None:
    for hook in ("order-select", "order-sign"):
        reply = _reply(ask, state, order, hook)
        assert reply.state == STATES.get(state, state)
        assert sorted(reply.codes) == sorted(cards)
        assert [rule for card in reply.cards for rule in broken_rules(card)] == []
        assert [card["summary"] for card in reply.cards[:1] if not _speaks_of_an_order(card)] == []


def _speaks_of_an_order(card: Json) -> bool:
    """The first card is about the order, not about the chart (conformance B-26)."""
    return re.search(r"\border(ed|s)?\b|\bstop", f"{card['summary']} {card['detail']}", re.IGNORECASE) is not None


def test_the_patients_of_the_table_cover_every_state() -> None:
    """But S11, which two orders alone lead to: fixtures/cases/companions.yaml."""
    assert {STATES.get(name, name) for name in PATIENTS} | {"S11"} == {state.id for state in nme.STATES}
