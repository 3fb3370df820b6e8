"""The cards that overlays add to a state, in screen order (pathway 3.3; decisions 14)."""

from hooks.clinical.logic import all_of, not_yes, yes
from hooks.clinical.pathway import Added
from hooks.nme.cards.on_ssa import ON_SSA, RECURRENCE_ON_SSA, SSA_STOPPING
from hooks.nme.cards.population import EXOGENOUS_GLUCAGON, OUTSIDE_THE_SOURCES
from hooks.nme.cards.supportive import SUPPORTIVE, nutrition_in_question
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.medication import ssa_stopped
from hooks.nme.evidence.population import population
from hooks.nme.evidence.skin import recur
from hooks.nme.overlays import STOPPED_STATES, UNDECIDED_STATES, on_ssa, recurrence_on_ssa
from hooks.nme.states import STATES

ALL_STATES = frozenset(state.id for state in STATES)
DECIDED = ALL_STATES - UNDECIDED_STATES


ADDED = (
    Added(RECURRENCE_ON_SSA, ("RECUR_ON_SSA",), DECIDED, recurrence_on_ssa),
    Added(ON_SSA, ("ON_SSA",), DECIDED, all_of(on_ssa, not_yes(recur))),
    Added(SSA_STOPPING, ("SSA_STOPPED",), STOPPED_STATES, ssa_stopped),
    Added(EXOGENOUS_GLUCAGON, ("EXOG_GLUCAGON",), DECIDED, yes(exogenous)),
    Added(SUPPORTIVE, ("ZINC_LOW", "AA_LOW", "EFA_LOW"), DECIDED - {"S10"}, nutrition_in_question),
    Added(OUTSIDE_THE_SOURCES, ("POPULATION",), DECIDED, population),
)
