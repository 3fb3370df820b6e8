"""Criteria in words that a clinician reads, from the criteria themselves.

The helpers of hooks.clinical.criterion write their own short sentences ("mets is no"). Here the
same helpers are asked again, so a reading can never differ from what is evaluated.
"""

from hooks.clinical.criterion import Criterion, Predicate, all_of, any_of, no, not_, not_yes, unknown, yes

_ANSWERS = ((no, "NO"), (unknown, "UNKNOWN"), (not_yes, "NO or UNKNOWN"))
_JOINTS = ((all_of, "AND"), (any_of, "OR"))


def in_words(criterion: Criterion) -> str:
    """The condition as one readable sentence. Parameter names stay in braces."""
    return _answered(criterion) or _negated(criterion) or _joined(criterion) or criterion.sentence


def _answered(criterion: Criterion) -> str:
    """A predicate that has to have one answer; a plain sentence when the answer is yes."""
    match criterion.parts:
        case (Predicate() as predicate,):
            if criterion.sentence == yes(predicate).sentence:
                return predicate.sentence
            answers = [words for helper, words in _ANSWERS if criterion.sentence == helper(predicate).sentence]
            return f"“{predicate.sentence}” is {answers[0]}" if answers else ""
    return ""


def _negated(criterion: Criterion) -> str:
    match criterion.parts:
        case (part,) if criterion.sentence == not_(part).sentence:
            return f"NOT: {_bracketed(part)}"
    return ""


def _joined(criterion: Criterion) -> str:
    parts = criterion.parts
    for helper, joint in _JOINTS:
        if parts and criterion.sentence == helper(*parts).sentence:
            return f" {joint} ".join(map(_bracketed, parts)) if len(parts) > 1 else in_words(parts[0])
    return ""


def _bracketed(part: Criterion) -> str:
    return f"({in_words(part)})" if len(part.parts) > 1 and _joined(part) else in_words(part)
