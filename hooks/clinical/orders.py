"""The order table: which orders are recognised, and what is said about each in each state (pathway section 4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hooks.clinical.advice import NOTHING, Recommendation, Wording
from hooks.clinical.case import Draft
from hooks.clinical.criterion import ALWAYS, Assessment, Criterion


@dataclass(frozen=True, slots=True)
class OrderKind:
    """One kind of order: what it is called and the value sets that make it.

    ``outside_sources`` marks orders the source texts do not cover for a child or in pregnancy (decisions 26).
    """

    id: str
    words: str
    concepts: frozenset[str]
    outside_sources: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One row: this order, in these states, when this holds, gives these cards.

    ``core`` adds the state's core card; ``says`` are the words about this order on the first card,
    before the card's own, ``then`` those on the others; ``also`` rows add their cards to whatever the order gives;
    ``warning`` raises the indicator of the row's own cards when it holds, ``core_warning`` that of
    the core card; ``deletes`` offers to remove the draft when it holds.
    """

    orders: tuple[OrderKind, ...]
    states: frozenset[str]
    when: Criterion = ALWAYS
    cards: tuple[Recommendation, ...] = ()
    core: bool = False
    says: Wording = NOTHING
    then: Wording = NOTHING
    also: bool = False
    warning: Criterion | None = None
    core_warning: Criterion | None = None
    deletes: Criterion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTable:
    """Every row in its order, and what the rows speak of.

    ``core`` names the core card of a state, ``kinds_of`` the kinds a draft belongs to: none for an order the
    pathway does not know.
    """

    kinds: tuple[OrderKind, ...]
    rows: tuple[OrderRow, ...]
    kinds_of: Callable[[Assessment, Draft], list[OrderKind]]
    core: Mapping[str, Recommendation]

    def rows_for(self, kind: OrderKind, state: str, assessment: Assessment) -> list[OrderRow]:
        """The rows that speak about this order: the first that holds, and every ``also`` row that holds."""
        candidates = [r for r in self.rows if kind in r.orders and state in r.states]
        holding = [r for r in candidates if assessment.holds(r.when)]
        return [*[r for r in holding if not r.also][:1], *(r for r in holding if r.also)]

    def cards_of(self, row: OrderRow, state: str) -> list[Recommendation]:
        """The row's cards, its state's core card among them where the row says so."""
        core = self.core.get(state) if row.core else None
        return [*row.cards, *([core] if core and core not in row.cards else [])]
