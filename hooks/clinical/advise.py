"""From a recommendation and an assessment to the advice one card shows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hooks.clinical.advice import Advice, Indicator, Proposal, Recommendation, Say
from hooks.clinical.case import Availability, Case, Feature
from hooks.clinical.criterion import Assessment, Criterion, Leaf
from hooks.clinical.evidence import Fact, Finding, Parameter
from hooks.clinical.needs import needs
from hooks.clinical.truth import UNKNOWN


class Wording(dict[str, str]):
    """Fills the {parameter} names of a text with the numbers in force."""

    def __init__(self, assessment: Assessment, parameters: Mapping[str, Parameter]) -> None:
        super().__init__()
        self._assessment, self._parameters = assessment, parameters

    def __missing__(self, name: str) -> str:
        self[name] = f"{self._assessment.number(self._parameters[name]):f}"
        return self[name]

    def fill(self, text: str) -> str:
        """The text with its numbers. Raises KeyError for a name that is no parameter."""
        return text.format_map(self) if "{" in text else text


def advise(
    recommendation: Recommendation,
    assessment: Assessment,
    wording: Wording,
    *,
    asks: tuple[Criterion, ...] = (),
    indicator: Indicator | None = None,
    first: tuple[Say, ...] = (),
) -> Advice:
    """What the card says about this patient.

    ``asks`` adds the open questions of the state, ``first`` are sentences that come before the
    card's own. Raises LookupError when no
    summary applies: the last one has to be unconditional.
    """
    findings = [assessment.finding(criterion) for criterion in recommendation.shows]
    unanswered = _not_found(asks, assessment)
    lacking = _lacking((*recommendation.shows, *asks), assessment.case)
    return Advice(
        recommendation=recommendation,
        indicator=indicator or _indicator(recommendation, assessment),
        summary=wording.fill(_shown(recommendation.summary, assessment)[0].text),
        recorded=_unique(fact for finding in findings for fact in finding.facts),
        not_found=tuple(words for words in _not_found(recommendation.shows, assessment) if words not in unanswered),
        open=unanswered,
        unread=tuple(_UNREAD[how].format(kind) for kind, how in lacking.items() if how in _UNREAD),
        not_offered=tuple(kind for kind, how in lacking.items() if how is Availability.NOT_OFFERED),
        not_used=_unique(fact for finding in findings for fact in finding.unused),
        says=_filled((*first, *recommendation.says), assessment, wording),
        elsewhere=_filled(recommendation.elsewhere, assessment, wording),
        proposals=_proposals(recommendation.proposals, assessment),
    )


_UNREAD = {
    Availability.UNAVAILABLE: "{} data could not be read",
    Availability.PARTIAL: "{} list is incomplete",
}


def _lacking(criteria: Iterable[Criterion], case: Case) -> dict[str, Availability]:
    """The data types that were not told whole and that the criteria look at."""
    lacking: dict[str, Availability] = {
        kind: how for kind, how in sorted(case.availability.items()) if how is not Availability.GIVEN
    }
    if not lacking:
        return lacking
    looked_at = {need.resource_type for criterion in criteria for need in needs(criterion)}
    return {kind: how for kind, how in lacking.items() if kind in looked_at}


def said_once(advice: Iterable[Advice]) -> tuple[Advice, ...]:
    """The same advice, each data type the server does not offer named by the first card only (decisions 28)."""
    said: set[str] = set()
    told = []
    for one in advice:
        told.append(replace(one, not_offered=tuple(t for t in one.not_offered if t not in said)))
        said.update(one.not_offered)
    return tuple(told)


def _indicator(recommendation: Recommendation, assessment: Assessment) -> Indicator:
    rule = recommendation.warning_when
    return Indicator.WARNING if rule is not None and assessment.holds(rule) else Indicator.INFO


def _shown(lines: tuple[Say, ...], assessment: Assessment) -> list[Say]:
    return [line for line in lines if assessment.holds(line.when)]


def _filled(lines: tuple[Say, ...], assessment: Assessment, wording: Wording) -> tuple[Say, ...]:
    return tuple(Say(wording.fill(line.text), line.basis) for line in _shown(lines, assessment))


def _unique(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """One line an entry of the record: the first that names it."""
    seen: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        seen.setdefault((fact.source, fact.value), fact)
    return tuple(seen.values())


def _not_found(criteria: Iterable[Criterion], assessment: Assessment) -> tuple[str, ...]:
    leaves = (c for c in criteria if isinstance(c, Leaf) and c.missing)
    return tuple(dict.fromkeys(leaf.missing for leaf in leaves if _empty(assessment.finding(leaf))))


def _empty(finding: Finding) -> bool:
    return finding.truth is UNKNOWN and not finding.facts


def _proposals(proposals: tuple[Proposal, ...], assessment: Assessment) -> tuple[Proposal, ...]:
    """Proposals that apply and that no active or draft order already holds (decisions 8)."""
    return tuple(p for p in proposals if assessment.holds(p.when) and not already_ordered(p, assessment))


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
