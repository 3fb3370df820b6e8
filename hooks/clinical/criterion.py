"""Criteria: values that are evaluated, explain themselves and name the data they need.

The same object decides a branch, prints itself on the review page and feeds the prefetch
templates. Nothing here knows NME.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeAlias, TypeVar, cast

from hooks.clinical.case import Case
from hooks.clinical.evidence import Fact
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, all_true, any_true, known


@dataclass(frozen=True, slots=True)
class Need:
    """Data a criterion looks at: a FHIR resource type and, for coded searches, concepts."""

    resource_type: str
    concepts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number of the specification, overridable by a site (decision 4).

    ``source`` names the seed, the external source or DESIGN; ``sign_off`` who must agree.
    """

    name: str
    value: Decimal
    unit: str
    meaning: str
    source: str
    spec: str
    sign_off: str = "clinical lead"


class Finding(NamedTuple):
    """The answer of a criterion with its reasons.

    ``facts`` are what the answer rests on, ``unused`` what was seen and not used (the note
    says why), ``tags`` the qualifiers of pathway section 2.
    """

    truth: Truth
    facts: tuple[Fact, ...] = ()
    unused: tuple[Fact, ...] = ()
    tags: frozenset[str] = frozenset()


Evaluate: TypeAlias = Callable[["Assessment"], "Finding"]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Criterion:
    """A question about a case. ``sentence`` reads as a condition on the review page."""

    sentence: str
    evaluate: Evaluate
    needs: frozenset[Need] = frozenset()
    parts: tuple["Criterion", ...] = ()
    missing: str = ""

    def all_needs(self) -> frozenset[Need]:
        """Own needs and those of every part."""
        return _all_needs(self)


@cache
def _all_needs(criterion: Criterion) -> frozenset[Need]:
    return criterion.needs.union(*(_all_needs(part) for part in criterion.parts))


@dataclass(frozen=True, eq=False)
class Row:
    """One line of a predicate's evidence table: what is seen and what it counts as."""

    seen: str
    counts_as: str


@dataclass(frozen=True, eq=False)
class Predicate(Criterion):
    """A named criterion of the specification (nme, tumour, mets ...).

    ``table`` is its evidence table for the review page, ``basis`` the spec sections and
    source ids, ``parameters`` the numbers it uses.
    """

    id: str = ""
    table: tuple[Row, ...] = ()
    basis: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()


@dataclass
class Assessment:
    """One evaluation of one case: every criterion is answered once and remembered."""

    case: Case
    overrides: Mapping[str, Decimal] = field(default_factory=dict)
    _answers: dict[Criterion, Finding] = field(default_factory=dict, repr=False)
    _computed: dict[Callable[["Assessment"], object], object] = field(default_factory=dict, repr=False)

    def finding(self, criterion: Criterion) -> Finding:
        """The criterion's answer with its reasons."""
        answer = self._answers.get(criterion)
        if answer is None:
            answer = self._answers[criterion] = criterion.evaluate(self)
        return answer

    def truth(self, criterion: Criterion) -> Truth:
        """The criterion's answer."""
        return self.finding(criterion).truth

    def holds(self, criterion: Criterion) -> bool:
        """Is the answer YES? UNKNOWN and NO both give False: use it for what fires on YES."""
        return self.finding(criterion).truth is YES

    def once(self, compute: Callable[["Assessment"], T]) -> T:
        """The result of ``compute``, worked out once per assessment and shared by criteria."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        return cast("T", self._computed[compute])

    def number(self, parameter: Parameter) -> Decimal:
        """The parameter's value, the site's if it has set one."""
        return self.overrides.get(parameter.name, parameter.value)

    def days(self, parameter: Parameter) -> int:
        """A window in whole days."""
        return int(self.number(parameter))


def _joined(word: str, parts: Iterable[Criterion]) -> str:
    return f" {word} ".join(f"({p.sentence})" if p.parts and len(p.parts) > 1 else p.sentence for p in parts)


def all_of(*parts: Criterion) -> Criterion:
    """YES when all parts are YES. A NO settles it, so the parts after it are not asked."""

    def evaluate(assessment: Assessment) -> Finding:
        findings = []
        for part in parts:
            finding = assessment.finding(part)
            if finding.truth is NO:
                return Finding(NO)
            findings.append(finding)
        return _merged(all_true(f.truth for f in findings), findings)

    return Criterion(_joined("and", parts), evaluate, parts=parts)


def any_of(*parts: Criterion) -> Criterion:
    """YES when one part is YES, with the facts of every part that is."""

    def evaluate(assessment: Assessment) -> Finding:
        findings = [assessment.finding(part) for part in parts]
        return _merged(any_true(f.truth for f in findings), findings)

    return Criterion(_joined("or", parts), evaluate, parts=parts)


def not_(part: Criterion) -> Criterion:
    """Kleene negation: UNKNOWN stays UNKNOWN, so it never fires on missing data."""

    def evaluate(assessment: Assessment) -> Finding:
        finding = assessment.finding(part)
        return Finding(~finding.truth, finding.facts, finding.unused)

    return Criterion(f"not {part.sentence}", evaluate, parts=(part,))


def _merged(truth: Truth, findings: list[Finding]) -> Finding:
    """The truth, with the facts and tags of the findings that decided it."""
    if truth is NO:
        return Finding(NO)
    deciding = [f for f in findings if f.truth is truth]
    return Finding(
        truth,
        facts=tuple(dict.fromkeys(fact for f in deciding for fact in f.facts)),
        tags=frozenset().union(*(f.tags for f in deciding)),
    )


def is_(predicate: Predicate, truth: Truth) -> Criterion:
    """The predicate has exactly this truth: always YES or NO, never UNKNOWN.

    This is how the state table names its U columns (section 3.1: "where the table says U,
    the unknown itself is the trigger").
    """

    def evaluate(assessment: Assessment) -> Finding:
        finding = assessment.finding(predicate)
        return Finding(known(finding.truth is truth), finding.facts)

    return Criterion(f"{predicate.id} is {truth.value}", evaluate, parts=(predicate,))


def yes(predicate: Predicate) -> Criterion:
    """The predicate is YES."""
    return is_(predicate, YES)


def no(predicate: Predicate) -> Criterion:
    """The predicate is NO: said so by the record, not merely absent."""
    return is_(predicate, NO)


def unknown(predicate: Predicate) -> Criterion:
    """The predicate is UNKNOWN, and that itself is the trigger."""
    return is_(predicate, UNKNOWN)


def not_yes(predicate: Predicate) -> Criterion:
    """NO or UNKNOWN, where the specification's table says "is not T" in so many words."""

    def evaluate(assessment: Assessment) -> Finding:
        return Finding(known(assessment.truth(predicate) is not YES))

    return Criterion(f"{predicate.id} is no or unknown", evaluate, parts=(predicate,))


def tagged(predicate: Predicate, tag: str, words: str) -> Criterion:
    """The predicate's finding carries the tag: always YES or NO."""

    def evaluate(assessment: Assessment) -> Finding:
        finding = assessment.finding(predicate)
        return Finding(known(tag in finding.tags), finding.facts)

    return Criterion(words, evaluate, parts=(predicate,))


ALWAYS = Criterion("always", lambda _: Finding(YES))
