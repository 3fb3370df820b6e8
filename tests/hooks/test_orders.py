"""The rows of the order table: each has a sentence of its own, in words its cards allow; which draft may go."""

from dataclasses import replace

import pytest

from hooks.clinical.advice import Advice, Order
from hooks.clinical.case import NO_ID, Draft, Medication
from hooks.clinical.orders import OrderRow
from hooks.clinical.sentence import Quoted, plain
from hooks.nme.orders.row import CORE
from hooks.nme.orders.table import ORDERS, TABLE
from tests.hooks.card_cases import (
    advice_of,
    answer_of,
    born,
    diagnosis,
    draft_service,
    medication,
    patient,
    proposed,
    words,
)

ROWS = [pytest.param(row, id=f"{row.orders[0].id} {' '.join(sorted(row.states))[:30]}") for row in TABLE]
METASTATIC = (diagnosis("nme"), diagnosis("glucagonoma"), diagnosis("metastasis_liver"))


def draft(concept: str, status: str = "draft", selected: bool = True, **more: object) -> Draft:
    order = replace(medication(concept, status), source=f"MedicationRequest/new-{concept}")
    return Draft(order=replace(order, **more), selected=selected)  # type: ignore[arg-type]


def advice(*drafts: Draft, **facts: object) -> dict[str, Advice]:
    """The cards about the drafts, by the id of their recommendation."""
    case = patient(**{"diagnoses": METASTATIC, "drafts": drafts, **facts})
    return advice_of(case, "order-select")


def applies(*drafts: Draft, **facts: object) -> tuple[str, ...]:
    """What applies to the drafts, in screen order."""
    case = patient(**{"diagnoses": METASTATIC, "drafts": drafts, **facts})
    return answer_of(case, "order-select").applies


@pytest.mark.parametrize("row", ROWS)
def test_every_row_names_its_order_in_the_summary_or_says_why_it_need_not(row: OrderRow) -> None:
    cards = {card.id for state in row.states for card in ORDERS.cards_of(row, state)}
    assert row.says.summary or cards <= {"K13", "K17", "K22"}  # their own summaries begin with the order
    assert row.when is not None


@pytest.mark.parametrize("row", ROWS)
def test_the_sentences_of_a_row_use_no_word_its_cards_never_say(row: OrderRow) -> None:
    cards = {card.id: card for state in row.states for card in ORDERS.cards_of(row, state)}
    never = {words for card in cards.values() for words in card.never_says}
    text = "\n".join(line.text for line in (*row.says.lines(), *row.then.lines())).lower()
    assert [words for words in never if words.lower() in text] == []


def test_a_row_that_names_no_state_holds_for_a_provisional_tumour_alone_too() -> None:
    cards = [[card.id for card in row.cards] for row in TABLE if "S01" in row.states]
    assert cards == [["K17"], ["K09"], ["K19"], ["K08"], ["K05"], [], ["K02"], ["K03"], ["K20"]]
    assert {row.states for row in TABLE if "S01" in row.states} == {frozenset({*CORE, "S01", "S10"})}


def test_a_card_names_its_orders_in_the_words_of_the_record() -> None:
    (card,) = advice(draft("lanreotide", display="Lanreotide 120 mg")).values()
    assert Quoted("Lanreotide 120 mg") in card.summary


def test_an_order_without_words_is_named_by_its_kind() -> None:
    (card,) = advice(draft("lanreotide", display="")).values()
    assert plain(card.summary).startswith("lanreotide ordered")


def test_an_order_recognised_by_its_words_says_so() -> None:
    (card,) = advice(draft("lanreotide", display="Lanreotide", by_text=True)).values()
    assert "recognised by its words; no code came with it" in words(card)


def test_the_orders_of_one_card_are_named_together() -> None:
    (card,) = advice(draft("streptozocin"), draft("fluorouracil"), draft("zinc_sulfate", selected=False)).values()
    assert "streptozocin, fluorouracil ordered" in plain(card.summary)


def test_no_card_suggests_what_a_draft_or_an_active_order_holds() -> None:
    suggested = set(proposed(advice(draft("octreotide_lar"))["K07"]))
    assert {"octreotide-short"} <= suggested
    assert "octreotide-long" not in suggested


def test_a_card_about_a_procedure_drafts_no_drug() -> None:
    operation = replace(draft_service("distal_pancreatectomy"), selected=True)
    assert {p.order for p in advice(operation)["K07"].proposals} <= {Order.SERVICE}
    assert Order.MEDICATION in {p.order for p in advice(draft("interferon_alfa"))["K07"].proposals}


def test_only_the_long_acting_order_is_named_as_the_second_long_acting_ssa() -> None:
    found = advice(draft("lanreotide"), draft("octreotide_sc_iv"), medications=(medication("octreotide_lar"),))
    assert plain(found["K17"].summary).startswith("lanreotide: a second long-acting SSA")


def test_children_come_first_then_warnings_then_information_and_support_last() -> None:
    drafts = (draft("zinc_sulfate"), draft("lanreotide"), draft("streptozocin"))
    found = applies(*drafts, person=born(9), medications=(medication("octreotide_lar"),))
    assert found == ("K20", "K17", "K09", "K11", "K10")


def test_fluorouracil_for_the_skin_is_no_chemotherapy() -> None:
    assert set(advice(draft("fluorouracil"))) == {"K09"}
    assert advice(replace(draft("fluorouracil"), topical=True)) == {}


STOP = draft("octreotide_lar", "stopped")


def removed(*drafts: Draft, medications: tuple[Medication, ...] = (medication("octreotide_lar"),)) -> tuple[str, ...]:
    return tuple(source for source, _ in advice(*drafts, medications=medications)["K13"].deletes)


def test_a_stop_may_be_removed_where_its_id_names_it_alone() -> None:
    assert removed(STOP) == ("MedicationRequest/new-octreotide_lar",)


def test_a_stop_that_carries_the_id_of_the_stored_order_is_not_offered_for_removal() -> None:
    stored = medication("octreotide_lar")
    assert removed(replace(STOP, order=replace(STOP.order, source=stored.source))) == ()


def test_a_stop_that_shares_its_id_with_another_draft_is_not_offered_for_removal() -> None:
    other = draft("streptozocin", source=STOP.order.source)
    assert removed(STOP, other) == ()


def test_a_stop_without_an_id_is_not_offered_for_removal() -> None:
    assert removed(replace(STOP, order=replace(STOP.order, source=f"MedicationRequest/{NO_ID}"))) == ()
