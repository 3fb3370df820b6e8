"""The order table (pathway section 4; decisions 18, 21, 26). Read it beside the specification.

Rows of one order are tried from the top: the first whose states and condition hold gives the
cards, and no row that holds means no card. A sentence about the order stands with the source its
basis names, or under the name of the order when it speaks of the record or of what no source says.
"""

from hooks.clinical.advice import say
from hooks.clinical.orders import OrderRow, OrderTable
from hooks.nme.cards.population import OUTSIDE_THE_SOURCES
from hooks.nme.evidence.background import population
from hooks.nme.orders import kinds as k
from hooks.nme.orders.drugs import DRUG_ROWS
from hooks.nme.orders.procedures import PROCEDURE_ROWS
from hooks.nme.orders.row import ANY, CORE, row

TABLE: tuple[OrderRow, ...] = (
    *DRUG_ROWS,
    *PROCEDURE_ROWS,
    # Child or pregnant (decisions 26): CT, SRS and every drug but nutrients, never a stop ----------
    row(
        tuple(kind for kind in k.STARTS if kind.outside_sources),
        ANY,
        OUTSIDE_THE_SOURCES,
        when=population,
        says=(say("Neither source covers this order for a child or in pregnancy."),),
        also=True,
    ),
)

ORDERS = OrderTable(kinds=k.KINDS, rows=TABLE, kinds_of=k.kinds_of, core=CORE, last=("K10", "K20", "K17"))
