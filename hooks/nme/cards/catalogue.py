"""Every recommendation by its id: what the review page, the explanation pages and the tests walk through."""

from hooks.clinical.advice import Recommendation
from hooks.nme.cards import (
    beyond,
    companions,
    data,
    follow_up,
    medical,
    population,
    supportive,
    surgery,
    work_up,
)

FAMILIES = (work_up, surgery, medical, supportive, follow_up, data, population, companions, beyond)


def _all() -> dict[str, Recommendation]:
    found = [value for family in FAMILIES for value in vars(family).values() if isinstance(value, Recommendation)]
    ordered = sorted(dict.fromkeys(found), key=lambda card: card.id)
    return {card.id: card for card in ordered if card is not data.DUPLICATE_SSA}


RECOMMENDATIONS = _all()
