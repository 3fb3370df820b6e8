"""When each card appears on opening the chart: by its states, and by what is added to any state.

The additions restate hooks.nme.pathway in a form that can be printed; a test holds the two together.
"""

from dataclasses import dataclass

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import Criterion, all_of, any_of, not_yes, yes
from hooks.clinical.pathway import Overlay
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
    """Where the card appears on opening the chart, one line each; empty when it never does by itself."""
    by_state = [
        only_if(edition, f"{state.id} {edition.text(state.title)}", brings.when)
        for state in STATES
        for brings in state.cards
        if brings.recommendation is card
    ]
    added = [f"in {a.where()}, if {edition.when(a.when)}" for a in ADDED if a.card is card]
    return by_state + added


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
