"""Is a suggested order there already? (decisions 8)"""

from hooks.clinical.advice import Proposal
from hooks.clinical.case import Feature
from hooks.clinical.criterion import Assessment


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
