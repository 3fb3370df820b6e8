"""The rows of the order table for stopping a somatostatin analogue (SSA)."""

from hooks.clinical.advice import Wording
from hooks.clinical.logic import not_, not_yes
from hooks.clinical.orders import OrderRow
from hooks.clinical.sentence import line
from hooks.nme.cards.after_resection import AFTER_RESECTION
from hooks.nme.cards.on_ssa import SSA_STOPPING
from hooks.nme.evidence.medication import ssa
from hooks.nme.orders import kinds as k
from hooks.nme.orders.conditions import stop_is_unexplained, switched, treatment_continues
from hooks.nme.orders.row import LOCALIZED, PALLIATIVE, row

SSA_STOP_ROWS: tuple[OrderRow, ...] = (
    row(
        (k.SSA_STOP,),
        LOCALIZED | PALLIATIVE | {"S08"},
        SSA_STOPPING,
        when=not_(treatment_continues),
        deletes=stop_is_unexplained,
    ),
    row(
        (k.SSA_STOP,),
        "S07",
        AFTER_RESECTION,
        when=not_(switched),
        says=Wording(
            summary=(
                line("SSA stopped after resection ({resection.day}): neither source speaks of it; follow the skin"),
            ),
            careful=(
                line("No source statement on stopping an SSA after complete resection."),
                line("StatPearls' indefinite SSA concerns palliation.", "S1.14", when=not_yes(ssa)),
            ),
        ),
    ),
)
