"""What every card can say: known statements, allowed words, short sentences, places that exist."""

from collections.abc import Iterator
from string import Formatter

import pytest

from hooks.clinical.advice import Recommendation
from hooks.clinical.sentence import GIVEN, Line
from hooks.nme import PATHWAY
from hooks.nme.cards.data import DUPLICATE_SSA
from hooks.nme.cards.wording import forbidden_in
from hooks.nme.orders.table import TABLE
from hooks.nme.sources.library import LIBRARY

CARDS = [*PATHWAY.recommendations.values(), DUPLICATE_SSA]
JARGON = ("seed 1", "seed 2", "branch", "predicate", "S04")


def lines() -> Iterator[tuple[str, Line]]:
    """Every sentence of every card and of every row of the order table."""
    for card in CARDS:
        yield from ((card.id, line) for line in card.says.lines())
    for row in TABLE:
        name = row.orders[0].id
        yield from ((name, line) for line in (*row.says.lines(), *row.then.lines()))


LINES = list(lines())


def test_every_sentence_rests_on_statements_and_sources_that_exist() -> None:
    unknown = [
        (card, i) for card, line in LINES for i in line.basis if i not in {*LIBRARY.statements, *LIBRARY.sources}
    ]
    assert unknown == []


def test_no_sentence_uses_a_forbidden_word_or_jargon() -> None:
    assert [(card, line.text) for card, line in LINES if forbidden_in(line.text)] == []
    assert [(card, line.text) for card, line in LINES for word in JARGON if word.lower() in line.text.lower()] == []


def test_every_place_of_a_sentence_can_be_filled() -> None:
    places = [(card, place) for card, line in LINES for _, place, _, _ in Formatter().parse(line.text) if place]
    known = {*GIVEN, *PATHWAY.parameters_by_name, *PATHWAY.screen.places}
    assert [(card, place) for card, place in places if place.partition(".")[0] not in known] == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_card_never_says_what_it_must_not(card: Recommendation) -> None:
    own = [line.text.lower() for line in card.says.lines()]
    assert [(words, text) for words in card.never_says for text in own if words.lower() in text] == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_the_last_summary_of_a_card_holds_whatever_the_record_lacks(card: Recommendation) -> None:
    last = card.says.summary[-1]
    places = [place for _, place, _, _ in Formatter().parse(last.text) if place]
    assert 60 <= len(last.text) <= 120
    assert places == []


def test_a_number_from_elsewhere_is_marked_and_no_mark_opens_emphasis() -> None:
    external = [(card, line) for card, line in LINES if line.basis and all(i.startswith("E") for i in line.basis)]
    assert [(card, line.text) for card, line in external if "*" not in line.text and card not in UNMARKED] == []
    assert [
        line.text for _, line in LINES for at, c in enumerate(line.text) if c == "*" and not _may_stand(line.text, at)
    ] == []


UNMARKED = {"K21", "K19", "K13"}
"""K21 stands apart from the texts as a whole, K19 names its label, K13 asks to compare two dates."""


def _may_stand(text: str, at: int) -> bool:
    return at > 0 and (text[at - 1].isalnum())
