"""States (first match wins), overlays and the cards they bring."""

from dataclasses import dataclass

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import ALWAYS, Assessment, Criterion


@dataclass(frozen=True, slots=True)
class Brings:
    """A card a state brings, and the condition under which it does."""

    recommendation: Recommendation
    when: Criterion = ALWAYS


@dataclass(frozen=True, slots=True)
class State:
    """A row of the state table (pathway 3.2).

    ``asks`` are the questions whose answer would change the branch: every card of the state
    names the ones that are open.
    """

    id: str
    title: str
    when: Criterion
    cards: tuple[Brings, ...] = ()
    asks: tuple[Criterion, ...] = ()
    must_not_say: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """A row of the overlay table (pathway 3.3). An overlay may bring no card of its own."""

    id: str
    title: str
    when: Criterion


def first_match(states: tuple[State, ...], assessment: Assessment) -> State:
    """The patient's one state. Raises LookupError when the table has no closing row."""
    for state in states:
        if assessment.holds(state.when):
            return state
    raise LookupError("the state table has no row for this case")
