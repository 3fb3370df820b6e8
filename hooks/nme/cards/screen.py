"""Which recommendations share one card, and what gives way when a response is over its budget (cards-2, "The form")."""

from hooks.clinical.logic import not_, yes
from hooks.clinical.screen import Carry, GivesWay, OnlyDrafts, Screen
from hooks.nme.cards.places import PLACES
from hooks.nme.evidence.background import progression
from hooks.nme.evidence.candidacy import by_proxy
from hooks.nme.evidence.nutrition import nutrient_low
from hooks.nme.evidence.population import population


def _states(text: str) -> frozenset[str]:
    return frozenset(text.split())


CARRIES = (
    Carry("K02", "K03", _states("S03")),
    Carry("K02", "K10", _states("S03")),
    Carry("K02", "K01", _states("S02G S02N")),
    Carry("K02", "K18", _states("S03N")),
    Carry("K03", "K02", _states("S03P")),
    Carry("K15", "K03", _states("S08")),
    Carry("K06", "K07", _states("S05"), by_proxy),
    Carry("K07", "K11"),
)
"""The leading card speaks for both. K07 with K11 happens on the order of a long-acting SSA only."""

GIVES_WAY = (
    GivesWay("K10", unless=nutrient_low),
    GivesWay("K08", unless=yes(progression)),
    GivesWay("K01", unless=not_(population)),
)

SCREEN = Screen(
    places=PLACES,
    first=("K20", "K19"),
    support="K10",
    data="K17",
    carries=CARRIES,
    gives_way=GIVES_WAY,
    keeps=frozenset({"K12", "K13", "K15", "K19", "K20"}),
    only_drafts=(
        OnlyDrafts(
            population,
            frozenset({"specialist-consult"}),
            preface="For the consult: ",
            spares=frozenset({"K12", "K13", "K17", "K19", "K20"}),
        ),
    ),
)
"""For a child or in pregnancy the specialist consult is the only draft of the response (pathway-2 4.1), and what other
cards put next is for it (decisions 64)."""
