"""When each card appears: by its states, by what is added to a state, and by orders."""

from hooks.clinical.advice import Recommendation
from hooks.clinical.pathway import Overlay
from hooks.nme.added_cards import ADDED, DECIDED, Added
from hooks.nme.cards.data import DATA_LIMITS
from hooks.nme.orders.table import ANY, CORE, TABLE, OrderRow
from hooks.nme.quality import any_issue
from hooks.nme.states import STATES
from service.review.edition import Edition, only_if

K17_CARD = Added(DATA_LIMITS, ("DATA_QUALITY",), DECIDED, any_issue)
ALL_ADDED = (*ADDED, K17_CARD)
"""K17 is added by its issues, first or last on the screen (decisions 14)."""


def appearances(card: Recommendation, edition: Edition) -> list[str]:
    """Where the card appears, one line each; empty when it never does by itself."""
    return [*_on_opening_the_chart(card, edition), *_on_orders(card, edition)]


def _on_opening_the_chart(card: Recommendation, edition: Edition) -> list[str]:
    by_state = [
        only_if(edition, f"{state.id} {edition.text(state.title)}", brings.when)
        for state in STATES
        for brings in state.cards
        if brings.recommendation is card
    ]
    added = [f"in {a.where()}, if {edition.when(a.when)}" for a in ALL_ADDED if a.card is card]
    return by_state + added


def _on_orders(card: Recommendation, edition: Edition) -> list[str]:
    core = ", ".join(state for state, of_state in CORE.items() if of_state is card)
    by_row = [_on_order(row, edition) for row in TABLE if card in row.cards]
    return by_row + ([f"on an order that gives the core card of the state, in {core}"] if core else [])


def _on_order(row: OrderRow, edition: Edition) -> str:
    orders = ", ".join(kind.words for kind in row.orders)
    return only_if(edition, f"on ordering {orders}, in {states_in_words(row.states)}", row.when)


def states_in_words(states: frozenset[str]) -> str:
    """The states of an order row."""
    return "any state in scope" if states == ANY else ", ".join(sorted(states))


def cards_of_overlay(overlay: Overlay) -> list[str]:
    """The cards an overlay brings, with the state when it is a single one's alone."""
    added = [a.card.id for a in ALL_ADDED if overlay.id in a.overlays]
    by_state = [
        f"{brings.recommendation.id} in {state.id}"
        for state in STATES
        for brings in state.cards
        if brings.when.sentence == overlay.when.sentence and brings.recommendation.id not in added
    ]
    return added + by_state
