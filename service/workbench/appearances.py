"""When each card appears: by its states, by what is added to a state, and by orders.

The additions restate hooks.nme.pathway in a form that can be printed; a test holds the two together.
"""

from dataclasses import dataclass

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import Criterion, all_of, any_of, not_yes, yes
from hooks.clinical.pathway import Overlay
from hooks.nme.orders import ANY, CORE, TABLE, OrderRow
from hooks.nme.overlays import (
    STOPPED_STATES,
    UNDECIDED_STATES,
    nutrition_in_question,
    on_ssa,
    recurrence_on_ssa,
    ssa_stopped,
)
from hooks.nme.predicates.background import population
from hooks.nme.predicates.medication import exogenous
from hooks.nme.predicates.skin import nme_active_or_provisional, recur
from hooks.nme.quality import any_issue
from hooks.nme.recommendations.data import DATA_LIMITS
from hooks.nme.recommendations.follow_up import ON_SSA, RECURRENCE_ON_SSA, SSA_STOPPING
from hooks.nme.recommendations.population import EXOGENOUS_GLUCAGON, OUTSIDE_THE_SOURCES
from hooks.nme.recommendations.supportive import SUPPORTIVE
from hooks.nme.states import STATES
from service.workbench.edition import Edition, only_if

ALL_STATES = frozenset(state.id for state in STATES)
DECIDED = ALL_STATES - UNDECIDED_STATES


@dataclass(frozen=True, slots=True)
class Added:
    """A card that is added to states, the overlays it goes with, and when."""

    card: Recommendation
    overlays: tuple[str, ...]
    states: frozenset[str]
    when: Criterion

    def where(self) -> str:
        """The states in words."""
        left_out = ALL_STATES - self.states
        if len(left_out) < len(self.states):
            return f"every state but {', '.join(sorted(left_out))}"
        return ", ".join(sorted(self.states))


ADDED = (
    Added(RECURRENCE_ON_SSA, ("RECUR_ON_SSA",), DECIDED, recurrence_on_ssa),
    Added(ON_SSA, ("ON_SSA",), DECIDED, all_of(on_ssa, not_yes(recur))),
    Added(SSA_STOPPING, ("SSA_STOPPED",), STOPPED_STATES, ssa_stopped),
    Added(EXOGENOUS_GLUCAGON, ("EXOG_GLUCAGON",), DECIDED, yes(exogenous)),
    Added(
        SUPPORTIVE,
        ("DIABETES", "ZINC_LOW", "AA_LOW", "EFA_LOW"),
        DECIDED - {"S10"},
        any_of(*nutrition_in_question(nme_active_or_provisional)),
    ),
    Added(OUTSIDE_THE_SOURCES, ("POPULATION",), DECIDED, population),
    Added(DATA_LIMITS, ("DATA_QUALITY",), DECIDED, any_issue),
)


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
    added = [f"in {a.where()}, if {edition.when(a.when)}" for a in ADDED if a.card is card]
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
    """The cards an overlay brings, with the state when it is a single one's."""
    added = [a.card.id for a in ADDED if overlay.id in a.overlays]
    by_state = [
        f"{brings.recommendation.id} in {state.id}"
        for state in STATES
        for brings in state.cards
        if brings.when.sentence == overlay.when.sentence
    ]
    return added + by_state
