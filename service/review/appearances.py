"""When each card appears: by its states, by what is added to a state, and by orders."""

from hooks.clinical.advice import Recommendation
from hooks.clinical.orders import OrderRow
from hooks.clinical.pathway import Added, Overlay, Pathway
from service.review.edition import Edition, only_if


def all_added(pathway: Pathway) -> tuple[Added, ...]:
    """The added cards; that of the limits is added by its issues, first or last on the screen (decisions 14)."""
    limits = pathway.limits
    overlays = tuple(overlay.id for overlay in pathway.overlays if overlay.when is limits.any)
    return (*pathway.added, Added(limits.card, overlays, pathway.in_scope - pathway.undecided, limits.any))


def where(added: Added, pathway: Pathway) -> str:
    """The states of an added card in words."""
    left_out = (pathway.in_scope | {pathway.out_of_scope}) - added.states
    if len(left_out) < len(added.states):
        return f"every state but {', '.join(sorted(left_out))}"
    return ", ".join(sorted(added.states))


def appearances(card: Recommendation, edition: Edition) -> list[str]:
    """Where the card appears, one line each; empty when it never does by itself."""
    return [*_on_opening_the_chart(card, edition), *_on_orders(card, edition)]


def _on_opening_the_chart(card: Recommendation, edition: Edition) -> list[str]:
    by_state = [
        only_if(edition, f"{state.id} {edition.text(state.title)}", brings.when)
        for state in edition.pathway.states
        for brings in state.cards
        if brings.recommendation is card
    ]
    added = [
        f"in {where(a, edition.pathway)}, if {edition.when(a.when)}"
        for a in all_added(edition.pathway)
        if a.card is card
    ]
    return by_state + added


def _on_orders(card: Recommendation, edition: Edition) -> list[str]:
    core = ", ".join(state for state, of_state in edition.pathway.orders.core.items() if of_state is card)
    by_row = [_on_order(row, edition) for row in edition.pathway.orders.rows if card in row.cards]
    return by_row + ([f"on an order that gives the core card of the state, in {core}"] if core else [])


def _on_order(row: OrderRow, edition: Edition) -> str:
    orders = ", ".join(kind.words for kind in row.orders)
    return only_if(edition, f"on ordering {orders}, in {states_in_words(row.states, edition.pathway)}", row.when)


def states_in_words(states: frozenset[str], pathway: Pathway) -> str:
    """The states of an order row."""
    return "any state in scope" if states == pathway.in_scope else ", ".join(sorted(states))


def cards_of_overlay(overlay: Overlay, pathway: Pathway) -> list[str]:
    """The cards an overlay brings, with the state when it is a single one's alone."""
    added = [a.card.id for a in all_added(pathway) if overlay.id in a.overlays]
    by_state = [
        f"{brings.recommendation.id} in {state.id}"
        for state in pathway.states
        for brings in state.cards
        if brings.when == overlay.when and brings.recommendation.id not in added
    ]
    return added + by_state
