"""The core card of each state, and the state groups the rows of the order table name (pathway section 4)."""

from typing import Any

from hooks.clinical.advice import Recommendation
from hooks.clinical.orders import OrderKind, OrderRow
from hooks.nme.cards.after_resection import AFTER_RESECTION, POSSIBLE_RECURRENCE
from hooks.nme.cards.extent import EXTENT_UNKNOWN
from hooks.nme.cards.localise import LOCALISE, NO_TUMOUR_FOUND
from hooks.nme.cards.medical import MEDICAL_THERAPY
from hooks.nme.cards.pseudoglucagonoma import PSEUDOGLUCAGONOMA
from hooks.nme.cards.surgery import SURGERY_FIRST, SURGICAL_ASSESSMENT
from hooks.nme.cards.work_up import WORK_UP

CORE: dict[str, Recommendation] = {
    "S02": WORK_UP,
    "S02G": WORK_UP,
    "S02N": PSEUDOGLUCAGONOMA,
    "S09": PSEUDOGLUCAGONOMA,
    "S03": LOCALISE,
    "S03P": LOCALISE,
    "S03N": NO_TUMOUR_FOUND,
    "S04": SURGERY_FIRST,
    "S04U": SURGICAL_ASSESSMENT,
    "S04X": EXTENT_UNKNOWN,
    "S05": MEDICAL_THERAPY,
    "S06": MEDICAL_THERAPY,
    "S07": AFTER_RESECTION,
    "S08": POSSIBLE_RECURRENCE,
}
"""The core card of a state; S00, S01 and S10 have none."""

ANY = frozenset({*CORE, "S10", "S01"})
"""Every in-scope state (decisions 16). In S01 no row is asked: an unread problem list has K17 instead."""
LOCALIZED = frozenset({"S04", "S04U", "S04X"})
PALLIATIVE = frozenset({"S05", "S06"})
AFTER_SURGERY = frozenset({"S07", "S08"})
NO_PRIMARY = frozenset(CORE) - LOCALIZED - PALLIATIVE - AFTER_SURGERY


def row(orders: tuple[OrderKind, ...], states: frozenset[str] | str, *cards: Recommendation, **more: Any) -> OrderRow:
    """A row of the table."""
    chosen = frozenset(states.split()) if isinstance(states, str) else states
    return OrderRow(orders=orders, states=chosen, cards=cards, **more)
