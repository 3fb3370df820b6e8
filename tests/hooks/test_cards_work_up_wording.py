"""The words of K01, K02, K03, K16 and K18 to K21, and the drafts every card can offer (pathway 3.4, 3.5, section 8)."""

import re
from collections.abc import Iterator

import pytest

from hooks.clinical.advice import Order, Proposal, Recommendation, Say
from hooks.clinical.advise import Wording
from hooks.clinical.criterion import ALWAYS, Assessment
from hooks.nme.cards import beyond, population, proposals, work_up
from hooks.nme.cards.wording import forbidden_in
from hooks.nme.codes.parameters import BY_NAME
from hooks.nme.codes.value_sets import rows
from hooks.nme.sources.library import LIBRARY
from tests.hooks.card_cases import patient

FAMILIES = (work_up, population, beyond)
CARDS = {r.id: r for family in FAMILIES for r in vars(family).values() if isinstance(r, Recommendation)}
PROPOSALS = [p for p in vars(proposals).values() if isinstance(p, Proposal)]
INGREDIENTS = {"7617", "68092", "45754009", "11416", "B05BA01"}
NAMES = re.compile(r"seed [12]|Lu-177|5-FU|E2211|RADIANT-3|MEN1|\b1 pmol/L", re.IGNORECASE)
UNIT = r"(?: (?:pg/mL|h|%|y|months|times))?"
STARRED = re.compile(rf"\d[\d.]*(?: to \d[\d.]*)?{UNIT}\*")


def lines(card: Recommendation) -> Iterator[Say]:
    yield from (*card.summary, *card.says, *card.elsewhere)


def filled(text: str) -> str:
    return Wording(Assessment(patient()), BY_NAME).fill(text)


ALL_LINES = [
    pytest.param(card, line, id=f"{card.id}-{line.text[:40]}") for card in CARDS.values() for line in lines(card)
]
every_card = pytest.mark.parametrize("card", CARDS.values(), ids=lambda c: c.id)
every_line = pytest.mark.parametrize(("card", "line"), ALL_LINES)
every_proposal = pytest.mark.parametrize("proposal", PROPOSALS, ids=lambda p: p.id)


def test_these_are_the_cards_of_the_family() -> None:
    assert set(CARDS) == {"K01", "K02", "K03", "K16", "K18", "K19", "K20", "K21"}


@every_card
def test_the_last_summary_always_applies_and_each_fits_its_place(card: Recommendation) -> None:
    assert card.summary[-1].when is ALWAYS
    for line in card.summary:
        assert 1 <= len(filled(line.text)) <= 139
        assert "\n" not in line.text


@every_line
def test_no_text_uses_a_forbidden_word(card: Recommendation, line: Say) -> None:
    assert forbidden_in(filled(line.text)) == []


@every_card
def test_what_a_card_never_says_occurs_nowhere_in_it(card: Recommendation) -> None:
    texts = " ".join(filled(line.text) for line in lines(card)).lower()
    assert [phrase for phrase in card.never_says if phrase.lower() in texts] == []


@every_card
def test_what_the_sources_say_rests_on_statements_and_the_rest_on_sources(card: Recommendation) -> None:
    assert all(i in LIBRARY.statements for line in (*card.summary, *card.says) for i in line.basis)
    assert all(i in LIBRARY.sources for line in card.elsewhere for i in line.basis)


@every_line
def test_a_sentence_with_statements_names_its_seed(card: Recommendation, line: Say) -> None:
    text = line.text.lower()
    for seed in {i[1] for i in line.basis if i.startswith("S")}:
        assert f"seed {seed}" in text or "both sources" in text or line in card.summary


@every_line
def test_every_number_is_starred(card: Recommendation, line: Say) -> None:
    assert re.findall(r"\d+", STARRED.sub("", NAMES.sub("", filled(line.text)))) == []


@every_line
def test_every_parameter_named_exists(card: Recommendation, line: Say) -> None:
    assert set(re.findall(r"{(\w+)}", line.text)) <= set(BY_NAME)


@every_card
def test_no_list_of_what_the_sources_say_is_long(card: Recommendation) -> None:
    assert len(card.says) <= 6


def test_every_statement_of_this_part_of_the_inventory_is_carried() -> None:
    carried = {i for card in CARDS.values() for i in card.basis()}
    expected = {"S1.03", "S1.18", "S1.23", "S1.24", "S1.25", "S1.26", "S2.23", "S2.39", "S2.40"}
    assert expected | {f"S2.{n:02}" for n in range(3, 18)} <= carried


class TestProposals:
    def test_ids_are_unique(self) -> None:
        assert len({p.id for p in PROPOSALS}) == len(PROPOSALS) == 30

    @every_proposal
    def test_no_text_holds_a_number(self, proposal: Proposal) -> None:
        text = f"{proposal.label} {proposal.description} {proposal.text}"
        assert re.findall(r"\d", re.sub("B12|HbA1c|seed 1 only", "", text)) == []

    @every_proposal
    def test_the_code_is_a_shipped_one(self, proposal: Proposal) -> None:
        shipped = {(row.system, row.code) for row in rows() if row.role == "include"}
        assert proposal.coding is None or proposal.coding[:2] in shipped

    @every_proposal
    def test_a_drug_carries_an_ingredient_code_only(self, proposal: Proposal) -> None:
        if proposal.order is Order.MEDICATION:
            assert proposal.coding is not None
            assert proposal.coding[1] in INGREDIENTS

    @every_proposal
    def test_alternatives_say_so(self, proposal: Proposal) -> None:
        assert proposal.label.startswith("One of: ") is bool(proposal.one_of)

    def test_the_alternatives_of_the_medical_branch_stand_in_the_order_of_the_sources(self) -> None:
        names = [p.id for p in PROPOSALS if p.one_of == "SSA or interferon"]
        assert names == ["octreotide-short", "octreotide-long", "lanreotide", "interferon"]
