"""What in the data limits the advice, and the card that says so (pathway 3.3; decisions 14, 25)."""

from dataclasses import dataclass
from enum import Enum

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import Assessment, Criterion, Predicate
from hooks.clinical.truth import UNKNOWN


class Weight(Enum):
    """When an issue changes the branch, and its card is a warning (decisions 14, 45)."""

    IF_OPEN = "when what it is about is unknown"
    IF_ASKED = "when what it is about is unknown and the state asks for it"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Issue:
    """One limit on the advice, and the predicate it is ``about``.

    ``only_in`` restricts it to states (decisions 25: surgical tags), empty means everywhere.
    """

    name: str
    when: Criterion
    about: Predicate
    only_in: frozenset[str] = frozenset()
    weight: Weight = Weight.IF_OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLimits:
    """Every issue and the card that names them.

    ``any`` holds when one of the issues does; an overlay with it stands beside the state. ``unread`` is the
    issue under which nothing can be told: no branch is chosen, and an order gets ``not_compared``.
    """

    card: Recommendation
    issues: tuple[Issue, ...]
    any: Criterion
    unread: Criterion
    not_compared: Wording

    def found(self, assessment: Assessment, state: str) -> list[Issue]:
        """The issues that apply to this patient in this state."""
        here = [i for i in self.issues if not i.only_in or state in i.only_in]
        return [i for i in here if assessment.holds(i.when)]


def changes_branch(assessment: Assessment, found: list[Issue], asks: tuple[Criterion, ...]) -> bool:
    """Does an issue leave open a predicate that could change the branch (decisions 14)?"""
    return any(_changes(issue, assessment, asks) for issue in found)


def _changes(issue: Issue, assessment: Assessment, asks: tuple[Criterion, ...]) -> bool:
    if issue.weight in (Weight.ALWAYS, Weight.NEVER):
        return issue.weight is Weight.ALWAYS
    asked = issue.weight is Weight.IF_OPEN or issue.about in asks
    return asked and assessment.truth(issue.about) is UNKNOWN
