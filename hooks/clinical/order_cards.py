"""From the selected drafts to cards: each names its order and says one sentence about it."""

from dataclasses import dataclass, field, replace
from typing import Literal

from hooks.clinical.advice import Advice, Indicator, Recommendation, Say
from hooks.clinical.advise import advise
from hooks.clinical.case import NO_ID, Case, Draft
from hooks.clinical.consultation import Consultation
from hooks.clinical.orders import OrderKind, OrderRow

BY_TEXT = "recognised by its words; no code came with it"


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

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation
        self.assessment, self.state = consultation.assessment, consultation.state.id
        self.limits, self.table = consultation.pathway.limits, consultation.pathway.orders
        self._cards: dict[str, _Collected] = {}

    def cards(self) -> tuple[Advice, ...]:
        """Only the selected drafts are judged; the other drafts are context."""
        for draft in self.assessment.case.drafts:
            if draft.selected:
                self._judge(draft)
        return tuple(self._advice(c) for c in sorted(self._cards.values(), key=self._place))

    def _judge(self, draft: Draft) -> None:
        kinds = self.table.kinds_of(self.assessment, draft)
        if self._nothing_is_told():
            if kinds:  # the card of the limits for any order of the table (decisions 26)
                self._collect(self.limits.card, draft, kinds[0], (self.limits.not_compared,))
            return
        for kind in kinds:
            for row in self.table.rows_for(kind, self.state, self.assessment):
                self._apply(row, draft, kind)

    def _nothing_is_told(self) -> bool:
        """No branch, because the problem list could not be read?"""
        pathway = self.consultation.pathway
        return self.state in pathway.undecided - {pathway.out_of_scope} and self.assessment.holds(self.limits.unread)

    def _apply(self, row: OrderRow, draft: Draft, kind: OrderKind) -> None:
        for position, card in enumerate(self.table.cards_of(row, self.state)):
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
            indicator=Indicator.WARNING if collected.warning else None,
            first=tuple(s for s in said if _source(s) == "seed"),
        )
        return replace(
            advice,
            about=(*collected.orders, *(s.text for s in said if _source(s) == "none")),
            elsewhere=(*(s for s in said if _source(s) == "elsewhere"), *advice.elsewhere),
            deletes=tuple(collected.deletes),
        )

    def _place(self, collected: _Collected) -> int:
        """Cards of the state and its overlays first, in the order of the drafts."""
        last = self.table.last
        return last.index(collected.card.id) + 1 if collected.card.id in last else 0


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


def order_cards(consultation: Consultation) -> tuple[Advice, ...]:
    """The cards about the selected drafts."""
    return OrderAdvice(consultation).cards()
