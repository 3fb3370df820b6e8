"""Every recommendation by its id: what the review page, the explanation pages and the tests walk through."""

from hooks.clinical.advice import Recommendation
from hooks.nme.cards import (
    after_resection,
    beyond,
    companions,
    data,
    extent,
    glucagon,
    localise,
    medical,
    on_ssa,
    oncology,
    population,
    pseudoglucagonoma,
    supportive,
    surgery,
    work_up,
)

FAMILIES = (
    work_up,
    glucagon,
    localise,
    surgery,
    extent,
    medical,
    oncology,
    supportive,
    on_ssa,
    after_resection,
    pseudoglucagonoma,
    data,
    population,
    companions,
    beyond,
)


def _all() -> dict[str, Recommendation]:
    found = [value for family in FAMILIES for value in vars(family).values() if isinstance(value, Recommendation)]
    ordered = sorted(dict.fromkeys(found), key=lambda card: card.id)
    return {card.id: card for card in ordered if card is not data.DUPLICATE_SSA}


RECOMMENDATIONS = _all()
