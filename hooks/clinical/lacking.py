"""What a card has to say of the record's gaps: items not found, data not read, data not offered."""

from collections.abc import Iterable, Iterator

from hooks.clinical.advice import Recommendation
from hooks.clinical.briefing import Briefing
from hooks.clinical.called import Called
from hooks.clinical.case import Availability
from hooks.clinical.criterion import Leaf
from hooks.clinical.evidence import Finding
from hooks.clinical.needs import needs
from hooks.clinical.truth import UNKNOWN

_UNREAD = {Availability.UNAVAILABLE: "{} data could not be read", Availability.PARTIAL: "{} list is incomplete"}


def not_found(recommendations: Iterable[Recommendation], briefing: Briefing) -> tuple[str, ...]:
    """The short words of what they look for and the record does not hold."""
    looked_for = (c for recommendation in recommendations for c in recommendation.looks_for)
    named = (c for c in looked_for if isinstance(c, Leaf) and c.missing)
    return tuple(dict.fromkeys(c.missing for c in named if _is_empty(briefing.assessment.finding(c))))


def _is_empty(finding: Finding) -> bool:
    return finding.truth is UNKNOWN and not finding.facts


def not_read(card: Called, briefing: Briefing) -> Iterator[str]:
    """The data types the card's criteria look at that were not told whole."""
    lacking = {k: how for k, how in sorted(briefing.assessment.case.availability.items()) if how in _UNREAD}
    if not lacking:
        return
    criteria = (c for recommendation in card.all for c in (*recommendation.shows, *recommendation.looks_for))
    looked_at = {need.resource_type for c in (*criteria, *briefing.asks) for need in needs(c)}
    for how, words in _UNREAD.items():
        kinds = [kind for kind, told in lacking.items() if told is how and kind in looked_at]
        if kinds:
            yield words.format(", ".join(kinds))


def not_offered(briefing: Briefing) -> list[str]:
    """The data types the server does not hold: said once, limiting nothing (decisions 28)."""
    told = briefing.assessment.case.availability
    return sorted(kind for kind, how in told.items() if how is Availability.NOT_OFFERED)
