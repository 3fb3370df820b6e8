"""Criteria put together from others: AND, OR and NOT of three-valued logic, and those that ask for one truth."""

from dataclasses import dataclass
from typing import ClassVar

from hooks.clinical.criterion import Assessment, Criterion
from hooks.clinical.evidence import Finding
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, all_true, any_true

_YES, _NO = Finding(YES), Finding(NO)


@dataclass(frozen=True, slots=True)
class _Several(Criterion):
    """Of several parts: one with the truth ``SETTLES`` settles it, all with ``AGREED`` do too."""

    parts: tuple[Criterion, ...]
    SETTLES: ClassVar[Truth]
    AGREED: ClassVar[Truth]

    def judge(self, assessment: Assessment) -> Truth:
        """From the left, until one settles it."""
        result, settles = self.AGREED, self.SETTLES
        for part in self.parts:
            truth = assessment.truth(part)
            if truth is settles:
                return settles
            if truth is UNKNOWN:
                result = UNKNOWN
        return result


@dataclass(frozen=True, slots=True)
class AllOf(_Several):
    """YES when all parts are YES. A NO settles it, so the parts after it are not asked."""

    SETTLES, AGREED = NO, YES

    def settle(self, assessment: Assessment) -> Finding:
        """From the left, until one is NO."""
        findings = []
        for part in self.parts:
            finding = assessment.finding(part)
            if finding.truth is NO:
                return _NO
            findings.append(finding)
        return _merged(all_true(f.truth for f in findings), findings)


@dataclass(frozen=True, slots=True)
class AnyOf(_Several):
    """YES when one part is YES, with the facts of every part that is."""

    SETTLES, AGREED = YES, NO

    def settle(self, assessment: Assessment) -> Finding:
        """Every part is asked, so that all reasons are shown."""
        findings = [assessment.finding(part) for part in self.parts]
        return _merged(any_true(f.truth for f in findings), findings)


@dataclass(frozen=True, slots=True)
class Not(Criterion):
    """Kleene negation: UNKNOWN stays UNKNOWN, so it never fires on missing data."""

    part: Criterion

    def settle(self, assessment: Assessment) -> Finding:
        """The part's answer turned round."""
        finding = assessment.finding(self.part)
        return Finding(~finding.truth, finding.facts, finding.unused)

    def judge(self, assessment: Assessment) -> Truth:
        """The part's answer turned round."""
        return ~assessment.truth(self.part)


@dataclass(frozen=True, slots=True)
class Is(Criterion):
    """The part has exactly this truth: always YES or NO, never UNKNOWN.

    This is how the state table names its U columns (section 3.1: "where the table says U,
    the unknown itself is the trigger").
    """

    part: Criterion
    truth: Truth

    def settle(self, assessment: Assessment) -> Finding:
        """With the part's facts, either way."""
        finding = assessment.finding(self.part)
        return Finding(YES if finding.truth is self.truth else NO, finding.facts)

    def judge(self, assessment: Assessment) -> Truth:
        """By the part's answer."""
        return YES if assessment.truth(self.part) is self.truth else NO


@dataclass(frozen=True, slots=True)
class IsNot(Criterion):
    """The part has another truth: always YES or NO ("is not T" in so many words)."""

    part: Criterion
    truth: Truth

    def settle(self, assessment: Assessment) -> Finding:
        """Without facts: that it is not so rests on none."""
        return _NO if assessment.truth(self.part) is self.truth else _YES

    def judge(self, assessment: Assessment) -> Truth:
        """By the part's answer."""
        return NO if assessment.truth(self.part) is self.truth else YES


def _merged(truth: Truth, findings: list[Finding]) -> Finding:
    """The truth, with the facts and tags of the findings that decided it."""
    if truth is NO:
        return _NO
    deciding = [f for f in findings if f.truth is truth]
    return Finding(
        truth,
        facts=tuple(dict.fromkeys(fact for f in deciding for fact in f.facts)),
        tags=frozenset().union(*(f.tags for f in deciding)),
    )


def all_of(*parts: Criterion) -> AllOf:
    """Every part is YES."""
    return AllOf(parts)


def any_of(*parts: Criterion) -> AnyOf:
    """At least one part is YES."""
    return AnyOf(parts)


def not_(part: Criterion) -> Criterion:
    """The part is not so; an UNKNOWN part leaves it UNKNOWN."""
    match part:
        case Is(inner, truth):
            return IsNot(inner, truth)
        case IsNot(inner, truth):
            return Is(inner, truth)
    return Not(part)


def yes(part: Criterion) -> Is:
    """The answer is YES."""
    return Is(part, YES)


def no(part: Criterion) -> Is:
    """The answer is NO: said so by the record, not merely absent."""
    return Is(part, NO)


def unknown(part: Criterion) -> Is:
    """The answer is UNKNOWN, and that itself is the trigger."""
    return Is(part, UNKNOWN)


def not_yes(part: Criterion) -> IsNot:
    """NO or UNKNOWN, where the specification's table says "is not T" in so many words."""
    return IsNot(part, YES)
