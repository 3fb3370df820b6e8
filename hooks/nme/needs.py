"""What data the pathway looks at, gathered from the criteria themselves."""

from collections.abc import Iterator

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import Criterion, Need
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from hooks.nme.overlays import OVERLAYS
from hooks.nme.pathway import PREDICATES
from hooks.nme.states import STATES


def _of_card(card: Recommendation) -> Iterator[Criterion]:
    yield from card.shows
    yield from (line.when for line in (*card.summary, *card.says, *card.elsewhere))
    yield from (proposal.when for proposal in card.proposals)


def _criteria() -> Iterator[Criterion]:
    yield from PREDICATES
    yield from (overlay.when for overlay in OVERLAYS)
    for state in STATES:
        yield state.when
        yield from (brings.when for brings in state.cards)
    for card in RECOMMENDATIONS.values():
        yield from _of_card(card)


def needs() -> frozenset[Need]:
    """Every need of every criterion of the pathway."""
    return frozenset().union(*(criterion.all_needs() for criterion in _criteria()))
