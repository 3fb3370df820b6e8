"""What one card rests on: the entries and numbers behind its sentences, and what was not found."""

from collections.abc import Iterable, Iterator

from hooks.clinical.advice import Evidence
from hooks.clinical.briefing import Briefing
from hooks.clinical.called import Called
from hooks.clinical.criterion import Assessment
from hooks.clinical.evidence import Fact
from hooks.clinical.lacking import not_found
from hooks.clinical.sentence import Said


def evidence(card: Called, briefing: Briefing, said: Iterable[Said]) -> Evidence:
    """The evidence of a card that says these sentences."""
    assessment = briefing.assessment
    criteria = dict.fromkeys(criterion for recommendation in card.all for criterion in recommendation.asks)
    findings = [assessment.finding(criterion) for criterion in criteria]
    predicates = dict.fromkeys(predicate for recommendation in card.all for predicate in recommendation.predicates)
    return Evidence(
        used=_facts(fact for finding in findings for fact in finding.facts),
        not_used=_facts(fact for finding in findings for fact in finding.unused),
        missing=not_found(card.all, briefing),
        basis=tuple(dict.fromkeys(i for s in said for i in s.basis)),
        predicates=tuple(predicate.id for predicate in predicates),
        parameters=dict(_numbers(card, assessment)),
    )


def _numbers(card: Called, assessment: Assessment) -> Iterator[tuple[str, str]]:
    """The numbers in force, the site's where it has set one."""
    for recommendation in card.all:
        yield from recommendation.parameters.items()
    if assessment.overrides:
        asked = (
            p for recommendation in card.all for predicate in recommendation.predicates for p in predicate.parameters
        )
        yield from ((p.name, assessment.told(p)) for p in asked)


def _facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """One line an entry of the record: the first that names it."""
    seen: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        seen.setdefault((fact.source, fact.value), fact)
    return tuple(seen.values())
