"""The order table (pathway section 4; decisions 18, 21, 26). Read it beside the specification.

Rows of one order are tried from the top: the first whose states and condition hold gives the
cards, and no row that holds means no card. A sentence about the order stands with the source its
basis names, or under the name of the order when it speaks of the record or of what no source says.
"""

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.criterion import Assessment, any_of, yes
from hooks.nme.cards.population import OUTSIDE_THE_SOURCES
from hooks.nme.evidence.background import minor, pregnant
from hooks.nme.orders import kinds as k
from hooks.nme.orders.drugs import DRUG_ROWS
from hooks.nme.orders.procedures import PROCEDURE_ROWS
from hooks.nme.orders.row import ANY, CORE, OrderRow, row

__all__ = ["ANY", "CORE", "TABLE", "OrderRow", "cards_of", "rows_for"]

TABLE: tuple[OrderRow, ...] = (
    *DRUG_ROWS,
    *PROCEDURE_ROWS,
    # Child or pregnant (decisions 26): CT, SRS and every drug but nutrients, never a stop ----------
    row(
        tuple(kind for kind in k.STARTS if kind.outside_sources),
        ANY,
        OUTSIDE_THE_SOURCES,
        when=any_of(yes(minor), yes(pregnant)),
        says=(say("Neither source covers this order for a child or in pregnancy."),),
        also=True,
    ),
)


def rows_for(kind: k.OrderKind, state: str, assessment: Assessment) -> list[OrderRow]:
    """The rows that speak about this order: the first that holds, and every ``also`` row that holds."""
    candidates = [r for r in TABLE if kind in r.orders and state in r.states]
    holding = [r for r in candidates if assessment.holds(r.when)]
    return [*[r for r in holding if not r.also][:1], *(r for r in holding if r.also)]


def cards_of(found: OrderRow, state: str) -> list[Recommendation]:
    """The row's cards, its state's core card among them where the row says so."""
    core = CORE.get(state) if found.core else None
    return [*found.cards, *([core] if core and core not in found.cards else [])]
