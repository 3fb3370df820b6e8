"""From the selected drafts to what applies: each recommendation with the orders that call for it."""

from dataclasses import dataclass, field

from hooks.clinical.advice import NOTHING, Indicator, Recommendation, Wording
from hooks.clinical.called import Called
from hooks.clinical.case import NO_ID, Act, Case, Draft
from hooks.clinical.consultation import Consultation
from hooks.clinical.orders import OrderKind, OrderRow
from hooks.clinical.sentence import Quoted, Sentence, line, listed

NAME_CHARACTERS = 40
BY_TEXT = Wording(careful=(line("The order was recognised by its words; no code came with it."),))


@dataclass
class _Collected:
    """One recommendation with every order it speaks about."""

    card: Recommendation
    orders: dict[str, None] = field(default_factory=dict)
    says: Wording = NOTHING
    warning: bool = False
    only_procedures: bool = True
    deletes: dict[str, str] = field(default_factory=dict)

    def add(self, draft: Draft, kind: OrderKind, says: Wording) -> None:
        """Speak about one more order."""
        self.orders[_short(draft.order.display or kind.words)] = None
        self.says = self.says.then(says).then(BY_TEXT if draft.order.by_text else NOTHING)
        self.only_procedures &= isinstance(draft.order, Act)

    def names(self) -> Sentence:
        """The orders by name."""
        return listed((Quoted(name),) for name in self.orders)

    def called(self) -> Called:
        """With what the orders add to it."""
        return Called(
            recommendation=self.card,
            says=self.says,
            orders=self.names(),
            indicator=Indicator.WARNING if self.warning else None,
            deletes=tuple(self.deletes.items()),
            no_drugs=self.only_procedures,
        )


def _short(name: str) -> str:
    return name if len(name) <= NAME_CHARACTERS else f"{name[: NAME_CHARACTERS - 1].rstrip()}\u2026"


class OrderAdvice:
    """What the selected drafts of one case call for."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation
        self.assessment, self.state = consultation.assessment, consultation.state.id
        self.limits, self.table = consultation.pathway.limits, consultation.pathway.orders
        self._cards: dict[str, _Collected] = {}

    def called(self) -> list[Called]:
        """Only the selected drafts are judged; the other drafts are context."""
        for draft in self.assessment.case.drafts:
            if draft.selected:
                self._judge(draft)
        return [collected.called() for collected in self._cards.values()]

    def _judge(self, draft: Draft) -> None:
        kinds = self.table.kinds_of(self.assessment, draft)
        if self._nothing_is_told():
            if kinds:  # the card of the limits for any order of the table (decisions 26)
                self._collect(self.limits.card, draft, kinds[0], self.limits.not_compared)
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
            offered = row.deletes is not None and self.assessment.holds(row.deletes)
            if offered and is_removable(draft, self.assessment.case):
                collected.deletes[draft.order.source] = _short(draft.order.display)

    def _collect(self, card: Recommendation, draft: Draft, kind: OrderKind, says: Wording) -> _Collected:
        collected = self._cards.setdefault(card.id, _Collected(card))
        collected.add(draft, kind, says)
        return collected


def is_removable(draft: Draft, case: Case) -> bool:
    """May a card offer to delete the draft? Only where the id names this draft and nothing else.

    A draft that edits a stored order has the order's own id: to delete that could end the treatment.
    """
    same = [d for d in case.drafts if d.order.source == draft.order.source]
    stored = [m for m in case.medications or () if m.source == draft.order.source]
    return len(same) == 1 and not stored and not draft.order.source.endswith(f"/{NO_ID}")


def order_cards(consultation: Consultation) -> list[Called]:
    """What the selected drafts call for."""
    return OrderAdvice(consultation).called()
