"""A condition in plain words for people: the one printer of criteria, its structure taken from the tree.

Names of parameters stay in braces, for whoever knows the numbers in force.
"""

from hooks.clinical.criterion import Always, Criterion, Leaf, Predicate, Tagged
from hooks.clinical.logic import AllOf, AnyOf, Is, IsNot, Not
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth

_OTHERS = {YES: "no or unknown", NO: "yes or unknown", UNKNOWN: "yes or no"}


def in_words(criterion: Criterion) -> str:
    """The condition as one readable sentence."""
    match criterion:
        case AllOf(parts):
            words = _joined(", ", AllOf, parts)
        case AnyOf(parts):
            words = _joined(" or ", AnyOf, parts)
        case Not(part):
            words = f"not ({in_words(part)})"
        case Is(part, truth):
            words = _is(part, truth)
        case IsNot(part, truth):
            words = f"{_asked(part)}: {_OTHERS[truth]}"
        case Tagged(predicate, tag):
            words = predicate.tags[tag]
        case Leaf(sentence):
            words = sentence
        case Always():
            words = "always"
        case _:
            raise TypeError(f"no words for {type(criterion).__name__}")
    return words


def _is(part: Criterion, truth: Truth) -> str:
    """A predicate says its answers itself; an item that is unknown was not found."""
    if isinstance(part, Predicate) and truth in part.said:
        return part.said[truth]
    if truth is UNKNOWN and isinstance(part, Leaf):
        return f"not found: {part.missing or part.sentence}"
    return in_words(part) if truth is YES else f"{_asked(part)}: {truth.value}"


def _asked(part: Criterion) -> str:
    words = _is(part, YES)
    return f"({words})" if isinstance(part, AllOf | AnyOf) and len(part.parts) > 1 else words


def _joined(joint: str, kind: type[AllOf | AnyOf], parts: tuple[Criterion, ...]) -> str:
    """Parts of parts that are joined in the same way stand beside the others; the other way stands in brackets."""
    return joint.join(_bracketed(part) for part in _flat(parts, kind))


def _flat(parts: tuple[Criterion, ...], kind: type[AllOf | AnyOf]) -> list[Criterion]:
    nested = (_flat(part.parts, kind) if isinstance(part, kind) else [part] for part in parts)
    return [part for group in nested for part in group]


def _bracketed(part: Criterion) -> str:
    mixed = isinstance(part, AllOf | AnyOf) and len(part.parts) > 1
    return f"({in_words(part)})" if mixed else in_words(part)
