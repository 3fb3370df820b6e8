"""The order table (pathway section 4; decisions 18, 21, 26). Read it beside the specification.

Rows of one order are tried from the top: the first whose states and condition hold gives the
cards, and no row that holds means no card. The words about the order come before the card's own.
"""

from hooks.clinical.advice import Wording
from hooks.clinical.orders import OrderRow, OrderTable
from hooks.clinical.sentence import line
from hooks.nme.cards.population import OUTSIDE_THE_SOURCES
from hooks.nme.evidence.population import population
from hooks.nme.orders import kinds as k
from hooks.nme.orders.drugs import DRUG_ROWS
from hooks.nme.orders.procedures import PROCEDURE_ROWS
from hooks.nme.orders.row import ANY, CORE, row
from hooks.nme.orders.ssa import SSA_ROWS
from hooks.nme.orders.ssa_stop import SSA_STOP_ROWS

TABLE: tuple[OrderRow, ...] = (
    *SSA_ROWS,
    *SSA_STOP_ROWS,
    *DRUG_ROWS,
    *PROCEDURE_ROWS,
    # Child or pregnant (decisions 26): CT, SRS and every drug but nutrients, never a stop ----------
    row(
        tuple(kind for kind in k.STARTS if kind.outside_sources),
        ANY,
        OUTSIDE_THE_SOURCES,
        when=population,
        says=Wording(
            summary=(
                line("{order} ordered: neither source covers a child or pregnancy; consider specialist advice first"),
                line("This order: neither source covers a child or pregnancy; consider specialist advice first"),
            ),
        ),
        also=True,
    ),
)

ORDERS = OrderTable(kinds=k.KINDS, rows=TABLE, kinds_of=k.kinds_of, core=CORE)
