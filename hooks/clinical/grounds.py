"""What one card rests on: the entries and numbers behind its sentences, and what was not found."""

from collections.abc import Iterable, Iterator

from hooks.clinical.advice import Evidence
from hooks.clinical.briefing import Briefing
from hooks.clinical.called import Called
from hooks.clinical.criterion import Criterion, Predicate
from hooks.clinical.evidence import Fact
from hooks.clinical.lacking import not_found
from hooks.clinical.needs import parts_of
from hooks.clinical.sentence import Said


def evidence(card: Called, briefing: Briefing, said: Iterable[Said]) -> Evidence:
    """The evidence of a card that says these sentences."""
    assessment = briefing.assessment
    criteria = dict.fromkeys(c for r in card.all for c in (*r.shows, *r.looks_for))
    findings = [assessment.finding(criterion) for criterion in criteria]
    predicates = tuple(dict.fromkeys(p for c in criteria for p in _predicates(c)))
    return Evidence(
        used=_facts(fact for finding in findings for fact in finding.facts),
        not_used=_facts(fact for finding in findings for fact in finding.unused),
        missing=not_found(card, briefing),
        basis=tuple(dict.fromkeys(i for s in said for i in s.basis)),
        predicates=tuple(p.id for p in predicates),
        parameters={
            p.name: f"{assessment.number(p):f} {p.unit}".strip()
            for predicate in predicates
            for p in predicate.parameters
        },
    )


def _predicates(criterion: Criterion) -> Iterator[Predicate]:
    if isinstance(criterion, Predicate):
        yield criterion
    for part in parts_of(criterion):
        yield from _predicates(part)


def _facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """One line an entry of the record: the first that names it."""
    seen: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        seen.setdefault((fact.source, fact.value), fact)
    return tuple(seen.values())
