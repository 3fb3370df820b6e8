"""From the selected drafts to cards: each names its order and says one sentence about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from hooks.clinical.advice import Advice, Answer, Indicator, Recommendation, Say, say
from hooks.clinical.advise import advise
from hooks.clinical.case import Case, Draft
from hooks.clinical.criterion import Assessment
from hooks.nme.order_kinds import KINDS, OrderKind, kinds_of
from hooks.nme.orders import OrderRow, cards_of, rows_for
from hooks.nme.pathway import Consultation
from hooks.nme.quality import conditions_unread
from hooks.nme.recommendations.data import DATA_LIMITS

LAST = ("K20", "K17")
BY_TEXT = say("This order was recognised by its words; no code came with it.")


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
        found = sorted(self._cards.values(), key=lambda c: c.card.id in LAST)
        return self.consultation.answer(tuple(self._advice(c) for c in found))

    def _judge(self, draft: Draft) -> None:
        kinds = kinds_of(self.assessment, draft)
        if not self.consultation.decided:
            if kinds and self.assessment.holds(conditions_unread):  # K17 for any order of the table (decisions 26)
                self._collect(DATA_LIMITS, draft, kinds[0])
            return
        for kind in kinds:
            for row in rows_for(kind, self.consultation.state.id, self.assessment):
                self._apply(row, draft, kind)

    def _apply(self, row: OrderRow, draft: Draft, kind: OrderKind) -> None:
        for position, card in enumerate(cards_of(row, self.consultation.state.id)):
            collected = self._collect(card, draft, kind)
            if position == 0:
                collected.says.update(dict.fromkeys(row.says))
            rule = row.warning if card in row.cards else row.core_warning
            collected.warning |= rule is not None and self.assessment.holds(rule)
            if row.deletes:
                collected.deletes[draft.order.source] = None

    def _collect(self, card: Recommendation, draft: Draft, kind: OrderKind) -> _Collected:
        collected = self._cards.setdefault(card.id, _Collected(card))
        collected.orders[draft.order.display or kind.words] = None
        if draft.order.by_text:
            collected.says[BY_TEXT] = None
        return collected

    def _advice(self, collected: _Collected) -> Advice:
        advice = advise(
            collected.card,
            self.assessment,
            self.consultation.wording,
            asks=self.consultation.state.asks,
            indicator=self._indicator(collected),
            first=tuple(collected.says),
        )
        return replace(advice, about=tuple(collected.orders), deletes=tuple(collected.deletes))

    def _indicator(self, collected: _Collected) -> Indicator | None:
        return Indicator.WARNING if collected.warning or collected.card is DATA_LIMITS else None


def order_answer(case: Case, overrides: Mapping[str, Decimal]) -> Answer:
    """State, overlays, predicates and the cards about the selected drafts."""
    return OrderAdvice(case, overrides).answer()


ORDER_CONCEPTS = frozenset().union(*(kind.concepts for kind in KINDS))
