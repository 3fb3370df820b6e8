"""From the selected drafts to cards: each names its order and says one sentence about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from hooks.clinical.advice import Advice, Answer, Indicator, Recommendation, Say, say
from hooks.clinical.advise import advise
from hooks.clinical.case import NO_ID, Case, Draft
from hooks.clinical.criterion import Assessment
from hooks.nme.cards.data import DATA_LIMITS
from hooks.nme.orders.kinds import OrderKind, kinds_of
from hooks.nme.orders.table import OrderRow, cards_of, rows_for
from hooks.nme.pathway import Consultation
from hooks.nme.quality import conditions_unread

LAST = ("K10", "K20", "K17")
"""The end of the screen (decisions 14)."""
BY_TEXT = "recognised by its words; no code came with it"
NOT_COMPARED = say("This order was not compared with the two sources.")


@dataclass
class _Collected:
    """One card with every order it speaks about."""

    card: Recommendation
    orders: dict[str, None] = field(default_factory=dict)
    says: dict[Say, None] = field(default_factory=dict)
    warning: bool = False
    deletes: dict[str, None] = field(default_factory=dict)


class OrderAdvice:
    """The cards about the selected drafts of one case."""

    def __init__(self, case: Case, overrides: Mapping[str, Decimal]) -> None:
        self.consultation = Consultation(case, overrides)
        self.assessment: Assessment = self.consultation.assessment
        self._cards: dict[str, _Collected] = {}

    def answer(self) -> Answer:
        """Only the selected drafts are judged; the other drafts are context."""
        for draft in self.assessment.case.drafts:
            if draft.selected:
                self._judge(draft)
        found = sorted(self._cards.values(), key=_place)
        return self.consultation.answer(tuple(self._advice(c) for c in found))

    def _judge(self, draft: Draft) -> None:
        kinds = kinds_of(self.assessment, draft)
        if self.consultation.state.id == "S01" and self.assessment.holds(conditions_unread):
            if kinds:  # K17 for any order of the table (decisions 26)
                self._collect(DATA_LIMITS, draft, kinds[0], (NOT_COMPARED,))
            return
        for kind in kinds:
            for row in rows_for(kind, self.consultation.state.id, self.assessment):
                self._apply(row, draft, kind)

    def _apply(self, row: OrderRow, draft: Draft, kind: OrderKind) -> None:
        for position, card in enumerate(cards_of(row, self.consultation.state.id)):
            collected = self._collect(card, draft, kind, row.then if position else row.says)
            rule = row.warning if card in row.cards else row.core_warning
            collected.warning |= rule is not None and self.assessment.holds(rule)
            if row.deletes and is_removable(draft, self.assessment.case):
                collected.deletes[draft.order.source] = None

    def _collect(self, card: Recommendation, draft: Draft, kind: OrderKind, says: tuple[Say, ...]) -> _Collected:
        collected = self._cards.setdefault(card.id, _Collected(card))
        name = draft.order.display or kind.words
        collected.orders[f"{name} ({BY_TEXT})" if draft.order.by_text else name] = None
        collected.says.update(dict.fromkeys(says))
        return collected

    def _advice(self, collected: _Collected) -> Advice:
        said = [s for s in collected.says if self.assessment.holds(s.when)]
        advice = advise(
            collected.card,
            self.assessment,
            self.consultation.wording,
            asks=self.consultation.state.asks,
            indicator=self._indicator(collected),
            first=tuple(s for s in said if _source(s) == "seed"),
        )
        return replace(
            advice,
            about=(*collected.orders, *(s.text for s in said if _source(s) == "none")),
            elsewhere=(*(s for s in said if _source(s) == "elsewhere"), *advice.elsewhere),
            deletes=tuple(collected.deletes),
        )

    def _indicator(self, collected: _Collected) -> Indicator | None:
        return Indicator.WARNING if collected.warning else None


def _place(collected: _Collected) -> int:
    """Cards of the state and its overlays first, in the order of the drafts."""
    return LAST.index(collected.card.id) + 1 if collected.card.id in LAST else 0


def _source(line: Say) -> Literal["seed", "elsewhere", "none"]:
    """Where a sentence about an order comes from, by its basis: E for the external sources."""
    if not line.basis:
        return "none"
    return "elsewhere" if line.basis[0].startswith("E") else "seed"


def is_removable(draft: Draft, case: Case) -> bool:
    """May a card offer to delete the draft? Only where the id names this draft and nothing else.

    A draft that edits a stored order has the order's own id: to delete that could end the treatment.
    """
    same = [d for d in case.drafts if d.order.source == draft.order.source]
    stored = [m for m in case.medications or () if m.source == draft.order.source]
    return len(same) == 1 and not stored and not draft.order.source.endswith(f"/{NO_ID}")


def order_answer(case: Case, overrides: Mapping[str, Decimal]) -> Answer:
    """State, overlays, predicates and the cards about the selected drafts."""
    return OrderAdvice(case, overrides).answer()
