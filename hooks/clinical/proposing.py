"""The orders a card drafts: those that hold, are not ruled out and not ordered already (decisions 8)."""

from collections.abc import Iterator, Set

from hooks.clinical.advice import Order, Proposal
from hooks.clinical.briefing import Briefing
from hooks.clinical.called import Called
from hooks.clinical.case import Feature
from hooks.clinical.criterion import Assessment

CARD_DRAFTS, RESPONSE_DRAFTS = 4, 8


def proposals(card: Called, briefing: Briefing, drafted: Set[str]) -> Iterator[Proposal]:
    """At most four a card and eight a response, nearest next step first, none twice (pathway-2 section 4)."""
    room = min(CARD_DRAFTS, RESPONSE_DRAFTS - len(drafted))
    seen, assessment = set(drafted), briefing.assessment
    for proposal in (p for r in card.all for p in r.proposals if _may_be_drafted(p, card, briefing)):
        if room and proposal.id not in seen and assessment.holds(proposal.when):
            if not already_ordered(proposal, assessment):
                room -= 1
                yield proposal
            seen.add(proposal.id)


def _may_be_drafted(proposal: Proposal, card: Called, briefing: Briefing) -> bool:
    """Not beside what rules every other draft out; no drug on a card about a procedure (pathway-2 4.1, 4.5)."""
    for only in briefing.screen.only_drafts:
        if proposal.id not in only.proposals and briefing.assessment.holds(only.when):
            return False
    return not (card.no_drugs and proposal.order is Order.MEDICATION)


def already_ordered(proposal: Proposal, assessment: Assessment) -> bool:
    """Does an active or draft order hold the proposal, by concept or by our own words?"""
    orders = assessment.once(_orders)
    words = _folded(proposal.text) if orders else ""
    return any(order.concepts & proposal.concepts or said == words for order, said in orders)


def _orders(assessment: Assessment) -> list[tuple[Feature, str]]:
    """Every active or draft order with its words."""
    case = assessment.case
    requests = [r for r in case.requests or () if r.status in ("active", "draft")]
    medications = [m for m in case.medications or () if m.status in ("active", "draft")]
    drafted = [draft.order for draft in case.drafts]
    return [(order, _folded(order.display)) for order in (*requests, *medications, *drafted)]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
