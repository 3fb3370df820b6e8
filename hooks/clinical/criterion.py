"""Criteria: a tree of frozen values over leaves that ask the record.

The same tree decides a branch (``Assessment`` asks each node once), prints itself (``hooks.clinical.plain_words``) and
names the data it looks at (``hooks.clinical.needs``). A node is asked in two ways: ``judge`` gives the truth alone and
stops at the part that settles it, ``settle`` the reasons too, for what is shown. Above the leaves a node holds values
only, never a function, so that whoever walks a tree sees all of it. A leaf is one named function beside its words, or
a value with a method of its own. Nothing here knows NME.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from hooks.clinical.case import Case
from hooks.clinical.evidence import Fact, Finding, Need, Parameter, Row, Tag
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.clinical.when import day

T = TypeVar("T")
SUPPOSED = "supposed"
_YES, _NO = Finding(YES), Finding(NO)
Rule: TypeAlias = Callable[["Assessment"], Finding]


class Criterion:
    """A question about a case: a node of the tree."""

    __slots__ = ()

    def settle(self, assessment: "Assessment") -> Finding:  # noqa: ARG002  like every node
        """The answer for this case, from what its parts answer. Each kind of node has its one way."""
        raise TypeError(f"no evaluator for {type(self).__name__}")

    def judge(self, assessment: "Assessment") -> Truth:
        """The same without its reasons; where they are found on the way, the answer with them is kept."""
        return assessment.finding(self).truth


@dataclass(frozen=True, slots=True)
class Always(Criterion):
    """YES of every patient."""

    def settle(self, assessment: "Assessment") -> Finding:  # noqa: ARG002  like every other node
        """Whatever the record holds."""
        return _YES


@dataclass(frozen=True)
class Leaf(Criterion):
    """What is asked of the record, in words that read as a condition.

    ``missing`` names it where nothing was found, ``asks`` are the criteria it consults. Nodes are
    hashed by what tells them apart, not by all they hold.
    """

    sentence: str
    needs: frozenset[Need] = field(default=frozenset(), hash=False, kw_only=True)
    asks: tuple[Criterion, ...] = field(default=(), hash=False, kw_only=True)
    missing: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Check(Leaf):
    """A leaf that one named function answers."""

    rule: Rule

    def settle(self, assessment: "Assessment") -> Finding:
        """As its rule says."""
        return self.rule(assessment)


@dataclass(frozen=True, kw_only=True)
class Predicate(Check):
    """A named leaf of the specification (nme, tumour, mets ...).

    ``table`` is its evidence table and ``rule`` the way it is settled; ``said`` are its answers as a
    condition reads them, ``tags`` the qualifiers it can carry and their words; ``basis`` the spec
    sections and source ids, ``parameters`` the numbers it uses. ``whole`` are the data types a NO has to
    be found in, told completely: in what nobody could read something might speak against it (R2).
    """

    id: str
    whole: tuple[str, ...] = field(default=(), hash=False)
    said: Mapping[Truth, str] = field(default_factory=dict, hash=False)
    tags: Mapping[Tag, str] = field(default_factory=dict, hash=False)
    table: tuple[Row, ...] = field(default=(), hash=False)
    basis: tuple[str, ...] = field(default=(), hash=False)
    parameters: tuple[Parameter, ...] = field(default=(), hash=False)

    def settle(self, assessment: "Assessment") -> Finding:
        """As its rule says; a NO only from data that were told whole."""
        finding = self.rule(assessment)
        if finding.truth is NO and not assessment.case.told(*self.whole):
            return finding._replace(truth=UNKNOWN)
        return finding


@dataclass(frozen=True, slots=True)
class Tagged(Criterion):
    """The predicate's finding carries the tag: always YES or NO, with every entry it looked at."""

    predicate: Predicate
    tag: Tag

    def settle(self, assessment: "Assessment") -> Finding:
        """By the tags of the finding."""
        finding = assessment.finding(self.predicate)
        return Finding(YES, (*finding.facts, *finding.unused)) if self.tag in finding.tags else _NO


@dataclass
class Assessment:
    """One evaluation of one case: every criterion is answered once and remembered."""

    case: Case
    overrides: Mapping[str, Decimal] = field(default_factory=dict)
    # By identity, which is quicker than by content; the nodes are kept so that each id stays its own.
    _answers: dict[int, Finding] = field(default_factory=dict, repr=False)
    _truths: dict[int, Truth] = field(default_factory=dict, repr=False)
    _kept: list[Criterion] = field(default_factory=list, repr=False)
    _computed: dict[Callable[["Assessment"], object], Any] = field(default_factory=dict, repr=False)

    def finding(self, criterion: Criterion) -> Finding:
        """The criterion's answer with its reasons."""
        answer = self._answers.get(id(criterion))
        if answer is None:
            answer = self._answers[id(criterion)] = criterion.settle(self)
            self._truths[id(criterion)] = answer.truth
            self._kept.append(criterion)
        return answer

    def suppose(self, criterion: Criterion, truth: Truth) -> None:
        """Answer the criterion so, whatever the record holds: for asking what would change if.

        It rests on a statement of today that says of itself that it is supposed.
        """
        stated = Fact(SUPPOSED, SUPPOSED, SUPPOSED, day(self.case.today))
        self._answers[id(criterion)] = Finding(truth, () if truth is UNKNOWN else (stated,))
        self._truths[id(criterion)] = truth
        self._kept.append(criterion)

    def truth(self, criterion: Criterion) -> Truth:
        """The criterion's answer, without its reasons."""
        truth = self._truths.get(id(criterion))
        if truth is None:
            truth = self._truths[id(criterion)] = criterion.judge(self)
            self._kept.append(criterion)
        return truth

    def holds(self, criterion: Criterion) -> bool:
        """Is the answer YES? UNKNOWN and NO both give False: use it for what fires on YES."""
        return self.truth(criterion) is YES

    def once(self, compute: Callable[["Assessment"], T]) -> T:
        """The result of ``compute``, worked out once per assessment and shared by criteria."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        found: T = self._computed[compute]
        return found

    def number(self, parameter: Parameter) -> Decimal:
        """The parameter's value, the site's if it has set one."""
        return self.overrides.get(parameter.name, parameter.value)

    def told(self, parameter: Parameter) -> str:
        """The same with its unit."""
        own = self.overrides.get(parameter.name)
        return parameter.told if own is None else parameter.tell(own)

    def days(self, parameter: Parameter) -> int:
        """A window in whole days."""
        return int(self.number(parameter))


ALWAYS = Always()


def tagged(predicate: Predicate, tag: Tag) -> Tagged:
    """The predicate's finding carries the tag. Raises LookupError for a tag the predicate does not declare."""
    if tag not in predicate.tags:
        raise LookupError(f"{predicate.id} declares no tag {tag!r}")
    return Tagged(predicate, tag)
