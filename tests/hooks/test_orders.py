"""The rows of the order table: each has a sentence of its own, in words its cards allow; which draft may go."""

from dataclasses import replace

import pytest

from hooks.clinical.advice import Advice, Say
from hooks.clinical.case import NO_ID, Draft, Medication
from hooks.clinical.consultation import Consultation
from hooks.clinical.order_cards import order_cards
from hooks.clinical.orders import OrderRow
from hooks.nme import PATHWAY
from hooks.nme.cards.wording import forbidden_in
from hooks.nme.orders.row import CORE
from hooks.nme.orders.table import ORDERS, TABLE
from hooks.nme.sources.library import LIBRARY
from tests.hooks.card_cases import born, diagnosis, draft_service, medication, patient

ROWS = [pytest.param(row, id=f"{row.orders[0].id} {' '.join(sorted(row.states))[:30]}") for row in TABLE]
METASTATIC = (diagnosis("nme"), diagnosis("glucagonoma"), diagnosis("metastasis_liver"))


def draft(concept: str, status: str = "draft", selected: bool = True, **more: object) -> Draft:
    order = replace(medication(concept, status), source=f"MedicationRequest/new-{concept}")
    return Draft(order=replace(order, **more), selected=selected)  # type: ignore[arg-type]


def advice(*drafts: Draft, **facts: object) -> dict[str, Advice]:
    case = patient(**{"diagnoses": METASTATIC, "drafts": drafts, **facts})
    return {a.recommendation.id: a for a in order_cards(Consultation(PATHWAY, case))}


def sentences(row: OrderRow) -> list[Say]:
    return [*row.says, *row.then]


@pytest.mark.parametrize("row", ROWS)
def test_every_card_of_a_row_has_a_sentence_about_the_order(row: OrderRow) -> None:
    cards = {len(ORDERS.cards_of(row, state)) for state in row.states}
    assert row.says
    assert bool(row.then) == (max(cards) > 1)


@pytest.mark.parametrize("row", ROWS)
def test_the_sentences_of_a_row_use_no_word_its_cards_never_say(row: OrderRow) -> None:
    cards = {card.id: card for state in row.states for card in ORDERS.cards_of(row, state)}
    never = {words for card in cards.values() for words in card.never_says}
    text = "\n".join(line.text for line in sentences(row)).lower()
    assert forbidden_in(text) == []
    assert [words for words in never if words.lower() in text] == []


@pytest.mark.parametrize("row", ROWS)
def test_the_sentences_of_a_row_rest_on_known_statements_of_one_kind(row: OrderRow) -> None:
    for line in sentences(row):
        known = [LIBRARY.statements, LIBRARY.sources]
        assert not line.basis or any(all(i in library for i in line.basis) for library in known)


def test_a_row_that_names_no_state_holds_for_a_provisional_tumour_alone_too() -> None:
    cards = [[card.id for card in row.cards] for row in TABLE if "S01" in row.states]
    assert cards == [["K17"], ["K09"], ["K19"], ["K08"], ["K05"], [], ["K02"], ["K03"], ["K20"]]
    assert {row.states for row in TABLE if "S01" in row.states} == {frozenset({*CORE, "S01", "S10"})}


def test_a_card_names_its_orders_in_the_words_of_the_record() -> None:
    (card,) = advice(draft("lanreotide", display="Lanreotide 120 mg")).values()
    assert card.about[0] == "Lanreotide 120 mg"


def test_an_order_without_words_is_named_by_its_kind() -> None:
    (card,) = advice(draft("lanreotide", display="")).values()
    assert card.about[0] == "lanreotide"


def test_an_order_recognised_by_its_words_says_so_beside_its_name() -> None:
    (card,) = advice(draft("lanreotide", display="Lanreotide", by_text=True)).values()
    assert card.about[0] == "Lanreotide (recognised by its words; no code came with it)"


def test_a_sentence_stands_with_the_source_it_comes_from() -> None:
    (card,) = advice(draft("zinc_sulfate")).values()
    assert "Recheck the level after repletion." in [line.text for line in card.elsewhere]
    assert "Recheck the level after repletion." not in [line.text for line in card.says]
    assert card.says[0].basis == ("S1.20", "S2.26")
    (card,) = advice(draft("lanreotide")).values()
    assert card.about[1].startswith("Consider the baseline")


def test_the_orders_of_one_card_are_named_together() -> None:
    (card,) = advice(draft("streptozocin"), draft("fluorouracil"), draft("zinc_sulfate", selected=False)).values()
    assert card.about[:2] == ("streptozocin", "fluorouracil")


def test_no_card_suggests_what_a_draft_or_an_active_order_holds() -> None:
    suggested = {p.id for p in advice(draft("octreotide_lar"))["K07"].proposals}
    assert {"octreotide-short", "lanreotide"} <= suggested
    assert "octreotide-long" not in suggested
    beside = draft("octreotide_lar"), Draft(order=draft_service("hba1c").order, selected=False)
    assert "glucose-hba1c" not in {p.id for p in advice(*beside)["K11"].proposals}


def test_octreotide_by_a_bare_code_is_not_called_short_acting() -> None:
    (card,) = advice(draft("octreotide", display="")).values()
    assert card.about[0] == "short-acting octreotide or octreotide of unknown form"


def test_only_the_long_acting_order_is_named_as_the_second_long_acting_ssa() -> None:
    found = advice(draft("lanreotide"), draft("octreotide_sc_iv"), medications=(medication("octreotide_lar"),))
    assert found["K17"].about[0] == "lanreotide"
    assert "octreotide_sc_iv" in found["K11"].about
    assert "octreotide_sc_iv" not in found["K17"].about


def test_supportive_care_children_and_data_end_the_screen_whatever_comes_first_among_the_drafts() -> None:
    drafts = (draft("zinc_sulfate"), draft("lanreotide"), draft("streptozocin"))
    found = advice(*drafts, person=born(9), medications=(medication("octreotide_lar"),))
    assert list(found) == ["K11", "K09", "K10", "K20", "K17"]


def test_fluorouracil_for_the_skin_is_no_chemotherapy() -> None:
    assert set(advice(draft("fluorouracil"))) == {"K09"}
    assert advice(replace(draft("fluorouracil"), topical=True)) == {}


STOP = draft("octreotide_lar", "stopped")


def removed(*drafts: Draft, medications: tuple[Medication, ...] = (medication("octreotide_lar"),)) -> tuple[str, ...]:
    return advice(*drafts, medications=medications)["K13"].deletes


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
