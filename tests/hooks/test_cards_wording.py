"""Rules over every text of every card (pathway 3.4, 3.5 and section 8)."""

import re
from collections.abc import Iterator

import pytest

from hooks.clinical.advice import Order, Proposal, Recommendation, Say
from hooks.clinical.advise import Wording
from hooks.clinical.criterion import ALWAYS, Assessment
from hooks.nme import proposals
from hooks.nme.library import LIBRARY
from hooks.nme.parameters import ALL, BY_NAME
from hooks.nme.recommendations import beyond, population, work_up
from hooks.nme.value_sets import rows
from hooks.nme.wording import forbidden_in
from tests.hooks.card_cases import patient

FAMILIES = (work_up, population, beyond)
CARDS = {r.id: r for family in FAMILIES for r in vars(family).values() if isinstance(r, Recommendation)}
PROPOSALS = [p for p in vars(proposals).values() if isinstance(p, Proposal)]
CONCEPTS = {row.concept for row in rows()}
NAMES = re.compile(r"seed [12]|Lu-177|5-FU|E2211|RADIANT-3|MEN1|Seed [12]|HbA1c|B12|\b1 pmol/L")
STARRED = re.compile(r"\d[\d.]*(?: to \d[\d.]*)?(?: (?:pg/mL|h|%|y|months|times))?\*|\d+ to (?=\d+ (?:pg/mL|%)\*)")


def lines(card: Recommendation) -> Iterator[Say]:
    yield from (*card.summary, *card.says, *card.elsewhere)


def filled(text: str) -> str:
    return Wording(Assessment(patient()), ALL).fill(text)


ALL_LINES = [(card.id, line) for card in CARDS.values() for line in lines(card)]


def test_these_are_the_cards_of_the_family() -> None:
    assert set(CARDS) == {"K01", "K02", "K03", "K16", "K18", "K19", "K20", "K21"}


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda c: c.id)
def test_the_last_summary_always_applies_and_each_fits_its_place(card: Recommendation) -> None:
    assert card.summary[-1].when is ALWAYS
    for line in card.summary:
        assert 1 <= len(filled(line.text)) <= 139
        assert "\n" not in line.text


@pytest.mark.parametrize(("card", "line"), ALL_LINES)
def test_no_text_uses_a_forbidden_word(card: str, line: Say) -> None:
    assert forbidden_in(filled(line.text)) == []


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda c: c.id)
def test_what_a_card_never_says_occurs_nowhere_in_it(card: Recommendation) -> None:
    texts = " ".join(filled(line.text) for line in lines(card)).lower()
    assert [phrase for phrase in card.never_says if phrase.lower() in texts] == []


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda c: c.id)
def test_what_the_sources_say_rests_on_statements_and_the_rest_on_sources(card: Recommendation) -> None:
    assert all(i in LIBRARY.statements for line in (*card.summary, *card.says) for i in line.basis)
    assert all(i in LIBRARY.sources for line in card.elsewhere for i in line.basis)


@pytest.mark.parametrize(("card", "line"), ALL_LINES)
def test_a_sentence_with_statements_names_its_seed(card: str, line: Say) -> None:
    seeds = {i[1] for i in line.basis if i.startswith("S")}
    text = line.text.lower()
    for seed in seeds:
        assert f"seed {seed}" in text or "both sources" in text or line in CARDS[card].summary


@pytest.mark.parametrize(("card", "line"), ALL_LINES)
def test_every_number_is_starred(card: str, line: Say) -> None:
    bare = STARRED.sub("", NAMES.sub("", filled(line.text)))
    assert re.findall(r"\d+", bare) == []


@pytest.mark.parametrize(("card", "line"), ALL_LINES)
def test_every_parameter_named_exists(card: str, line: Say) -> None:
    assert set(re.findall(r"{(\w+)}", line.text)) <= set(BY_NAME)


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda c: c.id)
def test_no_list_of_what_the_sources_say_is_long(card: Recommendation) -> None:
    assert len(card.says) <= 6


def test_every_statement_of_this_part_of_the_inventory_is_carried() -> None:
    carried = {i for card in CARDS.values() for i in card.basis()}
    expected = {"S1.03", "S1.18", "S1.23", "S1.24", "S1.25", "S1.26", "S2.23", "S2.39", "S2.40"}
    assert expected | {f"S2.{n:02}" for n in range(3, 18)} <= carried


class TestProposals:
    def test_ids_are_unique(self) -> None:
        assert len({p.id for p in PROPOSALS}) == len(PROPOSALS) == 29

    @pytest.mark.parametrize("proposal", PROPOSALS, ids=lambda p: p.id)
    def test_no_text_holds_a_number_but_b12_and_hba1c(self, proposal: Proposal) -> None:
        text = f"{proposal.label} {proposal.description} {proposal.text}"
        assert re.findall(r"\d", text.replace("B12", "").replace("HbA1c", "").replace("seed 1 only", "")) == []

    @pytest.mark.parametrize("proposal", PROPOSALS, ids=lambda p: p.id)
    def test_the_code_is_a_shipped_one(self, proposal: Proposal) -> None:
        shipped = {(row.system, row.code) for row in rows() if row.role == "include"}
        assert proposal.coding is None or proposal.coding[:2] in shipped

    @pytest.mark.parametrize("proposal", PROPOSALS, ids=lambda p: p.id)
    def test_drugs_carry_ingredient_codes_only(self, proposal: Proposal) -> None:
        if proposal.order is Order.MEDICATION:
            assert proposal.coding is not None
            assert proposal.coding[1] in {"7617", "68092", "45754009", "11416", "B05BA01"}

    @pytest.mark.parametrize("proposal", [p for p in PROPOSALS if p.one_of], ids=lambda p: p.id)
    def test_alternatives_say_so(self, proposal: Proposal) -> None:
        assert proposal.label.startswith("One of: ")

    def test_the_alternatives_of_the_medical_branch_stand_in_the_order_of_the_sources(self) -> None:
        names = [p.id for p in PROPOSALS if p.one_of == "SSA or interferon"]
        assert names == ["octreotide-short", "octreotide-long", "lanreotide", "interferon"]
