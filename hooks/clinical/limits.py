"""What in the data limits the advice, and the card that says so (pathway 3.3; decisions 14, 25)."""

from dataclasses import dataclass

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import Assessment, Criterion, Predicate
from hooks.clinical.truth import UNKNOWN


@dataclass(frozen=True, slots=True)
class Issue:
    """One limit on the advice. It changes the branch when ``about`` is UNKNOWN.

    ``only_in`` restricts it to states (decisions 25: surgical tags), empty means everywhere. With ``if_asked``
    it changes the branch only where the state asks for ``about``.
    """

    name: str
    when: Criterion
    about: Predicate
    only_in: frozenset[str] = frozenset()
    if_asked: bool = False


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
    left_open = [issue for issue in found if assessment.truth(issue.about) is UNKNOWN]
    return any(not issue.if_asked or issue.about in asks for issue in left_open)
