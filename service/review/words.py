"""Criteria in words that a clinician reads, from the criteria themselves.

The functions of hooks.clinical.criterion write their own short sentences ("mets is no"). Here the
same functions are asked again, so a reading can never differ from what is evaluated.
"""

from hooks.clinical.criterion import Criterion, Predicate, all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.pathway import Pathway

ANY_ISSUE = "any of the limits listed under “Data that limit the advice”"
_ANSWERS = ((yes, "YES"), (no, "NO"), (unknown, "UNKNOWN"), (not_yes, "NO or UNKNOWN"))
_OTHER_ANSWERS = {"YES": "NO or UNKNOWN", "NO": "YES or UNKNOWN", "UNKNOWN": "YES or NO", "NO or UNKNOWN": "YES"}
_JOINTS = ((all_of, "AND"), (any_of, "OR"))


def in_words(criterion: Criterion, pathway: Pathway) -> str:
    """The condition as one readable sentence. Parameter names stay in braces."""
    if criterion is pathway.limits.any:
        return ANY_ISSUE
    return (
        _answered(criterion, pathway)
        or _negated(criterion, pathway)
        or _joined(criterion, pathway)
        or criterion.sentence
    )


def _answered(criterion: Criterion, pathway: Pathway) -> str:
    """A predicate that has to have one answer."""
    match criterion.parts:
        case (Predicate() as predicate,):
            answers = [words for asked, words in _ANSWERS if criterion.sentence == asked(predicate).sentence]
            return f"{pathway.short_names[predicate.id]}: {answers[0]}" if answers else ""
    return ""


def _negated(criterion: Criterion, pathway: Pathway) -> str:
    match criterion.parts:
        case (part,) if criterion.sentence == not_(part).sentence:
            name, _, answer = _answered(part, pathway).rpartition(": ")
            return f"{name}: {_OTHER_ANSWERS[answer]}" if name else f"NOT ({in_words(part, pathway)})"
    return ""


def _joined(criterion: Criterion, pathway: Pathway) -> str:
    joint = _joint(criterion)
    parts = [_bracketed(part, joint, pathway) for part in criterion.parts]
    return f" {joint} ".join(parts).replace(f" {joint} unless ", ", unless ") if joint else ""


def _joint(criterion: Criterion) -> str:
    """AND or OR when the criterion is such a combination, else nothing."""
    parts = criterion.parts
    found = (joint for joined, joint in _JOINTS if parts and criterion.sentence == joined(*parts).sentence)
    return next(found, "")


def _bracketed(part: Criterion, joint: str, pathway: Pathway) -> str:
    """In brackets where AND stands inside OR, or OR inside AND."""
    mixed = len(part.parts) > 1 and _joint(part) not in ("", joint)
    words = in_words(part, pathway)
    return f"({words})" if mixed else words
