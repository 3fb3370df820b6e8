"""What a row of the order table is, and the state groups the rows name (pathway section 4)."""

from dataclasses import dataclass
from typing import Any

from hooks.clinical.advice import Recommendation, Say
from hooks.clinical.criterion import ALWAYS, Criterion
from hooks.nme.cards.follow_up import AFTER_RESECTION, POSSIBLE_RECURRENCE
from hooks.nme.cards.medical import MEDICAL_THERAPY
from hooks.nme.cards.surgery import EXTENT_UNKNOWN, SURGERY_FIRST, SURGICAL_ASSESSMENT
from hooks.nme.cards.work_up import LOCALISE, NO_TUMOUR_FOUND, PSEUDOGLUCAGONOMA, WORK_UP
from hooks.nme.orders import kinds as k

CORE: dict[str, Recommendation] = {
    "S02": WORK_UP,
    "S02G": WORK_UP,
    "S02N": PSEUDOGLUCAGONOMA,
    "S09": PSEUDOGLUCAGONOMA,
    "S03": LOCALISE,
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
"""Every in-scope state (decisions 16). S01 is here for a provisional tumour; an unread problem list has K17 instead."""
LOCALIZED = frozenset({"S04", "S04U", "S04X"})
PALLIATIVE = frozenset({"S05", "S06"})
AFTER_SURGERY = frozenset({"S07", "S08"})
NO_PRIMARY = frozenset(CORE) - LOCALIZED - PALLIATIVE - AFTER_SURGERY


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One row: this order, in these states, when this holds, gives these cards.

    ``core`` adds the state's core card; ``says`` are the sentences about this order on the first
    card, ``then`` those on the others; ``also`` rows add their cards to whatever the order gives;
    ``warning`` raises the indicator of the row's own cards when it holds, ``core_warning`` that of
    the core card; ``deletes`` offers to remove the draft.
    """

    orders: tuple[k.OrderKind, ...]
    states: frozenset[str]
    when: Criterion = ALWAYS
    cards: tuple[Recommendation, ...] = ()
    core: bool = False
    says: tuple[Say, ...] = ()
    then: tuple[Say, ...] = ()
    also: bool = False
    warning: Criterion | None = None
    core_warning: Criterion | None = None
    deletes: bool = False


def row(orders: tuple[k.OrderKind, ...], states: frozenset[str] | str, *cards: Recommendation, **more: Any) -> OrderRow:
    """A row of the table."""
    chosen = frozenset(states.split()) if isinstance(states, str) else states
    return OrderRow(orders=orders, states=chosen, cards=cards, **more)
